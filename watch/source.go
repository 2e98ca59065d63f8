package watch

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// A source tells of file system events. Tests put a blind one in its place.
type source struct {
	add    func(dir string) error
	events <-chan fsnotify.Event // closed by close
	errs   <-chan error          // likewise
	close  func() error
	done   sync.WaitGroup // of the goroutine that drains it
}

func newSource() (*source, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &source{add: w.Add, events: w.Events, errs: w.Errors, close: w.Close}, nil
}

// start drains the source into h. It never blocks for long, whatever Run does:
// the kernel's queue is short, and what overflows it is lost.
func (s *source) start(dir string, h *hints) {
	s.done.Go(func() {
		events, errs := s.events, s.errs
		for events != nil || errs != nil {
			select {
			case e, ok := <-events:
				if !ok {
					events = nil
					continue
				}
				h.event(dir, e)
			case _, ok := <-errs:
				if !ok {
					errs = nil
					continue
				}
				h.lost() // fsnotify.ErrEventOverflow, or worse
			}
		}
	})
}

func (s *source) stop() error {
	err := s.close()
	s.done.Wait()
	return err
}

// maxHints bounds the memory that events can take; beyond it the tree is
// listed, which is cheaper anyway.
const maxHints = 8192

// hints are what is to be looked at: events and wishes, each path once.
type hints struct {
	wake chan struct{} // has room for one

	mu sync.Mutex
	hinted
}

// hinted is what hints gather between two passes.
type hinted struct {
	paths map[string]fsnotify.Op // relative to the root, with slashes
	again map[string]bool        // to be reread
	all   bool                   // everything is to be looked at
	stale bool                   // the source must be opened anew
}

func newHints() *hints { return &hints{wake: make(chan struct{}, 1)} }

func (h *hints) event(dir string, e fsnotify.Event) {
	rel, err := filepath.Rel(dir, e.Name)
	if err != nil {
		h.lost()
		return
	}
	path := filepath.ToSlash(rel)
	if Ignored(path) {
		return
	}
	h.note(func(n *hinted) {
		if n.paths == nil {
			n.paths = map[string]fsnotify.Op{}
		}
		n.paths[path] |= e.Op
		if len(n.paths) > maxHints {
			n.paths, n.all, n.stale = nil, true, true // a renamed directory may be among them
		}
	})
}

// lost says that events were lost. Among them may be the renaming of a
// directory, after which the source would tell old names.
func (h *hints) lost() {
	h.note(func(n *hinted) { n.all, n.stale = true, true })
}

func (h *hints) reread(paths []string) {
	h.note(func(n *hinted) {
		if n.again == nil {
			n.again = map[string]bool{}
		}
		for _, path := range paths {
			n.again[path] = true
		}
	})
}

func (h *hints) note(f func(*hinted)) {
	h.mu.Lock()
	f(&h.hinted)
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default: // it is awake already
	}
}

// take returns what was gathered and begins anew.
func (h *hints) take() hinted {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.hinted
	h.hinted = hinted{}
	return n
}

// watchError adds the remedy to an error of the event source.
func watchError(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w; raise the limit: sysctl fs.inotify.max_user_watches=1048576", err)
	case errors.Is(err, syscall.EMFILE):
		return fmt.Errorf("%w; raise a limit: sysctl fs.inotify.max_user_instances=1024, or ulimit -n", err)
	}
	return err
}
