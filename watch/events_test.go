package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// The tests of this file run with the events of the system, and without
// complete comparisons after the first: what is found, an event has told.

// outside returns a directory on the same file system that is not watched.
func outside(t *testing.T) string { t.Helper(); return t.TempDir() }

// watching starts a watcher of dir and waits until it has compared everything.
func watching(t *testing.T, dir string, o Options, change func(*Watcher)) *recorder {
	t.Helper()
	if o.Rescan == 0 {
		o.Rescan = never
	}
	w := newWatcher(t, dir, nil, o)
	if change != nil {
		change(w)
	}
	r := run(t, w)
	r.until(t, "first comparison", func() bool { return r.fulls() > 0 })
	return r
}

// tapped puts a filter on the events of the system.
func tapped(w *Watcher, watch func(dir string) bool, pass func(fsnotify.Event) bool) {
	w.connect = func() (*source, error) {
		src, err := newSource()
		if err != nil {
			return nil, err
		}
		in, out, add := src.events, make(chan fsnotify.Event), src.add
		go func() {
			defer close(out)
			for e := range in {
				if pass(e) {
					out <- e
				}
			}
		}()
		src.events = out
		src.add = func(dir string) error {
			if !watch(dir) {
				return nil
			}
			return add(dir)
		}
		return src, nil
	}
}

func anyDir(string) bool           { return true }
func anyEvent(fsnotify.Event) bool { return true }

// More events come than the kernel's queue holds (16,384), and nobody takes
// what is told meanwhile.
func TestBurst(t *testing.T) {
	files := 10_000
	if testing.Short() {
		files = 500
	}
	dir := t.TempDir()
	r := newRecorder()
	paths, written := map[string]bool{}, make(chan struct{})
	r.act = func(b Batch) {
		if len(b.Changes) > 0 {
			<-written
		}
		for _, c := range b.Changes {
			paths[c.Path] = true
		}
	}
	stop := start(t, newWatcher(t, dir, nil, Options{Settle: 50 * time.Millisecond, Rescan: never}), r)
	release := sync.OnceFunc(func() { close(written) })
	t.Cleanup(release) // before the watcher is stopped
	r.until(t, "first comparison", func() bool { return r.fulls() > 0 })
	for n := range files {
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.md", n)), []byte("x"), 0o644))
	}
	release()
	r.until(t, "all of the burst", func() bool { return len(r.told()) >= files })
	stop()
	if len(paths) != files {
		t.Errorf("%d files told of, want %d", len(paths), files)
	}
}

// The kernel's events come in order: once the file written last is told of, an
// event of the one written first would have been heard.
func TestDirectoryMoved(t *testing.T) {
	notRenamed := func(e fsnotify.Event) bool { return !e.Has(fsnotify.Rename) }
	onlyRoot := func(root string) func(string) bool { return func(d string) bool { return d == root } }
	tests := []struct {
		name  string
		moved string // "in" from outside, or from another name
		tap   func(w *Watcher)
		found bool
	}{
		{"in", "in", nil, true},
		{"in, control: only the root is watched", "in", func(w *Watcher) { tapped(w, onlyRoot(w.dir), anyEvent) }, false},
		{"renamed", "renamed", nil, true},
		{"renamed, control: as if nobody told", "renamed", func(w *Watcher) { tapped(w, anyDir, notRenamed) }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, src := t.TempDir(), outside(t)
			if tt.moved == "renamed" {
				src = dir
			}
			write(t, src, "from/sub/deep/before.md", "The mill stands still.\n")
			r := watching(t, dir, Options{}, tt.tap)
			must(t, os.Rename(filepath.Join(src, "from"), filepath.Join(dir, "to")))
			r.until(t, "what was moved", func() bool { return r.has("to/sub/deep/before.md") })
			if tt.found && tt.moved == "renamed" {
				// The old name must be forgotten first: only then is the
				// new one heard of.
				r.until(t, "the old name gone", func() bool { _, gone := r.count("from/sub/deep/before.md"); return gone == 1 })
			}
			write(t, dir, "to/sub/deep/after.md", "The mill turns again.\n")
			write(t, dir, "last.md", "No mill at all.\n")
			r.until(t, "what came last", func() bool { return r.has("last.md") && (r.has("to/sub/deep/after.md") || !tt.found) })
			if got := r.has("to/sub/deep/after.md"); got != tt.found {
				t.Errorf("heard of what came later: got %v, want %v", got, tt.found)
			}
		})
	}
}

// Directories made, filled and removed under the same name are each watched.
func TestDirectoryMadeAgain(t *testing.T) {
	dir := t.TempDir()
	r := watching(t, dir, Options{}, nil)
	for n := range 20 {
		path := fmt.Sprintf("a/b/c/%d.md", n)
		write(t, dir, path, "The mill turns.\n")
		r.until(t, path, func() bool { return r.has(path) })
		must(t, os.RemoveAll(filepath.Join(dir, "a")))
	}
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	r := watching(t, dir, Options{Settle: 20 * time.Millisecond}, nil)
	names := []string{
		"two\nlines.md", "🛶🌧️.md", "caf\xe9.md", "\xff\xfe", strings.Repeat("n", 255), strings.Repeat("ß", 127),
		" ", "-rf", "a\tb", `back\slash.md`, "per%cent.md", "d\xfft/caf\xe9\n.md", "*?[", "COM1",
	}
	for _, name := range names {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644))
	}
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	for _, name := range names {
		r.until(t, fmt.Sprintf("%q", name), func() bool { return r.has(name) })
		data, stamp, err := Read(root, name, 1000)
		if err != nil || string(data) != name || stamp.Size != int64(len(name)) {
			t.Errorf("read %q: %q, %v, %v", name, data, stamp, err)
		}
	}
}

// A file that somebody is still writing is never told of, however long he
// pauses: whole is a file that ends as it should.
func TestSlowWriters(t *testing.T) {
	const writers, end = 200, "the end.\n"
	tests := []struct {
		name string
		o    Options
		tap  func(*Watcher)
		torn bool
	}{
		{"lease", Options{Settle: 10 * time.Millisecond}, nil, false},
		{"control: no settling, no lease", Options{Settle: -1}, func(w *Watcher) {
			w.writing = func(*os.File) writerState { return writersUnknown }
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if writersOf(tempFile(t)) == writersUnknown {
				t.Skip("the system has no leases")
			}
			dir := t.TempDir()
			torn, whole := 0, map[string]bool{}
			w := newWatcher(t, dir, nil, tt.o)
			if tt.tap != nil {
				tt.tap(w)
			}
			r := newRecorder()
			r.act = func(b Batch) {
				for _, c := range b.Changes {
					data, err := os.ReadFile(filepath.Join(dir, c.Path))
					if err == nil && strings.HasSuffix(string(data), end) {
						whole[c.Path] = true
					} else {
						torn++
					}
				}
			}
			stop := start(t, w, r)
			var group sync.WaitGroup
			for n := range writers {
				group.Go(func() { writeSlowly(t, filepath.Join(dir, fmt.Sprintf("%d.md", n)), end) })
			}
			group.Wait()
			paths := func() int {
				here := map[string]bool{}
				for _, c := range r.told() {
					here[c.Path] = true
				}
				return len(here)
			}
			r.until(t, "all writers", func() bool { return paths() == writers })
			stop()
			if (torn > 0) != tt.torn {
				t.Errorf("%d torn, %d whole; want torn: %v", torn, len(whole), tt.torn)
			}
		})
	}
}

// writeSlowly makes pauses longer than the settling time.
func writeSlowly(t *testing.T, name, end string) {
	f, err := os.Create(name)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	for range 5 {
		fmt.Fprintln(f, "and then the rain began, and")
		time.Sleep(50 * time.Millisecond)
	}
	fmt.Fprint(f, end)
}

func tempFile(t *testing.T) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "f")
	must(t, os.WriteFile(name, nil, 0o644))
	f, err := os.Open(name)
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}
