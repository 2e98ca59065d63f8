package watch

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	maxBatch = 1000                  // changes in a batch
	breath   = 10 * time.Millisecond // between passes, so that events gather
	patience = time.Minute           // until a file that never settles is worth a word

	// A listing that events ask for takes at most a fifth of the time, one
	// that stands in for events a twentieth.
	restAfterList = 4
	restAfterPoll = 19
	minPoll       = time.Second
)

// Run watches until ctx ends, and then returns nil. It calls emit with each
// batch, never two at a time. A change is remembered once emit has returned
// nil; an error of emit ends Run, and what was not remembered is told again
// when Run is called again.
func (w *Watcher) Run(ctx context.Context, emit func(context.Context, Batch) error) error {
	defer w.disconnect()
	clear(w.batch)
	w.listAt = time.Now()
	for {
		if err := w.pass(ctx, emit); err != nil {
			if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
				return nil
			}
			return err
		}
		if !w.wait(ctx) {
			return nil
		}
	}
}

// wait returns when there may be something to do, false when ctx has ended.
func (w *Watcher) wait(ctx context.Context) bool {
	if !sleep(ctx, breath, nil) {
		return false
	}
	next, ok := w.nextTime()
	if !ok {
		return sleep(ctx, 1<<62, w.hints.wake)
	}
	return sleep(ctx, time.Until(next), w.hints.wake)
}

// nextTime returns when the next pass is due even if nothing happens.
func (w *Watcher) nextTime() (time.Time, bool) {
	next, ok := w.files.next()
	if !w.listAt.IsZero() && (!ok || w.listAt.Before(next)) {
		return w.listAt, true
	}
	return next, ok
}

func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-wake:
	case <-timer.C:
	}
	return true
}

// pass looks at everything that is due. The root is opened for each pass: it
// must be what stands at the path now, and does not keep a disk from being
// unmounted.
func (w *Watcher) pass(ctx context.Context, emit emitter) error {
	root, err := w.enterRoot()
	if err != nil {
		return w.loseRoot(ctx, emit, err)
	}
	defer root.Close()
	p := &pass{Watcher: w, root: root, emit: emit}
	hinted := w.hints.take()
	w.heed(hinted)
	for path := range hinted.again {
		w.files.reread(path, time.Now())
	}
	if w.listDue(time.Now()) {
		return p.full(ctx)
	}
	for path := range hinted.paths {
		if err := p.touch(ctx, path); err != nil {
			return err
		}
	}
	if err := p.settle(ctx); err != nil {
		return err
	}
	return p.flush(ctx, false)
}

func (w *Watcher) listDue(now time.Time) bool {
	return !w.listAt.IsZero() && !w.listAt.After(now)
}

// heed finds out what the hints mean for the tree as a whole.
func (w *Watcher) heed(h hinted) {
	if h.all {
		w.listSoon()
	}
	w.stale = w.stale || h.stale
	for path, op := range h.paths {
		_, watched := w.dirs[path]
		if watched && op.Has(fsnotify.Rename|fsnotify.Remove) {
			w.vanished()
		}
	}
}

// vanished notes that a watched directory was renamed or removed. The source
// would go on telling of what is under it by the old names.
func (w *Watcher) vanished() {
	w.stale = true
	w.listSoon()
}

func (w *Watcher) listSoon() {
	soon := w.listed.Add(restAfterList * w.took)
	if w.listAt.IsZero() || soon.Before(w.listAt) {
		w.listAt = soon
	}
}

// enterRoot opens the root. An empty directory in the place of one that held
// files is what an unmounted disk leaves: it counts as none.
func (w *Watcher) enterRoot() (*os.Root, error) {
	root, fi, err := openRoot(w.dir)
	if err != nil {
		return nil, err
	}
	if replaced := w.root != nil && !os.SameFile(w.root, fi); replaced || w.root == nil {
		if err := checkRoot(root, len(w.files.known), replaced); err != nil {
			root.Close()
			return nil, err
		}
		if replaced {
			w.vanished()
		}
	}
	if w.gone {
		w.opts.Log.Info("watched directory is back", "path", w.dir)
		w.gone = false
		w.listAt = time.Now()
	}
	w.root = fi
	return root, nil
}

// accident is from how many files on an empty directory at the start is taken
// for a disk that is not mounted rather than for one that somebody cleared.
const accident = 10

// checkRoot refuses an empty directory where files were known, in the place of
// another directory or at the start.
func checkRoot(root *os.Root, known int, replaced bool) error {
	empty, err := isEmpty(root)
	if err != nil {
		return err
	}
	if empty && (replaced && known > 0 || known > accident) {
		return errReplaced
	}
	return nil
}

var errReplaced = errors.New("an empty directory stands in its place; mount or move back the files, or put one there")

// loseRoot tells once that the root is gone, and looks for it from then on.
func (w *Watcher) loseRoot(ctx context.Context, emit emitter, err error) error {
	w.listAt = time.Now().Add(w.pollEvery())
	if w.gone {
		return nil
	}
	w.opts.Log.Warn("watched directory is gone; its files stay as they were", "path", w.dir, "err", cause(err))
	w.disconnect()
	w.hints.reread(w.files.pause())
	if err := emit(ctx, Batch{RootGone: true}); err != nil {
		return err
	}
	w.gone = true
	return nil
}

type emitter = func(context.Context, Batch) error

// reconnect opens the event source. Without one, listing must do.
func (w *Watcher) reconnect() {
	w.stale = false
	src, err := w.connect()
	if err != nil {
		w.poll(err)
		return
	}
	src.start(w.dir, w.hints)
	w.src = src
}

func (w *Watcher) disconnect() {
	if w.src == nil {
		return
	}
	if err := w.src.stop(); err != nil {
		w.opts.Log.Debug("close event source", "err", err)
	}
	w.src = nil
	clear(w.dirs)
}

// poll makes up for events that will not come.
func (w *Watcher) poll(err error) {
	w.polling = true
	if w.toldPoll {
		return
	}
	w.toldPoll = true
	w.opts.Log.Warn("not every directory can be watched; they are listed again and again", "err", watchError(err))
}

// scheduleList sets when the next complete comparison is due.
func (w *Watcher) scheduleList() {
	switch {
	case w.opts.Rescan < 0:
		w.listAt = time.Time{}
	case w.polling:
		w.listAt = w.listed.Add(w.pollEvery())
	default:
		w.listAt = w.listed.Add(w.opts.Rescan)
	}
}

// pollEvery is how long to wait when no event tells.
func (w *Watcher) pollEvery() time.Duration {
	d := max(minPoll, restAfterPoll*w.took)
	if w.opts.Rescan > 0 {
		d = min(d, w.opts.Rescan)
	}
	return d
}
