package article

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	tests := []struct {
		in, want string
		dateOnly bool
	}{
		{"2026-01-03", "2026-01-03T00:00:00Z", true},
		{" 2026-1-3 ", "2026-01-03T00:00:00Z", true},
		{"2026/01/03", "2026-01-03T00:00:00Z", true},
		{"2026-01-03T10:20:30Z", "2026-01-03T10:20:30Z", false},
		{"2026-01-03T10:20:30.5+02:00", "2026-01-03T08:20:30.5Z", false},
		{"2026-01-03T10:20:30", "2026-01-03T10:20:30Z", false},
		{"2026-01-03T10:20", "2026-01-03T10:20:00Z", false},
		{"2026-01-03T10:20+0200", "", false},
		{"2026-01-03 10:20", "2026-01-03T10:20:00Z", false},
		{"2026-01-03 10:20:30", "2026-01-03T10:20:30Z", false},
		{"2026-01-03 10:20 -0500", "2026-01-03T15:20:00Z", false},
		{"2026-01-03 10:20:30 -0500", "2026-01-03T15:20:30Z", false},
		{"2026-01-03 10:20:30 +05:30", "2026-01-03T04:50:30Z", false},
		{"2026-01-03 10:20:30 EST", "2026-01-03T15:20:30Z", false},
		{"2026-01-03 10:20:30 UTC", "2026-01-03T10:20:30Z", false},
		{"Sat, 03 Jan 2026 10:20:30 +0100", "2026-01-03T09:20:30Z", false},
		{"Sat, 03 Jan 2026 10:20:30 GMT", "2026-01-03T10:20:30Z", false},
		{"03 Jan 26 10:20 PST", "2026-01-03T18:20:00Z", false},
		{"3 January 2026", "2026-01-03T00:00:00Z", true},
		{"January 3, 2026", "2026-01-03T00:00:00Z", true},
		{"Jan. 3, 2026", "2026-01-03T00:00:00Z", true},
		{"Sept. 3, 2026", "2026-09-03T00:00:00Z", true},
		{"Saturday, January 3, 2026", "2026-01-03T00:00:00Z", true},
		{"January 3, 2026 3:04 p.m.", "2026-01-03T15:04:00Z", false},
		{"2026-12-31T23:30:00-02:00", "2027-01-01T01:30:00Z", false},
		{"2026-02-30", "", false},
		{"2026-13-01", "", false},
		{"03/04/2026", "", false}, // of March or of April: nobody knows
		{"0001-01-01T00:00:00Z", "", false},
		{"2026-01-03 10:20:30 XYZ", "", false},
		{"9999-12-31T23:59:59-01:00", "", false},
		{"yesterday", "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		got, dateOnly, err := parseDate(tt.in)
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("%q: got %v, want an error", tt.in, got)
		case tt.want == "":
		case err != nil:
			t.Errorf("%q: %v", tt.in, err)
		case got.Format(time.RFC3339Nano) != tt.want || dateOnly != tt.dateOnly:
			t.Errorf("%q: got %v, %v, want %v, %v", tt.in, got.Format(time.RFC3339Nano), dateOnly, tt.want, tt.dateOnly)
		}
	}
}
