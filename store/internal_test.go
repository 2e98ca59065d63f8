package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"feedd/feed"
)

// Every query that runs for a file or a publication uses an index: cost
// follows the change, not what is stored.
func TestQueriesUseIndexes(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "feedd.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var seen []string
	err = s.inTx(t.Context(), func(p *putter) error {
		a := Article{Entry: feed.Entry{Title: "t", Place: feed.Place{City: "Oslo"}, Published: time.Unix(0, 0)}, Wire: true,
			Text: strings.Repeat("some words ", 30)}
		b := a
		b.Text += "more of them"
		if _, err := p.put([]File{{Path: "a", Articles: []Article{a}}}); err != nil {
			return err
		}
		if _, err := p.put([]File{{Path: "b", Articles: []Article{b}}, {Path: "c", Articles: []Article{b}}}); err != nil {
			return err
		}
		for _, path := range []string{"a", "b", "c"} {
			if _, err := p.gone(path); err != nil {
				return err
			}
		}
		for query := range p.stmts {
			seen = append(seen, query)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen = append(seen,
		`SELECT r.seq, r.kind, r.at, r.body FROM entry e JOIN revision r ON r.seq = e.seq WHERE e.seq > $1 ORDER BY e.seq LIMIT $2`,
		`SELECT r.body FROM entry e JOIN revision r ON r.seq = e.seq WHERE e.live = 1 ORDER BY e.updated DESC LIMIT $1`,
		`SELECT path FROM file WHERE due <= $1 ORDER BY due, path`,
		`SELECT receipt FROM file ORDER BY at DESC, path LIMIT $1`,
	)
	if len(seen) < 15 {
		t.Fatalf("saw %d queries only", len(seen))
	}
	for _, query := range seen {
		if plan := planOf(t, s, query); strings.Contains(plan, "SCAN") && !strings.Contains(plan, "USING INDEX") {
			t.Errorf("%s\n\treads a whole table: %s", query, plan)
		}
	}
	if plan := planOf(t, s, `SELECT id FROM entry WHERE source = $1`); !strings.Contains(plan, "SCAN") {
		t.Errorf("control: a query without an index passes: %s", plan)
	}
}

func planOf(t *testing.T, s *Store, query string) string {
	t.Helper()
	args := make([]any, strings.Count(query, "$"))
	steps, err := collect(context.Background(), s.read, func(rows *sql.Rows) (string, error) {
		var id, parent, unused int
		var detail string
		return detail, rows.Scan(&id, &parent, &unused, &detail)
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(steps, "; ")
}

func TestSlug(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for _, tt := range []struct{ name, title, want string }{
		{"plain", "Harbour opens at last", "harbour-opens-at-last"},
		{"accents", "Crème brûlée für Łódź, Ærø & Straße", "creme-brulee-fur-lodz-aero-strasse"},
		{"apostrophes", "Côte d'Ivoire’s vote", "cote-divoires-vote"},
		{"decomposed", "Cafe\u0301 nights", "cafe-nights"},
		{"paths", "../../etc/passwd", "etc-passwd"},
		{"long", long, strings.TrimSuffix(strings.Repeat("word-", 16), "-")},
		{"one long word", strings.Repeat("x", 200), strings.Repeat("x", 80)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Slug(&feed.Entry{Title: tt.title}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for _, title := range []string{"", "!!!", "Київ: нові переговори NATO", "東京で会議"} {
		e := feed.Entry{ID: "urn:uuid:1", Title: title, Published: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)}
		if got := Slug(&e); !strings.HasPrefix(got, "2026-01-03-") || len(got) != len("2026-01-03-")+8 {
			t.Errorf("%q: got %q, want the day and a part of the id", title, got)
		}
	}
}

func TestResemblance(t *testing.T) {
	text := func(words ...string) []byte { return sketchOf(strings.Join(words, " ")) }
	var a, b []string
	for i := range 200 {
		a = append(a, strings.Repeat("a", i%14)+string(rune('a'+i%26))+string(rune('a'+i/26)))
		b = append(b, strings.Repeat("b", i%14)+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	if got := resemblance(text(a...), text(a...), minSketch); got != 1 {
		t.Errorf("got %v for the same text, want 1", got)
	}
	if got := resemblance(text(a...), text(b...), minSketch); got > 0.05 {
		t.Errorf("got %v for unrelated texts, want almost 0", got)
	}
	half := append(append([]string{}, a[:100]...), b[:100]...)
	if got := resemblance(text(a...), text(half...), minSketch); got < 0.2 || got > 0.5 {
		t.Errorf("got %v for half a text, want about a third", got)
	}
	if got := resemblance(text("too", "short"), text("too", "short"), minSketch); got != 0 {
		t.Errorf("got %v for two words, want 0", got)
	}
}
