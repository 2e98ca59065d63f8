package publish

import (
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

func TestParseScheduleRefuses(t *testing.T) {
	for _, tt := range []struct{ spec, want string }{
		{"", "no fields"},
		{"CRON_TZ=UTC", "no fields"},
		{"TZ=UTC", "no fields"},
		{"TZ=", "not known"},
		{"CRON_TZ=Europe/Nowhere * * * * *", "not known"},
		{"every minute", "expected exactly 5 fields"},
		{"* * * * * *", "expected exactly 5 fields"},
		{"61 * * * *", "above maximum"},
		{"@every", "unrecognized descriptor"},
		{"@every soon", "invalid duration"},
		{"@every 0s", "must be 1s or more"},
		{"@every -1h", "must be 1s or more"},
		{"@every 10ms", "must be 1s or more"},
		{"@fortnightly", "unrecognized descriptor"},
		{"0 0 30 2 *", "never comes"},
		{"0 0 31 4,6,9,11 *", "never comes"},
	} {
		t.Run(tt.spec, func(t *testing.T) {
			_, err := ParseSchedule(tt.spec)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "want five fields") {
				t.Errorf("got %v, want it to tell %q and what is wanted", err, tt.want)
			}
		})
	}
}

func TestScheduleNext(t *testing.T) {
	for _, tt := range []struct{ name, spec, after, want string }{
		{"five fields in UTC", "30 2 * * *", "2026-03-01T00:00:00Z", "2026-03-01T02:30:00Z"},
		{"every", "@every 10s", "2026-03-01T00:00:01Z", "2026-03-01T00:00:10Z"},
		{"every, from a slot on", "@every 10s", "2026-03-01T00:00:10Z", "2026-03-01T00:00:20Z"},
		{"hourly", "@hourly", "2026-03-01T00:00:01Z", "2026-03-01T01:00:00Z"},
		{"zone", "CRON_TZ=Asia/Tokyo 0 9 * * *", "2026-03-01T00:00:01Z", "2026-03-02T00:00:00Z"},
		{"leap day", "0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z"},
		{"left out in spring, run at the end of the gap", "CRON_TZ=Europe/Berlin 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
		{"the day after the gap", "CRON_TZ=Europe/Berlin 30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
		{"twice in autumn, run the first time", "CRON_TZ=America/New_York 30 1 * * *", "2026-11-01T00:00:00Z", "2026-11-01T05:30:00Z"},
		{"and not the second time", "CRON_TZ=America/New_York 30 1 * * *", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"},
		{"midnight that does not exist", "CRON_TZ=Africa/Cairo 0 0 * * *", "2026-04-23T12:00:00Z", "2026-04-23T22:00:00Z"},
		{"every half hour goes on through autumn", "CRON_TZ=Europe/Berlin */30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"},
		{"every half hour goes on through spring", "CRON_TZ=Europe/Berlin */30 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := ParseSchedule(tt.spec)
			if err != nil {
				t.Fatal(err)
			}
			after, _ := time.Parse(time.RFC3339, tt.after)
			if got := s.Next(after).Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Beirut", "America/Havana", "America/Asuncion",
	"America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Dublin", "Africa/Casablanca", "Pacific/Apia",
}

// A daily slot comes once on each day of the calendar, whatever the clock on
// the wall does. cron/v3 alone does not pass; see the control.
func TestDailySlotComesOnceADay(t *testing.T) {
	for _, zone := range zones {
		for _, fields := range []string{"0 0 * * *", "30 1 * * *", "30 2 * * *", "59 23 * * *"} {
			s, err := ParseSchedule("CRON_TZ=" + zone + " " + fields)
			if err != nil {
				t.Fatal(err)
			}
			if days := missedDays(s.zone, s.Next); len(days) > 0 {
				t.Errorf("%s %s: not once on %v", zone, fields, days)
			}
		}
	}
}

func TestDailySlotControl(t *testing.T) {
	careless, err := cron.ParseStandard("CRON_TZ=America/New_York 30 1 * * *")
	if err != nil {
		t.Fatal(err)
	}
	if days := missedDays(careless.(*cron.SpecSchedule).Location, careless.Next); len(days) == 0 {
		t.Error("cron/v3 alone passes too")
	}
}

// missedDays returns the days of five years on which next does not come
// exactly once.
func missedDays(zone *time.Location, next func(time.Time) time.Time) (days []string) {
	count := map[string]int{}
	end := time.Date(2029, 1, 1, 0, 0, 0, 0, zone)
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, zone).Add(-time.Second)
	for range 5000 { // more than there are slots in five years
		if at = next(at); !at.Before(end) {
			break
		}
		count[at.In(zone).Format(time.DateOnly)]++
	}
	for d := time.Date(2024, 1, 1, 12, 0, 0, 0, zone); d.Before(end); d = d.AddDate(0, 0, 1) {
		if count[d.Format(time.DateOnly)] != 1 {
			days = append(days, d.Format(time.DateOnly))
		}
	}
	return days
}

// A schedule for every hour of the day is held against a scan of all minutes.
func TestHourlySlotsAgainstAScan(t *testing.T) {
	for _, zone := range zones {
		for _, spec := range []struct {
			fields string
			match  func(time.Time) bool
		}{
			{"*/15 * * * *", func(t time.Time) bool { return t.Minute()%15 == 0 }},
			{"7 * * * *", func(t time.Time) bool { return t.Minute() == 7 }},
			{"40 * 1 * 0", func(t time.Time) bool { return t.Minute() == 40 && (t.Day() == 1 || t.Weekday() == 0) }},
		} {
			s, err := ParseSchedule("CRON_TZ=" + zone + " " + spec.fields)
			if err != nil {
				t.Fatal(err)
			}
			next := s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
			for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(time.Minute) {
				if !spec.match(at.In(s.zone)) {
					continue
				}
				if !next.Equal(at) {
					t.Errorf("%s %s: got %v, want %v", zone, spec.fields, next, at)
					break
				}
				next = s.Next(at)
			}
		}
	}
}

func TestTTL(t *testing.T) {
	for _, tt := range []struct {
		spec string
		want time.Duration
	}{
		{"@every 10s", time.Minute},
		{"*/5 * * * *", 5 * time.Minute},
		{"@daily", time.Hour},
		{"0,20 * * * *", 20 * time.Minute},
		{"0 0 29 2 *", time.Hour},
	} {
		s, err := ParseSchedule(tt.spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.TTL(); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.spec, got, tt.want)
		}
	}
}

func FuzzSchedule(f *testing.F) {
	for _, s := range []string{"*/5 * * * *", "@every 1m", "CRON_TZ=Asia/Tokyo 0 9 * * 1-5", "TZ=UTC", "0 0 30 2 *"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		s, err := ParseSchedule(spec)
		if err != nil {
			return
		}
		at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
		for range 10 {
			next := s.Next(at)
			if !next.After(at) {
				t.Fatalf("%q: got %v after %v", spec, next, at)
			}
			at = next
		}
	})
}
