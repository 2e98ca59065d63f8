package watch

import (
	"container/heap"
	"time"
)

// A version tells more than a Stamp: ctime and inode also show what was done
// by a program that sets the modification time. It lives in memory only.
type version struct {
	size  int64
	mtime int64 // Unix nanoseconds
	ctime int64 // likewise; 0 where there is none
	ino   uint64
}

func (v version) stamp() Stamp {
	return Stamp{Size: v.size, ModTime: time.Unix(0, v.mtime).UTC()}
}

// A file is what was last reported of a path. There is one for each file of
// the tree, so it is kept small.
type file struct {
	version
	pass    uint32 // the last listing that saw it
	bad     bool   // reported with an error
	partial bool   // from the store, which keeps no ctime and no inode
}

func (f *file) same(v version) bool {
	if !f.partial {
		return f.version == v
	}
	return f.version.stamp().Equal(v.stamp())
}

// A pending path has something to be reported that must wait.
type pending struct {
	version
	path    string
	since   time.Time // when the waiting began
	due     time.Time // when to look again
	missing bool      // to be gone, otherwise to settle
	again   bool      // to be reported even if it is as it was
	told    bool      // that it waits for very long
	index   int       // in the agenda
}

// A tracker decides what is to be reported and when. It does no I/O and reads
// no clock, and is not safe for concurrent use.
type tracker struct {
	settle, grace time.Duration
	known         map[string]file
	pending       map[string]*pending
	agenda        agenda // the pending ones
	pass          uint32 // number of the latest complete listing
}

func newTracker(known map[string]Stamp, settle, grace time.Duration) *tracker {
	t := &tracker{
		settle:  settle,
		grace:   grace,
		known:   make(map[string]file, len(known)),
		pending: map[string]*pending{},
	}
	for path, s := range known {
		v := version{size: s.Size, mtime: s.ModTime.UnixNano()}
		t.known[path] = file{version: v, partial: true}
	}
	return t
}

// see notes the version that path has now. It returns the pending path when
// that was not waited for before, so that the caller can try at once.
func (t *tracker) see(path string, v version, now time.Time) *pending {
	f, ok := t.known[path]
	same := ok && f.same(v)
	if ok {
		f.pass = t.pass
		if same {
			f.version, f.partial = v, false
		}
		t.known[path] = f
	}
	p := t.pending[path]
	switch {
	case same && (p == nil || !p.again):
		t.drop(path)
	case p == nil || p.missing:
		return t.wait(&pending{path: path, version: v, since: now, due: now.Add(t.settle)})
	case p.version != v:
		p.version = v
		t.postpone(p, now)
	}
	return nil
}

// miss notes that path is not there.
func (t *tracker) miss(path string, now time.Time) {
	if _, ok := t.known[path]; !ok {
		t.drop(path)
		return
	}
	if p := t.pending[path]; p != nil && p.missing {
		return
	}
	t.wait(&pending{path: path, missing: true, since: now, due: now.Add(t.grace)})
}

// reread makes path due now, to be reported as soon as it is settled.
func (t *tracker) reread(path string, now time.Time) {
	if p := t.pending[path]; p != nil {
		p.again = true
		return
	}
	t.wait(&pending{path: path, version: t.known[path].version, again: true, since: now, due: now})
}

// wait puts p on the agenda, in place of what was pending for its path.
func (t *tracker) wait(p *pending) *pending {
	if old := t.pending[p.path]; old != nil {
		p.again = p.again || old.again
		t.drop(p.path)
	}
	t.pending[p.path] = p
	heap.Push(&t.agenda, p)
	return p
}

// postpone lets p wait for another settling time.
func (t *tracker) postpone(p *pending, now time.Time) {
	p.due = now.Add(t.settle)
	heap.Fix(&t.agenda, p.index)
}

func (t *tracker) drop(path string) {
	if p := t.pending[path]; p != nil {
		delete(t.pending, path)
		heap.Remove(&t.agenda, p.index)
	}
}

// due returns the paths to look at now, those that were missing apart. They
// stay pending until the caller has seen, postponed, dropped or told them.
func (t *tracker) due(now time.Time) (settling, missing []string) {
	t.agenda.until(now, 0, func(p *pending) {
		if p.missing {
			missing = append(missing, p.path)
		} else {
			settling = append(settling, p.path)
		}
	})
	return settling, missing
}

// next returns when something is due.
func (t *tracker) next() (time.Time, bool) {
	if len(t.agenda) == 0 {
		return time.Time{}, false
	}
	return t.agenda[0].due, true
}

// settled tells whether no path waits to settle.
func (t *tracker) settled() bool {
	for _, p := range t.pending {
		if !p.missing {
			return false
		}
	}
	return true
}

// remember notes that r was told.
func (t *tracker) remember(r report) {
	if r.Gone {
		delete(t.known, r.Path)
		return
	}
	t.known[r.Path] = file{version: r.version, pass: t.pass, bad: r.Err != nil}
}

// pause forgets what is pending, because nothing can be said of the files: the
// comparison that ends the pause finds it again. It returns the paths that
// were to be reread, which no comparison would find.
func (t *tracker) pause() (again []string) {
	for path, p := range t.pending {
		if p.again {
			again = append(again, path)
		}
	}
	clear(t.pending)
	t.agenda = nil
	return again
}

// agenda is a heap of pending paths, the first due first.
type agenda []*pending

// until calls f with what is due at now, in no order; i is where to begin.
func (a agenda) until(now time.Time, i int, f func(*pending)) {
	if i >= len(a) || a[i].due.After(now) {
		return
	}
	f(a[i])
	a.until(now, 2*i+1, f)
	a.until(now, 2*i+2, f)
}

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].due.Before(a[j].due) }

func (a agenda) Swap(i, j int) {
	a[i], a[j] = a[j], a[i]
	a[i].index, a[j].index = i, j
}

func (a *agenda) Push(x any) {
	p := x.(*pending)
	p.index = len(*a)
	*a = append(*a, p)
}

func (a *agenda) Pop() any {
	old := *a
	p := old[len(old)-1]
	old[len(old)-1] = nil
	*a = old[:len(old)-1]
	return p
}
