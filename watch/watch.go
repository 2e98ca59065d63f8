// Package watch turns a directory tree into settled paths: it tells which
// files are new, changed or gone since they were last reported, and only once
// nobody is writing them any more.
//
// The directory listing is the truth and file system events are a hint. Every
// directory is watched before it is listed; lost events, a queue that
// overflows, a directory moved in and a limit on watches cost time, never a
// file: a complete comparison every [Options.Rescan] finds what no event told.
//
// A file is settled when its size, times and inode have stood still for
// [Options.Settle] and, on Linux, a read lease (fcntl F_SETLEASE) shows that
// nobody has it open for writing. A file is gone when it is still missing
// after [Options.Grace]; no file is gone because the root is, or because a
// directory cannot be read.
//
// Nothing outside the tree is opened, no link is followed, and only regular
// files with one name are read. What cannot be read is reported with the
// reason, so that it gets a receipt like any other.
package watch

import (
	"cmp"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A Stamp tells versions of a file apart without reading it.
type Stamp struct {
	Size    int64
	ModTime time.Time
}

// Equal compares whole microseconds, because a database may keep no more.
func (s Stamp) Equal(o Stamp) bool {
	return s.Size == o.Size && s.ModTime.UnixMicro() == o.ModTime.UnixMicro()
}

// refused is the stamp of what cannot be read. It equals that of no file: the
// cause can be mended without changing the file, so a restart looks again.
var refused = Stamp{Size: -1, ModTime: time.Unix(0, 0)}

// A Change is one path that is not as it was last reported.
type Change struct {
	Path  string // relative to the root, with slashes; any bytes but NUL
	Stamp Stamp  // zero when Gone; with Err a stamp that no file has
	Gone  bool   // the file is no longer there, and the grace has passed

	// Err is why the path cannot be read: not a regular file, several
	// links, no permission. It names the remedy, not the path, and comes
	// once for each version of the file.
	Err error
}

// A Batch is what has changed, new and changed files before gone ones.
type Batch struct {
	Changes []Change

	// Full says that with this batch a complete comparison is done. Files
	// that are still being written follow when they settle.
	Full bool

	// Settled says that with this batch no file is left that waits to
	// settle.
	Settled bool

	// RootGone says that the directory itself is gone: removed, renamed or
	// unmounted. Its files count as unchanged until it is back, which a Full
	// batch tells.
	RootGone bool
}

// Options are the settings of a [Watcher]. A zero duration means its default,
// a negative one none.
type Options struct {
	Settle time.Duration // how long a file must stand still; 500ms
	Rescan time.Duration // between complete comparisons; 60s
	Grace  time.Duration // how long a file must be missing to be gone; 2s
	Log    *slog.Logger  // slog.Default if nil
}

func (o Options) withDefaults() Options {
	o.Settle = duration(o.Settle, 500*time.Millisecond)
	o.Grace = duration(o.Grace, 2*time.Second)
	o.Rescan = cmp.Or(o.Rescan, time.Minute)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

func duration(d, fallback time.Duration) time.Duration {
	return max(0, cmp.Or(d, fallback))
}

// A Watcher watches one directory tree.
type Watcher struct {
	dir     string // absolute
	opts    Options
	hints   *hints
	connect func() (*source, error)    // opens the event source
	writing func(*os.File) writerState // asks for a lease

	// The rest belongs to Run's goroutine.
	files *tracker
	batch map[string]report // not yet emitted
	root  os.FileInfo       // the directory as it was last opened; nil before that
	gone  bool              // RootGone was told

	src        *source
	dirs       map[string]uint32 // watched directories → the listing that saw them
	stale      bool              // src may know directories by old names
	polling    bool              // src does not cover every directory
	toldPoll   bool
	unreadable map[string]uint32 // directories that were warned of, likewise

	listAt time.Time     // when the next complete comparison is due
	listed time.Time     // when the last one ended; zero before that
	took   time.Duration // how long it took
}

// New returns a Watcher of the tree at dir. known is what was reported before,
// as the store remembers it; only differences from it are reported. The map is
// not kept.
func New(dir string, known map[string]Stamp, o Options) (*Watcher, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, rootError(dir, err)
	}
	root, _, err := openRoot(abs)
	if err != nil {
		return nil, rootError(dir, err)
	}
	defer root.Close()
	if _, err := isEmpty(root); err != nil {
		return nil, rootError(dir, err)
	}
	o = o.withDefaults()
	return &Watcher{
		dir:        abs,
		opts:       o,
		hints:      newHints(),
		connect:    newSource,
		writing:    writersOf,
		files:      newTracker(known, o.Settle, o.Grace),
		dirs:       map[string]uint32{},
		unreadable: map[string]uint32{},
		batch:      map[string]report{},
	}, nil
}

// Reread asks for paths to be reported again even if their stamps have not
// changed: an embargo has passed, or [Read] returned [ErrChanged]. It may be
// called at any time, also by the function that Run emits to.
func (w *Watcher) Reread(paths ...string) { w.hints.reread(paths) }

// A report is a change and what is remembered of it once it is told.
type report struct {
	Change
	version version
}

// changesOf returns the changes in the order they are told: what a renamed
// file says under its new name comes before its old name is gone.
func changesOf(batch map[string]report) []Change {
	changes := make([]Change, 0, len(batch))
	for _, r := range batch {
		changes = append(changes, r.Change)
	}
	slices.SortFunc(changes, func(a, b Change) int {
		if a.Gone != b.Gone {
			if b.Gone {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Path, b.Path)
	})
	return changes
}
