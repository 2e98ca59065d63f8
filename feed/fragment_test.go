package feed

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

var syntaxes = map[string]syntax{"rss.xml": rss, "atom.xml": atom, "feed.json": jsonFeed}

// An entry is encoded alone: the same bytes each time, and in every document
// that has it, whatever stands beside it.
func TestFragmentsStandAlone(t *testing.T) {
	for _, name := range archives(t) {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		x := readSample(t, file(a, "input.json").Data)
		s := x.site(t)
		for _, format := range Formats {
			syntax := syntaxes[format.File]
			document := encode(t, format, &x.Feed, s)
			for i := range x.Entries {
				first, err := syntax.entry(&x.Entries[i], &x.Feed, s)
				if err != nil {
					t.Fatal(err)
				}
				again, _ := syntax.entry(&x.Entries[i], &x.Feed, s)
				if !bytes.Equal(first, again) {
					t.Errorf("%s: %s: entry %d encoded twice differs", name, format.File, i)
				}
				if !bytes.Contains(document, first) {
					t.Errorf("%s: %s: the document has not the fragment of entry %d", name, format.File, i)
				}
			}
			if again := encode(t, format, &x.Feed, s); !bytes.Equal(document, again) {
				t.Errorf("%s: %s encoded twice differs", name, format.File)
			}
		}
	}
}

// A head that does not end as it should must not become a document.
func TestAssembleRefusesOtherHead(t *testing.T) {
	x := rss
	x.head = func(*Feed, Site) ([]byte, error) { return []byte("<rss/>"), nil }
	if doc, err := x.assemble(nil, new(Feed), Site{}, nil); err == nil {
		t.Errorf("got %q", doc)
	}
	broken := errors.New("broken")
	x.entry = func(*Entry, *Feed, Site) ([]byte, error) { return nil, broken }
	_, err := x.encode(&Feed{Entries: []Entry{{ID: "urn:x"}}}, Site{})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), `"urn:x"`) {
		t.Errorf("got error %v", err)
	}
}

func TestDates(t *testing.T) {
	oslo := time.FixedZone("CET", 3600)
	tests := []struct {
		name      string
		in        time.Time
		atom, rss string
	}{
		{"UTC", time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), "2026-11-02T09:00:00Z", "Mon, 02 Nov 2026 09:00:00 +0000"},
		{"other zone, next day", time.Date(2026, 11, 2, 0, 30, 0, 0, oslo), "2026-11-01T23:30:00Z", "Sun, 01 Nov 2026 23:30:00 +0000"},
		{"milliseconds", time.Date(2026, 11, 2, 9, 0, 0, 7e6, time.UTC), "2026-11-02T09:00:00.007Z", "Mon, 02 Nov 2026 09:00:00 +0000"},
		{"less than a millisecond", time.Date(2026, 11, 2, 9, 0, 0, 7e5, time.UTC), "2026-11-02T09:00:00Z", "Mon, 02 Nov 2026 09:00:00 +0000"},
		{"none", time.Time{}, "", ""},
		{"five digits", time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC), "", ""},
		{"before the era", time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := timestamp(tt.in); got != tt.atom {
				t.Errorf("timestamp %q, want %q", got, tt.atom)
			}
			if got := rssDate(tt.in); got != tt.rss {
				t.Errorf("rssDate %q, want %q", got, tt.rss)
			}
		})
	}
}

// No document is older than what it holds, whatever the feed says.
func TestLatest(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	f := &Feed{Updated: day(2), Entries: []Entry{{Published: day(1), Updated: day(3)}, {Published: day(4), Updated: day(1)}}}
	if got := latest(f); !got.Equal(day(4)) {
		t.Errorf("got %v", got)
	}
	f.Updated = day(5)
	if got := latest(f); !got.Equal(day(5)) {
		t.Errorf("got %v", got)
	}
}

func TestMinutes(t *testing.T) {
	for d, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, time.Nanosecond: 1, 10 * time.Second: 1, time.Minute: 1,
		119 * time.Second: 1, 2 * time.Minute: 2, 24 * time.Hour: 1440,
	} {
		if got := minutes(d); got != want {
			t.Errorf("minutes(%v) = %d, want %d", d, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as it is", "Ferry & <pier>", "Ferry & <pier>"},
		{"white space folds", " a\t\tb\r\nc\u0085d\u2028e\v ", "a b c d e"},
		{"no-break space stays inside", "\u00a0100\u00a0km\u3000x\u3000", "100\u00a0km\u3000x"},
		{"controls go", "a\x00b\x1b[0m\x7f\u0080c", "ab[0mc"},
		{"non-characters go", "a\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffffb", "ab"},
		{"neighbours of non-characters stay", "\ufdcf\ufdf0\ufffc\U0001fffd\U00020000", "\ufdcf\ufdf0\ufffc\U0001fffd\U00020000"},
		{"invalid UTF-8 goes", "a\xff\xc0\x80b\xed\xa0\x80c\ufffdd", "abcd"},
		{"marks and joiners stay", "\u200f👩\u200d👩e\u0301\ufeff", "\u200f👩\u200d👩e\u0301\ufeff"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := line(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A forbidden character must not hide a scheme, nor a marker, from those who
// looked before it was taken out.
func TestCleanHTMLJoinsNothing(t *testing.T) {
	const in = "<a href=\"java\x00script:x\">a\tb\nc\r\n\xffd</a>"
	const want = "<a href=\"java script:x\">a\tb\nc \n d</a>"
	if got := cleanHTML(in); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e := &Entry{Content: "<a href=\"feedd-\x00entry:x\">"}
	if got := htmlContent(e, site(t, "https://news.example")); strings.Contains(got, "news.example") {
		t.Errorf("got %q", got)
	}
}

// Whatever a feed lacks, the elements that a format requires are there.
func TestNothingKnown(t *testing.T) {
	f := &Feed{ID: "urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-000000000001", Language: "en",
		Entries: []Entry{{ID: "urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-000000000101", Slug: "a"}}}
	for _, format := range Formats {
		doc := encode(t, format, f, site(t, "https://news.example"))
		for _, problem := range check(format.File, doc) {
			t.Errorf("%s: %s", format.File, problem)
		}
	}
}
