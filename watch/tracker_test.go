package watch

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// dueAt sleeps to the moment and returns what is due then.
func dueAt(t *tracker, start time.Time, after time.Duration) []string {
	time.Sleep(time.Until(start.Add(after)))
	settling, missing := t.due(time.Now())
	return append(settling, missing...)
}

func TestTrackerWaitsUntilAFileStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, start := newTracker(nil, 500*time.Millisecond, 0), time.Now()
		tr.see("a", version{size: 1}, start)
		time.Sleep(300 * time.Millisecond)
		tr.see("a", version{size: 2}, time.Now())
		if got := dueAt(tr, start, 800*time.Millisecond-1); got != nil {
			t.Errorf("a nanosecond early: %v is due", got)
		}
		if got := dueAt(tr, start, 800*time.Millisecond); !slices.Equal(got, []string{"a"}) {
			t.Errorf("after standing still: got %v, want a", got)
		}
	})
}

// Each field of a version alone must start the waiting anew.
func TestTrackerSeesEveryKindOfChange(t *testing.T) {
	base := version{size: 1, mtime: 1, ctime: 1, ino: 1}
	tests := map[string]version{
		"size":  {size: 2, mtime: 1, ctime: 1, ino: 1},
		"mtime": {size: 1, mtime: 2, ctime: 1, ino: 1},
		"ctime": {size: 1, mtime: 1, ctime: 2, ino: 1},
		"inode": {size: 1, mtime: 1, ctime: 1, ino: 2},
		"":      base,
	}
	for name, v := range tests {
		tr := newTracker(nil, time.Second, 0)
		tr.remember(report{Change{Path: "a"}, base})
		if changed := tr.see("a", v, time.Now()) != nil; changed != (name != "") {
			t.Errorf("%q differs: changed = %v", name, changed)
		}
	}
}

func TestTrackerOneBusyFileStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, start := newTracker(nil, 500*time.Millisecond, 0), time.Now()
		tr.see("quiet", version{size: 1}, start)
		for n := range 20 {
			tr.see("log", version{size: int64(n)}, time.Now())
			time.Sleep(100 * time.Millisecond)
		}
		if got := dueAt(tr, start, 2*time.Second); !slices.Equal(got, []string{"quiet"}) {
			t.Errorf("got %v, want quiet alone", got)
		}
	})
}

func TestTrackerGrace(t *testing.T) {
	v := version{size: 1, mtime: 1, ctime: 1, ino: 1}
	tests := []struct {
		name string
		back version
		want []string
	}{
		{"stays away", version{}, []string{"a"}},
		{"comes back as it was", v, nil},
		{"comes back changed", version{size: 2}, []string{"a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr, start := newTracker(nil, 500*time.Millisecond, 2*time.Second), time.Now()
				tr.remember(report{Change{Path: "a"}, v})
				tr.miss("a", start)
				time.Sleep(time.Second)
				tr.miss("a", time.Now()) // missed again: the grace runs on
				if tt.back != (version{}) {
					tr.see("a", tt.back, time.Now())
				} else if got := dueAt(tr, start, 2*time.Second-1); got != nil {
					t.Errorf("within the grace: %v is due", got)
				}
				if got := dueAt(tr, start, 2*time.Second); !slices.Equal(got, tt.want) {
					t.Errorf("after the grace: got %v, want %v", got, tt.want)
				}
			})
		})
	}
}

func TestTrackerForgetsWhatWasNeverTold(t *testing.T) {
	tr, now := newTracker(nil, 0, 0), time.Now()
	tr.see("a", version{size: 1}, now)
	tr.miss("a", now)
	if len(tr.pending) != 0 {
		t.Errorf("a file that came and went is pending: %v", tr.pending["a"])
	}
}

// A wish to read again outlasts a moment in which the file is not there.
func TestTrackerKeepsTheWishToReread(t *testing.T) {
	tr, now, v := newTracker(nil, 0, time.Hour), time.Now(), version{size: 1}
	tr.remember(report{Change{Path: "a"}, v})
	for _, wish := range []bool{false, true} {
		if wish {
			tr.reread("a", now)
		}
		tr.miss("a", now)
		tr.see("a", v, now)
		if got := tr.pending["a"] != nil; got != wish {
			t.Errorf("wish %v: pending %v", wish, got)
		}
	}
}

// Whatever comes in whatever order, the agenda holds the pending paths, each
// once, and is a heap.
func TestTrackerAgendaAgreesWithPending(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	tr, now := newTracker(nil, 5, 20), time.Unix(0, 0)
	for step := range 20_000 {
		path := fmt.Sprint(rng.IntN(30))
		now = now.Add(time.Duration(rng.IntN(3)))
		switch rng.IntN(8) {
		case 0, 1, 2:
			tr.see(path, version{size: rng.Int64N(3)}, now)
		case 3, 4:
			tr.miss(path, now)
		case 5:
			tr.reread(path, now)
		case 6:
			settling, missing := tr.due(now)
			for _, p := range append(settling, missing...) {
				tr.remember(report{Change{Path: p, Gone: tr.pending[p].missing}, tr.pending[p].version})
				tr.drop(p)
			}
		case 7:
			if rng.IntN(50) == 0 {
				tr.pause()
			}
		}
		if err := checkAgenda(tr); err != nil {
			t.Fatalf("seed %d, step %d: %v", seed, step, err)
		}
	}
	if len(tr.known) == 0 {
		t.Error("nothing was ever told")
	}
}

func checkAgenda(tr *tracker) error {
	if len(tr.agenda) != len(tr.pending) {
		return fmt.Errorf("%d on the agenda, %d pending", len(tr.agenda), len(tr.pending))
	}
	for i, p := range tr.agenda {
		if p.index != i || tr.pending[p.path] != p {
			return fmt.Errorf("agenda[%d] is %+v", i, p)
		}
		if i > 0 && p.due.Before(tr.agenda[(i-1)/2].due) {
			return fmt.Errorf("agenda[%d] is due before its parent", i)
		}
	}
	return nil
}

var _ heap.Interface = (*agenda)(nil)
