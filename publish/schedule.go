package publish

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// A Schedule is when publications are due: a cron/v3 specification, in UTC
// unless it begins with CRON_TZ=.
type Schedule struct {
	spec  string
	cron  cron.Schedule
	every time.Duration // of @every; otherwise 0
	zone  *time.Location
	// wall: the slots are hours of the day on the clock on the wall, so that a
	// change of the clock neither skips nor doubles one.
	wall bool
}

// neverBefore is how far ahead a slot must lie for a schedule to count as one
// that never comes: 29 February comes once in eight years at the rarest.
const neverBefore = 9 * 366 * 24 * time.Hour

// minPeriod keeps @every from running without a pause.
const minPeriod = time.Second

// ParseSchedule reads a specification: five fields, a descriptor such as
// @hourly, or @every with a duration. The error says what is wrong with it.
func ParseSchedule(spec string) (*Schedule, error) {
	s, err := parseSchedule(strings.TrimSpace(spec))
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w; want five fields (minute hour day month weekday), "+
			"a descriptor such as @hourly, or @every 10s", spec, err)
	}
	return s, nil
}

func parseSchedule(spec string) (*Schedule, error) {
	s := &Schedule{spec: spec, zone: time.UTC}
	fields := spec
	if name, rest, ok := cutZone(spec); ok {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "" {
			return nil, fmt.Errorf("time zone %q is not known", name)
		}
		s.zone, fields = zone, strings.TrimSpace(rest)
	}
	if fields == "" {
		return nil, errors.New("there are no fields") // cron/v3 would panic
	}
	var err error
	if s.cron, err = cron.ParseStandard(fields); err != nil {
		return nil, err
	}
	switch c := s.cron.(type) {
	case *cron.SpecSchedule:
		const star = 1 << 63
		c.Location = time.UTC
		s.wall = c.Hour&star == 0
	case cron.ConstantDelaySchedule:
		// cron/v3 rounds what is too short up to a second.
		every, _ := strings.CutPrefix(fields, "@every ")
		if d, err := time.ParseDuration(strings.TrimSpace(every)); err != nil || d < minPeriod {
			return nil, fmt.Errorf("the period must be %v or more", minPeriod)
		}
		s.every = c.Delay
	}
	reference := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if next := s.Next(reference); next.IsZero() || next.Sub(reference) > neverBefore {
		return nil, errors.New("it never comes")
	}
	return s, nil
}

func cutZone(spec string) (name, rest string, ok bool) {
	for _, prefix := range []string{"CRON_TZ=", "TZ="} {
		if after, found := strings.CutPrefix(spec, prefix); found {
			name, rest, _ = strings.Cut(after, " ")
			return name, rest, true
		}
	}
	return "", spec, false
}

// String returns the specification.
func (s *Schedule) String() string { return s.spec }

// Next returns the first slot after t, in UTC; the zero time if there is none.
// The slots of @every are the multiples of the period, so that they do not
// depend on when the process was started. A slot that the change to summer
// time leaves out comes when the gap ends; one that the change back repeats
// comes once, the first time.
func (s *Schedule) Next(t time.Time) time.Time {
	if s.every > 0 {
		return t.Truncate(s.every).Add(s.every).UTC()
	}
	if !s.wall {
		return s.nextElapsed(t)
	}
	// cron/v3 counts in a zone without changes; what it finds is the reading
	// of the clock on the wall.
	clock := onWall(t.In(s.zone))
	for {
		clock = s.cron.Next(clock)
		if clock.IsZero() {
			return time.Time{}
		}
		if at := fromWall(clock, s.zone); at.After(t) {
			return at.UTC()
		}
	}
}

// nextElapsed serves schedules that run every hour of the day: they go on
// through a change of the clock as time passes.
func (s *Schedule) nextElapsed(t time.Time) time.Time {
	local := t.In(s.zone)
	for {
		next := s.cron.Next(onWall(local))
		if next.IsZero() {
			return time.Time{}
		}
		_, offset := local.Zone()
		at := next.Add(-time.Duration(offset) * time.Second).In(s.zone)
		if _, after := at.Zone(); after == offset {
			return at.UTC()
		}
		// A change of the clock lies between: go to it and count on from there.
		local = changeAfter(local)
		if s.cron.Next(onWall(local).Add(-time.Second)).Equal(onWall(local)) {
			return local.UTC()
		}
	}
}

// onWall returns what the clock on the wall reads at t, as if in UTC.
func onWall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// fromWall returns the first moment at which the clock on the wall reads as
// told, or the end of the gap if it never does.
func fromWall(clock time.Time, zone *time.Location) time.Time {
	at := time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, zone)
	if !onWall(at).Equal(clock) {
		return changeAfter(at.Add(-24 * time.Hour))
	}
	// time.Date does not say which of two it takes.
	if start, _ := at.ZoneBounds(); !start.IsZero() {
		_, now := at.Zone()
		_, before := start.Add(-time.Second).Zone()
		if first := at.Add(-time.Duration(before-now) * time.Second); before > now && first.Before(start) {
			return first
		}
	}
	return at
}

// changeAfter returns when the zone's offset changes next after t.
func changeAfter(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	return end
}

// TTL returns how long a reader may wait before it asks again: the shortest
// time between slots, at most an hour, so that a reader that obeys it is not
// told the news too late.
func (s *Schedule) TTL() time.Duration {
	ttl := time.Hour
	at := s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	for range 20 {
		next := s.Next(at)
		if next.IsZero() {
			break
		}
		ttl = min(ttl, next.Sub(at))
		at = next
	}
	return max(ttl, time.Minute)
}
