package article

import (
	"errors"
	"strings"
	"time"
)

// The forms that authors and their tools write dates in, those with a time of
// day first. Fractions of a second are read wherever there are seconds.
var timeLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05 Z07:00",
	"2006-01-02 15:04:05 Z0700",
	"2006-01-02 15:04:05 Z07",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05Z0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04 Z07:00",
	"2006-01-02 15:04 Z0700",
	"2006-01-02 15:04Z07:00",
	"2006-01-02 15:04",
	"2006-01-02 3:04 PM",
	"2006/01/02 15:04:05",
	"2006/01/02 15:04",
	"2 Jan 2006 15:04:05 -0700", // RFC 1123 and RFC 822, their weekday cut off
	"2 Jan 2006 15:04 -0700",
	"2 Jan 06 15:04:05 -0700",
	"2 Jan 06 15:04 -0700",
	"2 Jan 2006 15:04:05",
	"2 Jan 2006 15:04",
	"Jan 2 15:04:05 2006",
	"January 2 2006 15:04",
	"January 2 2006 3:04 PM",
	"Jan 2 2006 15:04",
	"Jan 2 2006 3:04 PM",
	"2 January 2006 15:04",
}

var dayLayouts = []string{
	time.DateOnly,
	"2006-1-2",
	"2006/01/02",
	"January 2 2006",
	"Jan 2 2006",
	"2 January 2006",
	"2 Jan 2006",
	"2-Jan-2006",
}

// The zones that RFC 822 §5 names. Go would read any other name as UTC.
var zones = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

var errDate = errors.New("want 2006-01-02 or RFC 3339")

// parseDate reads a date as an author writes it. Without an offset it is UTC;
// without a time of day, dateOnly, it is midnight.
func parseDate(s string) (t time.Time, dateOnly bool, err error) {
	if len(s) > 64 {
		return time.Time{}, false, errDate
	}
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.DateOnly, s); err == nil { // what nearly everyone writes
		return checkYear(t, true)
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return checkYear(t, false)
	}
	s = plainDate(s)
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return checkYear(t, false)
		}
	}
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return checkYear(t, true)
		}
	}
	return time.Time{}, false, errDate
}

// checkYear keeps out the zero dates that archetypes and templates leave
// behind, and years that RFC 3339 cannot write.
func checkYear(t time.Time, dateOnly bool) (time.Time, bool, error) {
	t = t.UTC()
	if t.Year() < 1000 || t.Year() > 9999 {
		return time.Time{}, false, errDate
	}
	return t, dateOnly, nil
}

// plainDate takes away what varies without meaning: the weekday, commas, the
// dot after a short month, the names of zones.
func plainDate(s string) string {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	if len(words) > 1 && isWeekday(words[0]) {
		words = words[1:]
	}
	for i, w := range words {
		w = strings.TrimSuffix(w, ".")
		switch {
		case strings.EqualFold(w, "Sept"):
			w = "Sep"
		case strings.EqualFold(w, "am"), strings.EqualFold(w, "pm"), strings.EqualFold(w, "a.m"), strings.EqualFold(w, "p.m"):
			w = strings.ToUpper(strings.ReplaceAll(w, ".", ""))
		}
		words[i] = w
	}
	if last := len(words) - 1; last > 0 {
		if offset, ok := zones[words[last]]; ok {
			words[last] = offset
		}
	}
	return strings.Join(words, " ")
}

func isWeekday(w string) bool {
	w = strings.TrimSuffix(w, ".")
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); strings.EqualFold(w, name) || strings.EqualFold(w, name[:3]) {
			return true
		}
	}
	return false
}
