package article

import (
	"maps"
	"time"

	"feedd/feed"
)

// A clock dates the articles of one file.
type clock struct {
	seen  time.Time
	mtime time.Time // zero when implausible
	ref   time.Time // what a day without a year is near to
}

// clockSlack is how far ahead of feedd's own a file server's clock may be.
const clockSlack = 5 * time.Minute

func newClock(f File) *clock {
	seen := f.Seen.UTC().Round(0)
	c := &clock{seen: seen, ref: seen}
	if t := f.ModTime.UTC().Round(0); t.Year() > 1990 && !t.After(c.seen.Add(clockSlack)) {
		c.mtime, c.ref = t, t
	}
	return c
}

// date sets when an article was published. Only an explicit date of the
// header can put that after the moment the file was first seen: such an
// article waits.
func (c *clock) date(a *Article, h *wireHeader, w *wireCopy) {
	e := &a.Entry
	if release := c.release(h); !release.IsZero() {
		a.Embargo, e.Published, e.DateSource = release, release, feed.DateHeader
	} else if e.Published, e.DateSource = c.published(a, h, w); e.Published.After(c.seen) {
		e.Published = c.seen
	}
	if h.expires.line > 0 {
		a.Expires = h.expires.Time
	}
	e.Updated = e.Published
	if h.updated.line > 0 && h.updated.After(e.Published) && !h.updated.After(c.seen) {
		e.Updated = h.updated.Time
	}
}

// release is when an embargo ends, zero if there is none.
func (c *clock) release(h *wireHeader) time.Time {
	t := h.date.Time
	if h.publish.After(t) {
		t = h.publish.Time
	}
	if !t.After(c.seen) {
		return time.Time{}
	}
	return t
}

func (c *clock) published(a *Article, h *wireHeader, w *wireCopy) (time.Time, string) {
	told := w.dateline.day
	inText := dayOfToday(w.lead())
	candidates := []struct {
		day    wireDay
		source string
		exact  bool // counts only with its year
	}{
		{told, feed.DateDateline, true},
		{inText, feed.DateText, true},
		{told, feed.DateDateline, false},
		{inText, feed.DateText, false},
	}
	for _, k := range candidates {
		if !k.day.named() || k.exact && k.day.year == 0 {
			continue
		}
		if day, ok := k.day.resolve(c.ref); ok {
			c.warnFuture(a, day)
			return c.timeOf(day), k.source
		}
	}
	if told.named() || inText.named() {
		a.warn(a.Line, "the day that the copy names does not exist; it is left out")
	}
	return c.undated(a, h)
}

func (c *clock) warnFuture(a *Article, day time.Time) {
	if day.After(c.seen) {
		a.warn(a.Line, "the day that the copy names is in the future; the moment it was first seen is taken")
	}
}

func (c *clock) undated(a *Article, h *wireHeader) (time.Time, string) {
	if h.date.line > 0 {
		return h.date.Time, feed.DateHeader
	}
	if !c.mtime.IsZero() {
		a.warn(a.Line, "the copy names no day; date taken from file time")
		return c.mtime, feed.DateMTime
	}
	a.warn(a.Line, "the copy names no day; date taken from when the file was first seen")
	return c.seen, feed.DateFirstSeen
}

// timeOf gives a day its time: the file's own if it is of that day, else
// noon, which is the same day nearly everywhere.
func (c *clock) timeOf(day time.Time) time.Time {
	if sameDay(c.mtime, day) {
		return c.mtime
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC)
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// tellApart gives the articles of a file distinct times, the first one the
// newest, in whole seconds: no two entries of a feed share theirs. Where
// several have one time, article i is put i seconds before it; those of a
// header that names a day only count up from its midnight, to stay on it.
func (c *clock) tellApart(list []Article) {
	shared := map[time.Time]int{}
	for i := range list {
		e := &list[i].Entry
		e.Published, e.Updated = e.Published.Truncate(time.Second), e.Updated.Truncate(time.Second)
		shared[e.Published]++
	}
	taken, followers := map[int64]bool{}, maps.Clone(shared)
	var earliest time.Time
	for i := range list {
		a := &list[i]
		e, t := &a.Entry, a.Entry.Published
		followers[t]--
		switch {
		case c.countsUp(a, shared[t]):
			t = t.Add(time.Duration(followers[t]) * time.Second)
		case shared[t] > 1:
			t = t.Add(-time.Duration(i) * time.Second)
		}
		if taken[t.Unix()] {
			t = earliest.Add(-time.Second)
		}
		taken[t.Unix()] = true
		if earliest.IsZero() || t.Before(earliest) {
			earliest = t
		}
		if e.Updated.Equal(e.Published) {
			e.Updated = t
		}
		e.Published = t
		if !a.Embargo.IsZero() && t.After(a.Embargo) {
			a.Embargo = t
		}
	}
}

// countsUp tells whether an article is one of n that a header gives the
// midnight of a day, and the n seconds from there are in the past or all
// under embargo.
func (c *clock) countsUp(a *Article, n int) bool {
	t := a.Entry.Published
	if a.Entry.DateSource != feed.DateHeader || !t.Equal(t.UTC().Truncate(24*time.Hour)) {
		return false
	}
	last := t.Add(time.Duration(n-1) * time.Second)
	return !a.Embargo.IsZero() || !last.After(c.seen)
}
