package watch

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// The tests of this file run on a real directory and on synctest's clock, and
// events are those that a test sends. never turns the complete comparisons
// off, which is the fault put in.
const never = -1

// inBubble runs f with a directory and a watcher of it that hears nothing.
func inBubble(t *testing.T, o Options, f func(t *testing.T, dir string, w *Watcher, src *fakeSource)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := newWatcher(t, dir, nil, o)
		f(t, dir, w, fake(w))
	})
}

// pause lets d pass and everything come to rest.
func pause(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestEventsLost(t *testing.T) {
	overflow := func(src *fakeSource, _ string) { src.errs <- fsnotify.ErrEventOverflow }
	event := func(src *fakeSource, dir string) {
		src.events <- fsnotify.Event{Name: filepath.Join(dir, "d", "a.md"), Op: fsnotify.Create}
	}
	flood := func(src *fakeSource, dir string) {
		for n := range 2*maxHints + 2 { // some are taken meanwhile
			src.events <- fsnotify.Event{Name: filepath.Join(dir, fmt.Sprint(n)), Op: fsnotify.Create}
		}
	}
	nothing := func(*fakeSource, string) {}
	tests := []struct {
		name   string
		rescan time.Duration
		signal func(src *fakeSource, dir string)
		found  bool
	}{
		{"no event, rescan", time.Minute, nothing, true},
		{"no event, no rescan", never, nothing, false},
		{"overflow, no rescan", never, overflow, true},
		{"event, no rescan", never, event, true},
		{"more events than are kept, no rescan", never, flood, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{Rescan: tt.rescan}, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
				r := run(t, w)
				pause(time.Second)
				write(t, dir, "d/a.md", "The bridge is open.\n")
				tt.signal(src, dir)
				pause(time.Hour)
				if got := r.has("d/a.md"); got != tt.found {
					t.Errorf("found: got %v, want %v", got, tt.found)
				}
			})
		})
	}
}

// A file that no event tells of is found within settle + rescan.
func TestRescanKeepsItsTime(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		r := run(t, w)
		pause(time.Second)
		writeAt(t, dir, "a.md", "The bridge is open.\n", time.Now()) // to be waited for
		pause(50 * time.Second)
		if r.has("a.md") {
			t.Fatal("found before the comparison: the test proves nothing")
		}
		pause(10*time.Second + 500*time.Millisecond)
		if !r.has("a.md") {
			t.Error("not found within settle + rescan")
		}
	})
}

func TestLimitOnWatches(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		rescan time.Duration
		remedy string
		found  bool
	}{
		{"watches", syscall.ENOSPC, time.Minute, "fs.inotify.max_user_watches", true},
		{"instances", syscall.EMFILE, time.Minute, "fs.inotify.max_user_instances", true},
		{"control: no polling", syscall.ENOSPC, never, "fs.inotify.max_user_watches", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			o := Options{Rescan: tt.rescan, Log: slog.New(slog.NewTextHandler(&log, nil))}
			inBubble(t, o, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
				src.add = func(string) error { return tt.err }
				if tt.err == syscall.EMFILE {
					w.connect = func() (*source, error) { return nil, tt.err }
				}
				r := newRecorder()
				stop := start(t, w, r)
				pause(time.Second)
				write(t, dir, "a.md", "The bridge is open.\n")
				pause(2 * time.Second) // far sooner than the rescan
				if got := r.has("a.md"); got != tt.found {
					t.Errorf("found: got %v, want %v", got, tt.found)
				}
				pause(time.Hour)
				stop()
				if n := strings.Count(log.String(), tt.remedy); n != 1 {
					t.Errorf("remedy told %d times, want once:\n%s", n, log.String())
				}
			})
		})
	}
}

func TestSettling(t *testing.T) {
	old, now := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}
	tests := []struct {
		name  string
		mtime time.Time
		state writerState
		early bool // told before a settling time is over
		late  bool // told after it
	}{
		{"old, nobody writes", old, writersNone, true, true},
		{"old, cannot tell", old, writersUnknown, false, true},
		{"old, somebody writes", old, writersFound, false, false},
		{"new, nobody writes", now, writersNone, false, true},
		{"new, cannot tell", now, writersUnknown, false, true},
		{"new, somebody writes", now, writersFound, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Settle: 3 * time.Second, Rescan: time.Second}
			inBubble(t, o, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
				w.writing = func(*os.File) writerState { return tt.state }
				if tt.mtime == now {
					tt.mtime = time.Now()
				}
				writeAt(t, dir, "a.md", "The bridge is open.\n", tt.mtime)
				r := run(t, w)
				pause(3*time.Second - 1)
				if got := r.has("a.md"); got != tt.early {
					t.Errorf("before the settling time: told %v, want %v", got, tt.early)
				}
				pause(time.Minute)
				if got := r.has("a.md"); got != tt.late {
					t.Errorf("after it: told %v, want %v", got, tt.late)
				}
			})
		})
	}
}

// Somebody logs into the directory. The log itself is told of when it is
// closed; everything else is not held up.
func TestBusyFileStopsNoOther(t *testing.T) {
	var log bytes.Buffer
	o := Options{Rescan: 10 * time.Second, Log: slog.New(slog.NewTextHandler(&log, nil))}
	inBubble(t, o, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
		name := filepath.Join(dir, "busy.log")
		busy, err := os.Create(name)
		must(t, err)
		r := newRecorder()
		stop := start(t, w, r)
		for n := range 1000 {
			_, err := fmt.Fprintln(busy, n)
			must(t, err)
			src.events <- fsnotify.Event{Name: name, Op: fsnotify.Write}
			pause(100 * time.Millisecond)
			if n == 500 {
				write(t, dir, "a.md", "The bridge is open.\n")
			}
		}
		if !r.has("a.md") {
			t.Error("a.md was held up")
		}
		if r.has("busy.log") {
			t.Error("busy.log was told of while it was open")
		}
		must(t, busy.Close())
		pause(time.Second)
		if !r.has("busy.log") {
			t.Error("busy.log was not told of after it was closed")
		}
		stop()
		if n := strings.Count(log.String(), "still being written"); n != 1 {
			t.Errorf("the wait was told %d times, want once:\n%s", n, log.String())
		}
	})
}

func TestGrace(t *testing.T) {
	inBubble(t, Options{Rescan: time.Second}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		write(t, dir, "a.md", "The bridge is open.\n")
		write(t, dir, "b.md", "The bridge is closed.\n")
		r := run(t, w)
		pause(500 * time.Millisecond)
		must(t, os.Remove(filepath.Join(dir, "a.md")))
		must(t, os.Rename(filepath.Join(dir, "b.md"), filepath.Join(dir, ".b")))
		pause(time.Second) // missed
		must(t, os.Rename(filepath.Join(dir, ".b"), filepath.Join(dir, "b.md")))
		if _, gone := r.count("a.md"); gone != 0 {
			t.Error("a.md is gone within the grace")
		}
		pause(time.Minute)
		if _, gone := r.count("a.md"); gone != 1 {
			t.Errorf("a.md: gone %d times, want once", gone)
		}
		if _, gone := r.count("b.md"); gone != 0 {
			t.Error("b.md is gone, but was back within the grace")
		}
	})
}

// A renamed file is told of under its new name before the old one is gone,
// also when both are found at once.
func TestRenameOrder(t *testing.T) {
	inBubble(t, Options{Rescan: 10 * time.Second, Grace: -1}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		write(t, dir, "a.md", "The bridge is open.\n")
		r := run(t, w)
		pause(time.Second)
		must(t, os.Rename(filepath.Join(dir, "a.md"), filepath.Join(dir, "z.md")))
		pause(time.Minute)
		if got, want := lines(r.told()), []string{"here a.md", "here z.md", "gone a.md"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestRootGone(t *testing.T) {
	aside := func(t *testing.T, dir string) { must(t, os.Rename(dir, dir+".aside")) }
	back := func(t *testing.T, dir string) { must(t, os.Rename(dir+".aside", dir)) }
	tests := []struct {
		name        string
		lose        func(t *testing.T, dir string)
		restore     func(t *testing.T, dir string)
		told, files int // RootGone batches; files gone at the end
	}{
		{"renamed and back", aside, back, 1, 0},
		{"an empty directory in its place", func(t *testing.T, dir string) {
			aside(t, dir)
			must(t, os.Mkdir(dir, 0o755))
		}, func(t *testing.T, dir string) {
			must(t, os.Remove(dir))
			back(t, dir)
		}, 1, 0},
		{"a file in its place", func(t *testing.T, dir string) {
			aside(t, dir)
			must(t, os.WriteFile(dir, nil, 0o644))
		}, func(t *testing.T, dir string) {
			must(t, os.Remove(dir))
			back(t, dir)
		}, 1, 0},
		{"back with one file less", aside, func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir+".aside", "a.md")))
			back(t, dir)
		}, 1, 1},
		{"control: not the root, but its files", func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, "a.md")))
			must(t, os.RemoveAll(filepath.Join(dir, "d")))
		}, func(*testing.T, string) {}, 0, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "seeds")
				write(t, dir, "a.md", "The bridge is open.\n")
				write(t, dir, "d/b.md", "The bridge is closed.\n")
				write(t, dir, "c.md", "There is no bridge.\n")
				w := newWatcher(t, dir, nil, Options{Rescan: 10 * time.Second})
				fake(w)
				r := run(t, w)
				pause(time.Second)
				tt.lose(t, dir)
				pause(time.Hour)
				if got := r.rootGone(); got != tt.told {
					t.Errorf("root gone told %d times, want %d", got, tt.told)
				}
				before := r.fulls()
				tt.restore(t, dir)
				write(t, dir, "new.md", "A new bridge.\n")
				pause(time.Hour)
				if !r.has("new.md") || r.fulls() == before {
					t.Error("no full comparison once it was back")
				}
				gone := 0
				for _, path := range []string{"a.md", "d/b.md", "c.md"} {
					_, n := r.count(path)
					gone += n
				}
				if gone != tt.files {
					t.Errorf("%d files gone, want %d", gone, tt.files)
				}
			})
		})
	}
}

func TestNewRootIsCompared(t *testing.T) {
	inBubble(t, Options{Rescan: 10 * time.Second}, func(t *testing.T, tmp string, _ *Watcher, _ *fakeSource) {
		dir := filepath.Join(tmp, "seeds")
		write(t, tmp, "one/a.md", "The bridge is open.\n")
		write(t, tmp, "two/b.md", "The bridge is closed.\n")
		must(t, os.Symlink("one", dir)) // the root itself may be a link
		w := newWatcher(t, dir, nil, Options{Rescan: 10 * time.Second})
		fake(w)
		r := run(t, w)
		pause(time.Second)
		must(t, os.Remove(dir))
		must(t, os.Symlink("two", dir))
		pause(time.Hour)
		if got, want := lines(r.told()), []string{"here a.md", "here b.md", "gone a.md"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// What emit refused is told again, what it took is not.
func TestEmitErrorEndsRun(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		write(t, dir, "a.md", "The bridge is open.\n")
		r := newRecorder()
		r.refuse = errors.New("database is locked")
		if err := w.Run(t.Context(), r.emit); !errors.Is(err, r.refuse) {
			t.Fatalf("run: got %v, want %v", err, r.refuse)
		}
		r.refuse = nil
		for range 2 {
			stop := start(t, w, r)
			pause(time.Minute)
			stop()
		}
		if present, _ := r.count("a.md"); present != 1 {
			t.Errorf("told %d times, want once", present)
		}
	})
}

func TestReread(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, dir string, _ *Watcher, _ *fakeSource) {
		write(t, dir, "a.md", "The bridge is open.\n")
		write(t, dir, "b.md", "The bridge is closed.\n")
		w := newWatcher(t, dir, known(scanDir(t, dir, nil)), Options{})
		fake(w)
		r := newRecorder()
		start(t, w, r)
		pause(time.Hour)
		if got := r.told(); len(got) != 0 {
			t.Fatalf("after a restart: told %v, want nothing", got)
		}
		w.Reread("a.md", "no-such.md")
		pause(time.Second)
		if got := lines(r.told()); !slices.Equal(got, []string{"here a.md"}) {
			t.Errorf("got %q, want a.md once", got)
		}
		pause(time.Hour)
		if present, _ := r.count("a.md"); present != 1 {
			t.Errorf("told %d times, want once", present)
		}
	})
}

func TestBatchesAreBounded(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		const files = 2*maxBatch + 500
		for n := range files {
			write(t, dir, fmt.Sprintf("%d/%d.md", n%7, n), "The bridge is open.\n")
		}
		r := run(t, w)
		pause(time.Minute)
		batches, _ := r.all()
		var sizes []int
		paths := map[string]bool{}
		for i, b := range batches[:3] {
			sizes = append(sizes, len(b.Changes))
			for _, c := range b.Changes {
				paths[c.Path] = true
			}
			if b.Full != (i == 2) {
				t.Errorf("batch %d: Full = %v", i, b.Full)
			}
		}
		if !slices.Equal(sizes, []int{maxBatch, maxBatch, 500}) || len(paths) != files {
			t.Errorf("batches of %v with %d paths, want 1000, 1000, 500 with %d", sizes, len(paths), files)
		}
	})
}

// Directories that come and go in a loop must not keep the watcher listing.
func TestListingTakesAFractionOfTheTime(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
		src.add = func(string) error { time.Sleep(time.Second); return nil } // as if there were very many
		r := run(t, w)
		for range 10_000 {
			src.errs <- fsnotify.ErrEventOverflow
			pause(10 * time.Millisecond)
		}
		if got := r.fulls(); got < 15 || got > 21 {
			t.Errorf("%d listings of a second each in 100 seconds, want 20", got)
		}
	})
}

// How long a listing takes does not count what is done with it.
func TestSlowEmitDelaysNoListing(t *testing.T) {
	inBubble(t, Options{Rescan: never}, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
		for n := range maxBatch {
			write(t, dir, fmt.Sprintf("%d.md", n), "The bridge is open.\n")
		}
		r := newRecorder()
		r.act = func(Batch) { time.Sleep(10 * time.Minute) }
		start(t, w, r)
		pause(30 * time.Minute)
		write(t, dir, "late.md", "The bridge is closed.\n")
		src.errs <- fsnotify.ErrEventOverflow
		pause(11 * time.Minute)
		if !r.has("late.md") {
			t.Error("the listing waits for as long as emit took")
		}
	})
}

// The grace begins anew when the root is back.
func TestGraceAfterRootGone(t *testing.T) {
	inBubble(t, Options{Rescan: time.Second, Grace: 10 * time.Second}, func(t *testing.T, tmp string, _ *Watcher, _ *fakeSource) {
		dir := filepath.Join(tmp, "seeds")
		write(t, dir, "a.md", "The bridge is open.\n")
		write(t, dir, "b.md", "The bridge is closed.\n")
		w := newWatcher(t, dir, nil, Options{Rescan: time.Second, Grace: 10 * time.Second})
		fake(w)
		r := run(t, w)
		pause(time.Second)
		must(t, os.Remove(filepath.Join(dir, "a.md")))
		pause(5 * time.Second) // missed
		must(t, os.Rename(dir, dir+".aside"))
		pause(time.Hour)
		must(t, os.Rename(dir+".aside", dir))
		pause(9 * time.Second)
		if _, gone := r.count("a.md"); gone != 0 {
			t.Error("gone within the grace")
		}
		pause(10 * time.Second)
		if _, gone := r.count("a.md"); gone != 1 {
			t.Errorf("after the grace: gone %d times, want once", gone)
		}
	})
}

// A wish to read again is not lost with the root.
func TestRereadOutlastsRootGone(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, tmp string, _ *Watcher, _ *fakeSource) {
		dir := filepath.Join(tmp, "seeds")
		write(t, dir, "a.md", "The bridge is open.\n")
		w := newWatcher(t, dir, known(scanDir(t, dir, nil)), Options{})
		fake(w)
		var closed atomic.Bool
		w.writing = func(*os.File) writerState { // it must wait
			if closed.Load() {
				return writersNone
			}
			return writersFound
		}
		r := run(t, w)
		w.Reread("a.md")
		pause(10 * time.Second)
		must(t, os.Rename(dir, dir+".aside"))
		pause(time.Hour)
		closed.Store(true)
		if r.has("a.md") {
			t.Error("told while it was not there")
		}
		must(t, os.Rename(dir+".aside", dir))
		pause(time.Minute)
		if present, gone := r.count("a.md"); present != 1 || gone != 0 {
			t.Errorf("told %d times and gone %d, want once and never", present, gone)
		}
	})
}

// A file that a fault of the disk kept from being read is told of when it can
// be read, though it has not changed.
func TestBadFileIsTriedAgain(t *testing.T) {
	for _, fault := range []error{syscall.EIO, nil} {
		inBubble(t, Options{}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
			write(t, dir, "a.md", "The bridge is open.\n")
			fi, err := os.Stat(filepath.Join(dir, "a.md"))
			must(t, err)
			w.files.remember(found("a.md", versionOf(fi), fault))
			r := run(t, w)
			pause(time.Hour)
			if present, _ := r.count("a.md"); (present == 1) != (fault != nil) {
				t.Errorf("remembered with %v: told %d times", fault, present)
			}
		})
	}
}

// What is found to be newer than it was listed has not stood still.
func TestTryComparesVersions(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		write(t, dir, "a.md", "The bridge is open.\n")
		fi, err := os.Stat(filepath.Join(dir, "a.md"))
		must(t, err)
		p := &pass{Watcher: w, root: openTestRoot(t, dir)}
		q := w.files.see("a.md", version{size: 1}, time.Now())
		for _, told := range []bool{false, true} { // the second time is the control
			must(t, p.try(t.Context(), q, true))
			if got := len(p.batch) > 0; got != told {
				t.Errorf("version %v of %v: told %v", q.version, versionOf(fi), got)
			}
		}
	})
}

func TestFileBecomesDirectory(t *testing.T) {
	inBubble(t, Options{Rescan: never}, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
		write(t, dir, "a", "The bridge is open.\n")
		r := run(t, w)
		pause(time.Second)
		must(t, os.Remove(filepath.Join(dir, "a")))
		write(t, dir, "a/b.md", "The bridge is closed.\n")
		src.events <- fsnotify.Event{Name: filepath.Join(dir, "a"), Op: fsnotify.Create}
		pause(time.Minute)
		if got, want := lines(r.told()), []string{"here a", "here a/b.md", "gone a"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestTooDeep(t *testing.T) {
	var log bytes.Buffer
	o := Options{Rescan: time.Second, Log: slog.New(slog.NewTextHandler(&log, nil))}
	inBubble(t, o, func(t *testing.T, dir string, w *Watcher, _ *fakeSource) {
		deep := strings.Repeat("d/", maxDepth+1)
		write(t, dir, deep+"a.md", "At the bottom.\n")
		write(t, dir, deep+"d/a.md", "Below the bottom.\n")
		r := newRecorder()
		stop := start(t, w, r)
		pause(time.Minute)
		stop()
		if got, want := lines(r.told()), []string{"here " + deep + "a.md"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if n := strings.Count(log.String(), errTooDeep.Error()); n != 1 {
			t.Errorf("told %d times, want once:\n%s", n, log.String())
		}
	})
}

func TestUnchangedFilesAreNotToldAgain(t *testing.T) {
	inBubble(t, Options{Rescan: time.Second}, func(t *testing.T, dir string, w *Watcher, src *fakeSource) {
		write(t, dir, "a.md", "The bridge is open.\n")
		must(t, os.Symlink("a.md", filepath.Join(dir, "link.md")))
		r := run(t, w)
		for range 100 {
			src.events <- fsnotify.Event{Name: filepath.Join(dir, "a.md"), Op: fsnotify.Chmod}
			src.events <- fsnotify.Event{Name: filepath.Join(dir, "link.md"), Op: fsnotify.Chmod}
			pause(time.Second)
		}
		for _, path := range []string{"a.md", "link.md"} {
			if present, _ := r.count(path); present != 1 {
				t.Errorf("%s: told %d times, want once", path, present)
			}
		}
		writeAt(t, dir, "a.md", "The bridge is open.\n", time.Now().Add(-time.Hour))
		pause(10 * time.Second)
		if present, _ := r.count("a.md"); present != 2 {
			t.Errorf("control: touched file told %d times, want twice", present)
		}
	})
}
