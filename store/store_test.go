package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"feedd/feed"
	"feedd/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// databases are what the suite runs on.
var databases = []struct {
	name string
	path func(t *testing.T) string
}{
	{"sqlite", func(t *testing.T) string { return filepath.Join(t.TempDir(), "feedd.db") }},
}

// A fixture is an open store with a clock of its own.
type fixture struct {
	*testing.T
	*store.Store
	path string
	now  time.Time
}

var day = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (f *fixture) open(o store.Options) {
	f.Helper()
	o.Now = func() time.Time { return f.now }
	s, err := store.Open(f.Context(), f.path, o)
	if err != nil {
		f.Fatal(err)
	}
	f.Store = s
	f.Cleanup(func() { s.Close() })
}

// suite runs a test on each database.
func suite(t *testing.T, test func(f *fixture)) {
	t.Helper()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			f := &fixture{T: t, path: db.path(t), now: day.Add(24 * time.Hour)}
			f.open(store.Options{})
			test(f)
		})
	}
}

// put puts files and returns what became of their articles, as action and
// title.
func (f *fixture) put(files ...store.File) []string {
	f.Helper()
	receipts, err := f.Put(f.Context(), files)
	if err != nil {
		f.Fatal(err)
	}
	var actions []string
	for _, r := range receipts {
		for _, e := range r.Entries {
			actions = append(actions, strings.TrimSpace(e.Action+" "+e.Title))
		}
	}
	return actions
}

func (f *fixture) wantActions(got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("got actions %q, want %q", got, want)
	}
}

func (f *fixture) newest() []feed.Entry {
	f.Helper()
	entries, err := f.Newest(f.Context(), 1000)
	if err != nil {
		f.Fatal(err)
	}
	return entries
}

// only returns the one published entry.
func (f *fixture) only() feed.Entry {
	f.Helper()
	entries := f.newest()
	if len(entries) != 1 {
		f.Fatalf("got %d entries, want 1", len(entries))
	}
	return entries[0]
}

func (f *fixture) revisions() int {
	f.Helper()
	totals, err := f.Totals(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	return totals.Revisions
}

func (f *fixture) gone(paths ...string) []string {
	f.Helper()
	entries, err := f.Gone(f.Context(), paths)
	if err != nil {
		f.Fatal(err)
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// written is an article with a title of its own.
func written(title, text string) store.Article {
	return store.Article{
		Entry: feed.Entry{
			Title: title, TitleSource: feed.TitleGiven, Summary: text, Content: "<p>" + text + "</p>",
			Published: day, Updated: day, DateSource: feed.DateMTime,
		},
		Text: strings.ToLower(text),
		Line: 1,
	}
}

// wire is raw copy from a place.
func wire(place, text string) store.Article {
	a := written(text[:min(30, len(text))], text)
	a.Entry.TitleSource = feed.TitleLead
	a.Entry.Place = feed.Place{City: place}
	a.Wire = true
	return a
}

func file(path string, articles ...store.Article) store.File {
	return store.File{Path: path, Size: 1, ModTime: day, SHA256: []byte(path), Articles: articles}
}

// words makes a text of n words that no other seed makes.
func words(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%x", r.Uint32N(1<<20))
	}
	return strings.Join(out, " ")
}

func TestPutTwiceChangesNothing(t *testing.T) {
	suite(t, func(f *fixture) {
		in := file("a.md", written("One", words(1, 50)))
		f.wantActions(f.put(in), "created One")
		first := f.only()
		f.now = f.now.Add(time.Hour)
		in.Articles[0].Entry.Published = day.Add(time.Minute) // touched
		in.Articles[0].Entry.Updated = day.Add(time.Minute)
		f.wantActions(f.put(in), "unchanged One")
		if got := f.only(); got.ID != first.ID || !got.Updated.Equal(first.Updated) || f.revisions() != 1 {
			t.Errorf("got %+v after the second put, want %+v; %d revisions", got, first, f.revisions())
		}
	})
}

func TestEditKeepsIDPermalinkAndDate(t *testing.T) {
	suite(t, func(f *fixture) {
		f.put(file("a.md", written("One", words(1, 50))))
		first := f.only()
		f.wantActions(f.put(file("a.md", written("Quite another title", words(2, 50)))), "updated Quite another title")
		got := f.only()
		if got.ID != first.ID || got.Slug != first.Slug || !got.Published.Equal(first.Published) {
			t.Errorf("got %s %s %v, want %s %s %v", got.ID, got.Slug, got.Published, first.ID, first.Slug, first.Published)
		}
		if want := f.now.Truncate(time.Second); !got.Updated.Equal(want) {
			t.Errorf("got updated %v, want the moment of the change, %v", got.Updated, want)
		}
	})
}

func TestChangeOfTagsIsNotSignificant(t *testing.T) {
	suite(t, func(f *fixture) {
		in := file("a.md", written("One", words(1, 50)))
		f.put(in)
		before := f.only().Updated
		in.Articles[0].Entry.Categories = []string{"harbour"}
		f.wantActions(f.put(in), "updated One")
		if got := f.only(); !got.Updated.Equal(before) || len(got.Categories) != 1 {
			t.Errorf("got updated %v with %q, want %v with one category", got.Updated, got.Categories, before)
		}
	})
}

func TestRenameKeepsTheEntry(t *testing.T) {
	suite(t, func(f *fixture) {
		f.put(file("a.md", written("One", words(1, 50))))
		first := f.only()
		f.wantActions(f.put(file("b/c.md", written("One", words(1, 50)))), "duplicate One")
		if ids := f.gone("a.md"); len(ids) > 0 {
			t.Errorf("withdrew %q", ids)
		}
		if got := f.only(); got.ID != first.ID || f.revisions() != 1 {
			t.Errorf("got %s and %d revisions, want %s and 1", got.ID, f.revisions(), first.ID)
		}
		f.wantActions(f.put(file("b/c.md", written("Two", words(1, 50)))), "updated Two")
		if got := f.only(); got.ID != first.ID {
			t.Errorf("got id %s after an edit in the new place, want %s", got.ID, first.ID)
		}
	})
}

func TestLastHolderWithdraws(t *testing.T) {
	suite(t, func(f *fixture) {
		text := words(1, 50)
		f.put(file("a.txt", wire("Oslo", text)), file("b.txt", wire("Oslo", text)))
		first := f.only()
		if ids := f.gone("b.txt"); len(ids) != 0 {
			t.Errorf("withdrew %q with the copy", ids)
		}
		if ids := f.gone("a.txt"); !slices.Equal(ids, []string{first.ID}) {
			t.Errorf("withdrew %q, want %q", ids, first.ID)
		}
		if n := len(f.newest()); n != 0 {
			t.Errorf("%d entries are still published", n)
		}
		revs, err := f.Since(t.Context(), 0, 10)
		if err != nil || len(revs) != 1 || revs[0].Kind != feed.Withdrawn || revs[0].Entry.Content != "" {
			t.Errorf("got %+v, %v; want one withdrawal without text", revs, err)
		}
		f.wantActions(f.put(file("c.txt", wire("Oslo", text))), "created "+first.Title)
		if got := f.only(); got.ID != first.ID || got.Slug != first.Slug {
			t.Errorf("got %s %s, want it back as %s %s", got.ID, got.Slug, first.ID, first.Slug)
		}
	})
}

func TestHeirIsReadAgainWhenItDiffers(t *testing.T) {
	suite(t, func(f *fixture) {
		text := words(1, 200)
		f.put(file("a.txt", wire("Oslo", text)))
		f.put(file("b.txt", wire("Oslo", text+" "+words(2, 20))))
		f.gone("b.txt")
		due, _, err := f.Due(t.Context(), f.now)
		if err != nil || !slices.Equal(due, []string{"a.txt"}) {
			t.Fatalf("got due %q, %v, want a.txt", due, err)
		}
		f.put(file("a.txt", wire("Oslo", text)))
		if got := f.only(); got.Summary != text {
			t.Errorf("got the text of the file that is gone")
		}
		if due, _, _ := f.Due(t.Context(), f.now); len(due) != 0 {
			t.Errorf("still due: %q", due)
		}
	})
}

func TestKeepOnDelete(t *testing.T) {
	suite(t, func(f *fixture) {
		f.Close()
		f.open(store.Options{Keep: true})
		f.put(file("a.md", written("One", words(1, 50))))
		f.gone("a.md")
		first := f.only()
		f.put(file("b.md", written("One", words(1, 50))))
		if got := f.only(); got.ID != first.ID {
			t.Errorf("got %s, want %s", got.ID, first.ID)
		}
	})
}

func TestArticlesOfAFileAreMatchedByText(t *testing.T) {
	suite(t, func(f *fixture) {
		one, two, three := wire("Oslo", words(1, 80)), wire("Lima", words(2, 80)), wire("Rome", words(3, 80))
		f.put(file("a.txt", one, two))
		ids := map[string]string{}
		for _, e := range f.newest() {
			ids[e.Place.City] = e.ID
		}
		corrected := wire("Lima", two.Text+" "+words(9, 15))
		got := f.put(file("a.txt", three, one, corrected))
		f.wantActions(got, "created "+three.Entry.Title, "unchanged "+one.Entry.Title, "updated "+corrected.Entry.Title)
		for _, e := range f.newest() {
			if want, ok := ids[e.Place.City]; ok && e.ID != want {
				t.Errorf("%s: got id %s, want %s", e.Place.City, e.ID, want)
			}
		}
		f.wantActions(f.put(file("a.txt", three, one)), "unchanged "+three.Entry.Title, "unchanged "+one.Entry.Title, "withdrawn")
	})
}

func TestAnotherArticleUnderAUsedNameIsNew(t *testing.T) {
	suite(t, func(f *fixture) {
		f.put(file("latest.txt", wire("Oslo", words(1, 80))))
		first := f.only()
		f.put(file("latest.txt", wire("Lima", words(2, 80))))
		if got := f.only(); got.ID == first.ID {
			t.Errorf("an unrelated article took the id of the one that stood in the file before")
		}
	})
}

func TestShortCopyKeepsItsIDWhenEdited(t *testing.T) {
	const first = "the last paper map of the tram network was sold on monday"
	for _, tt := range []struct{ name, text string }{
		{"a sentence added", first + " and the shop that sold it will close it was opened in the year of the great flood"},
		{"another day", strings.Replace(first, "monday", "tuesday", 1)},
		{"another beginning", strings.Replace(first, "the last paper map", "two paper maps", 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			suite(t, func(f *fixture) {
				other := wire("Lima", "bakers agreed on a common recipe for the sweet bread")
				f.put(file("a.txt", wire("Lisbon", first), other))
				before := f.newest()
				f.put(file("a.txt", wire("Lisbon", tt.text), other))
				after := f.newest()
				if len(after) != 2 || !slices.ContainsFunc(before, func(e feed.Entry) bool { return e.ID == after[0].ID }) {
					t.Errorf("got another id for the edited article: %+v", after)
				}
			})
		})
	}
}

func TestArticleMovedBetweenFilesIsNeverWithdrawn(t *testing.T) {
	suite(t, func(f *fixture) {
		one, two := wire("Oslo", words(1, 80)), wire("Lima", words(2, 80))
		f.put(file("a.txt", one, two))
		f.put(file("a.txt", one), file("b.txt", two))
		if n := f.revisions(); n != 2 {
			t.Errorf("got %d revisions, want the first two alone", n)
		}
	})
}

func TestSameStoryInANewFile(t *testing.T) {
	base := words(1, 120)
	lead := strings.Join(strings.Fields(base)[:30], " ")
	corrected := strings.Fields(base)
	for i := 30; i < 60; i++ {
		corrected[i] = fmt.Sprintf("new%d", i)
	}
	for _, tt := range []struct {
		name  string
		first store.Article
		then  store.Article
		same  bool
	}{
		{"completed", wire("Oslo", base[:400]), wire("Oslo", base), true},
		{"cut inside a word", wire("Oslo", base[:403]), wire("Oslo", base), true},
		{"the same lead", wire("Oslo", base), wire("Oslo", lead+" "+words(7, 90)), true},
		{"a quarter changed", wire("Oslo", "x "+base), wire("Oslo", strings.Join(corrected, " ")), true},
		{"the same lead elsewhere", wire("Oslo", base), wire("Lima", lead+" "+words(7, 90)), false},
		{"unrelated", wire("Oslo", base), wire("Oslo", words(2, 120)), false},
		{"a short common beginning", wire("Oslo", base[:60]), wire("Oslo", base), false},
		{"written articles begin alike", written("Column 1", base), written("Column 2", lead+" "+words(7, 90)), false},
		{"written, the same text", written("Column 1", base), written("Column 2", base), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			suite(t, func(f *fixture) {
				f.put(file("a", tt.first))
				f.put(file("b", tt.then))
				want := 2
				if tt.same {
					want = 1
				}
				if got := len(f.newest()); got != want {
					t.Errorf("got %d entries, want %d", got, want)
				}
			})
		})
	}
}

func TestCorrectionsAndUnrelatedArticles(t *testing.T) {
	suite(t, func(f *fixture) {
		const n = 100
		for i := range uint64(n) {
			f.put(file(fmt.Sprintf("%d.txt", i), wire("Oslo", words(100+i, 150))))
		}
		if got := len(f.newest()); got != n {
			t.Fatalf("got %d entries of %d unrelated articles of one place and day", got, n)
		}
		for i := range uint64(n) {
			text := strings.Fields(words(100+i, 150))
			changed := 150 * (5 + int(i)*35/n) / 100 // 5 to 40 %
			from := int(i) % (150 - changed)
			copy(text[from:from+changed], strings.Fields(words(1000+i, changed)))
			f.put(file(fmt.Sprintf("%d-corrected.txt", i), wire("Oslo", strings.Join(text, " "))))
		}
		if merged := 2*n - len(f.newest()); merged < 95 {
			t.Errorf("got %d of %d corrections on the old id, want 95", merged, n)
		}
	})
}

func TestExplicitID(t *testing.T) {
	suite(t, func(f *fixture) {
		with := func(id, title string, seed uint64) store.Article {
			a := written(title, words(seed, 50))
			a.Entry.ID = id
			return a
		}
		f.put(file("a.md", with("tag:example.org,2026:1", "One", 1)))
		f.put(file("b.md", with("tag:example.org,2026:2", "Other", 1)))
		if n := len(f.newest()); n != 2 {
			t.Errorf("got %d entries, want two ids to stay two in spite of the same text", n)
		}
		receipts, err := f.Put(t.Context(), []store.File{file("c.md", with("tag:example.org,2026:1", "Thief", 3))})
		if err != nil || receipts[0].Entries[0].Action != store.ActionRefused || len(receipts[0].Warnings) != 1 {
			t.Errorf("got %+v, %v; want the second use of an id refused with a warning", receipts, err)
		}
		f.put(file("a.md", with("tag:example.org,2026:1", "One again", 4)))
		for _, e := range f.newest() {
			if e.ID == "tag:example.org,2026:1" && e.Title != "One again" {
				t.Errorf("got title %q", e.Title)
			}
		}
	})
}

// A file may begin as a copy of another one: a template.
func TestCopyThatIsEditedIsANewEntry(t *testing.T) {
	suite(t, func(f *fixture) {
		f.put(file("a.md", written("One", words(1, 50))))
		first := f.only()
		f.put(file("b.md", written("One", words(1, 50))))
		f.wantActions(f.put(file("b.md", written("Two", words(2, 50)))), "created Two")
		f.wantActions(f.put(file("b.md", written("Two", words(3, 50)))), "updated Two")
		if entries := f.newest(); len(entries) != 2 || !slices.ContainsFunc(entries, func(e feed.Entry) bool {
			return e.ID == first.ID && e.Title == "One"
		}) {
			t.Errorf("got %+v, want the first article and a second", entries)
		}
	})
}

// The id is free again when the file that had it is gone: a file renamed and
// edited in one go.
func TestRefusedFileInheritsTheID(t *testing.T) {
	suite(t, func(f *fixture) {
		one, two := written("One", words(1, 50)), written("Two", words(2, 50))
		one.Entry.ID, two.Entry.ID = "tag:example.org,2026:1", "tag:example.org,2026:1"
		two.IDLine = 3
		f.put(file("a.md", one))
		receipts, err := f.Put(t.Context(), []store.File{file("b.md", two)})
		if err != nil || receipts[0].Entries[0].Action != store.ActionRefused || receipts[0].Warnings[0].Line != 3 {
			t.Fatalf("got %+v, %v", receipts, err)
		}
		f.wantActions(f.put(file("b.md", two)), "refused Two")
		f.gone("a.md")
		due, _, err := f.Due(t.Context(), f.now)
		if err != nil || !slices.Equal(due, []string{"b.md"}) {
			t.Fatalf("got due %q, %v, want b.md", due, err)
		}
		f.wantActions(f.put(file("b.md", two)), "updated Two")
		if got := f.only(); got.Title != "Two" {
			t.Errorf("got %q", got.Title)
		}
	})
}

func TestCutOffCopyThatComesLaterChangesNothing(t *testing.T) {
	suite(t, func(f *fixture) {
		text := words(1, 120)
		whole, cut := wire("Oslo", text), wire("Oslo", text[:500])
		cut.Entry.Truncated = true
		f.put(file("a.txt", whole))
		f.put(file("b.txt", cut))
		if got := f.only(); got.Summary != text {
			t.Error("the complete article was replaced by one that is cut off")
		}
	})
}

func TestSameWordsOfAnotherPlaceAndDay(t *testing.T) {
	suite(t, func(f *fixture) {
		text := words(1, 30)
		one, two := wire("Lisbon", text), wire("Madrid", text)
		three := wire("Lisbon", text)
		for _, a := range []*store.Article{&one, &two, &three} {
			a.Entry.DateSource = feed.DateDateline
		}
		three.Entry.Published = day.AddDate(0, 0, 5)
		three.Entry.Updated = three.Entry.Published
		f.put(file("a.txt", one))
		f.put(file("b.txt", two))
		f.put(file("c.txt", three))
		if n := len(f.newest()); n != 3 {
			t.Errorf("got %d entries, want 3", n)
		}
		f.wantActions(f.put(file("moved.txt", one)), "duplicate "+one.Entry.Title)
	})
}

// Reports that are written to a pattern share most of their words.
func TestDailyReportsAreNotCorrections(t *testing.T) {
	suite(t, func(f *fixture) {
		pattern := strings.Fields(words(1, 60))
		for i := range 4 {
			text := strings.Join(pattern, " ") + " " + words(uint64(10+i), 8)
			a := wire("Lisbon", words(uint64(50+i), 8)+" "+text)
			a.Entry.DateSource = feed.DateDateline
			a.Entry.Published = day.AddDate(0, 0, i)
			a.Entry.Updated = a.Entry.Published
			f.put(file(fmt.Sprintf("%d.txt", i), a))
		}
		if n := len(f.newest()); n != 4 {
			t.Errorf("got %d entries of four days' reports", n)
		}
	})
}

func TestPicturesWithoutWordsAreNotMerged(t *testing.T) {
	suite(t, func(f *fixture) {
		for i, text := range []string{"", "", "photo of the day", "photo of the day"} {
			a := written("Photo of the day", text)
			a.Entry.Content = fmt.Sprintf(`<p><img src="https://example.org/%d.jpg"></p>`, i)
			f.put(file(fmt.Sprintf("%d.md", i), a))
		}
		if n := len(f.newest()); n != 4 {
			t.Errorf("got %d entries of 4 pictures", n)
		}
	})
}

func TestExpiryDoesNotDependOnTheFile(t *testing.T) {
	for _, keep := range []bool{false, true} {
		suite(t, func(f *fixture) {
			f.Close()
			f.open(store.Options{Keep: keep})
			a := written("Sale", words(1, 50))
			a.Expires = f.now.Add(time.Hour)
			f.put(file("a.md", a))
			f.put(store.File{Path: "a.md", ModTime: day, Failure: &store.Failure{Reason: "broken"}})
			_, next, err := f.Due(t.Context(), f.now)
			if err != nil || !next.Equal(a.Expires) {
				t.Fatalf("got next %v, %v, want %v", next, err, a.Expires)
			}
			if gone, err := f.Expire(t.Context(), next.Add(-time.Millisecond)); len(gone) != 0 || err != nil {
				t.Errorf("got %+v, %v before its time", gone, err)
			}
			if gone, err := f.Expire(t.Context(), next); len(gone) != 1 || err != nil {
				t.Errorf("got %+v, %v, want it withdrawn", gone, err)
			}
			if at, err := f.LastWithdrawal(t.Context()); !at.Equal(f.now) || err != nil {
				t.Errorf("got last withdrawal %v, %v", at, err)
			}
			if n := len(f.newest()); n != 0 {
				t.Errorf("still published")
			}
		})
	}
}

func TestKeepIsForDeletedFilesAlone(t *testing.T) {
	suite(t, func(f *fixture) {
		f.Close()
		f.open(store.Options{Keep: true})
		a := written("One", words(1, 50))
		f.put(file("a.md", a))
		a.Hold = store.ActionDraft
		f.wantActions(f.put(file("a.md", a)), "draft One", "withdrawn")
	})
}

func TestStoreThatWasRemovedAcknowledgesNothing(t *testing.T) {
	suite(t, func(f *fixture) {
		if err := os.Remove(f.path); err != nil {
			t.Fatal(err)
		}
		_, err := f.Put(t.Context(), []store.File{file("a.md", written("One", words(1, 50)))})
		if !errors.Is(err, store.ErrNotDurable) {
			t.Errorf("got %v, want ErrNotDurable", err)
		}
		if err := f.Ready(t.Context()); !errors.Is(err, store.ErrNotDurable) {
			t.Errorf("got ready %v, want ErrNotDurable", err)
		}
	})
}

func TestLargeEntriesComeInSmallBatches(t *testing.T) {
	suite(t, func(f *fixture) {
		big := strings.Repeat("word ", 1<<20)
		for i := range 4 {
			f.put(file(fmt.Sprint(i), written(fmt.Sprint(i), fmt.Sprint(i, big))))
		}
		first, err := f.Since(t.Context(), 0, 100)
		if err != nil || len(first) == 0 || len(first) == 4 {
			t.Fatalf("got %d revisions at once, %v", len(first), err)
		}
		rest, err := f.Since(t.Context(), first[len(first)-1].Seq, 100)
		if err != nil || len(first)+len(rest) > 4 || len(rest) == 0 {
			t.Errorf("got %d and %d revisions, %v", len(first), len(rest), err)
		}
	})
}

func TestRejectedFileKeepsWhatItSaid(t *testing.T) {
	suite(t, func(f *fixture) {
		f.put(file("a.md", written("One", words(1, 50))))
		bad := store.File{Path: "a.md", ModTime: day, Failure: &store.Failure{Line: 3, Reason: "date: cannot read"}}
		f.put(bad)
		f.only()
		got, err := f.Rejected(t.Context(), 10)
		if err != nil || len(got) != 1 || got[0].Failure.Line != 3 || len(got[0].Warnings) != 1 {
			t.Errorf("got %+v, %v", got, err)
		}
		f.put(file("a.md", written("One", words(1, 50))))
		if got, _ := f.Rejected(t.Context(), 10); len(got) != 0 {
			t.Errorf("still rejected after it was mended: %+v", got)
		}
	})
}

func TestHeldArticlesAreNotPublished(t *testing.T) {
	suite(t, func(f *fixture) {
		a := written("Secret", words(1, 50))
		a.Hold = store.ActionEmbargoed
		in := file("a.md", a)
		in.Due = f.now.Add(time.Hour + time.Nanosecond)
		f.wantActions(f.put(in), "embargoed Secret")
		if n := f.revisions(); n != 0 {
			t.Errorf("an embargoed entry is in the log")
		}
		due, next, err := f.Due(t.Context(), f.now.Add(time.Hour))
		if err != nil || len(due) != 0 || next.Before(in.Due) {
			t.Errorf("got due %q, next %v, %v; want none before %v", due, next, err, in.Due)
		}
		if due, _, _ = f.Due(t.Context(), next); len(due) != 1 {
			t.Errorf("not due at %v", next)
		}
		in.Articles[0].Hold, in.Due = "", time.Time{}
		f.wantActions(f.put(in), "created Secret")
		in.Articles[0].Hold = store.ActionDraft
		f.wantActions(f.put(in), "draft Secret", "withdrawn")
	})
}

func TestNoTwoEntriesShareUpdated(t *testing.T) {
	suite(t, func(f *fixture) {
		for i := range 3 {
			var files []store.File
			for j := range 50 {
				n := uint64(100*i + j)
				files = append(files, file(fmt.Sprintf("%d.md", n), written(fmt.Sprint(n), words(n, 20))))
			}
			f.put(files...)
		}
		seen := map[time.Time]bool{}
		for _, e := range f.newest() {
			if seen[e.Updated] || e.Updated.Before(e.Published) {
				t.Errorf("updated %v, published %v, seen before: %v", e.Updated, e.Published, seen[e.Updated])
			}
			seen[e.Updated] = true
		}
		if len(seen) != 150 {
			t.Errorf("got %d times, want 150", len(seen))
		}
	})
}

func TestLogIsInTheOrderOfDates(t *testing.T) {
	suite(t, func(f *fixture) {
		var files []store.File
		for i := range 30 {
			a := written(fmt.Sprint(i), words(uint64(i), 20))
			a.Entry.Updated = day.Add(time.Duration(i*7%30) * time.Hour)
			a.Entry.Published = a.Entry.Updated
			files = append(files, file(fmt.Sprintf("%d.md", i), a))
		}
		f.put(files...)
		revs, err := f.Since(t.Context(), 0, 100)
		if err != nil || len(revs) != 30 {
			t.Fatalf("got %d revisions, %v", len(revs), err)
		}
		if !slices.IsSortedFunc(revs, func(a, b feed.Revision) int { return a.Entry.Updated.Compare(b.Entry.Updated) }) {
			t.Error("the log is not in the order of the dates")
		}
		if tail, _ := f.Since(t.Context(), revs[27].Seq, 100); len(tail) != 2 {
			t.Errorf("got %d revisions after the cursor, want 2", len(tail))
		}
	})
}

// Building anew from the same files, in another order and under other names,
// gives the same ids.
func TestIDsFollowFromTheText(t *testing.T) {
	suite(t, func(f *fixture) {
		ids := func(prefix string, order []int) map[string]string {
			for _, i := range order {
				f.put(file(fmt.Sprintf("%s%d.txt", prefix, i), wire("Oslo", words(uint64(i), 60)), written(fmt.Sprint(i), words(uint64(1000+i), 60))))
			}
			out := map[string]string{}
			for _, e := range f.newest() {
				out[e.Summary] = e.ID
			}
			return out
		}
		first := ids("a/", []int{1, 2, 3, 4, 5})
		f.Close()
		f.path = filepath.Join(t.TempDir(), "again.db")
		f.open(store.Options{})
		second := ids("b/", []int{4, 2, 5, 1, 3})
		if len(first) != 10 || len(second) != 10 {
			t.Fatalf("got %d and %d entries, want 10", len(first), len(second))
		}
		for text, id := range first {
			if second[text] != id {
				t.Errorf("got id %s the second time, want %s", second[text], id)
			}
		}
	})
}

func TestPermalinksAreUnique(t *testing.T) {
	suite(t, func(f *fixture) {
		for i := range uint64(20) {
			f.put(file(fmt.Sprintf("%d.md", i), written("The same title", words(i, 30))))
		}
		seen := map[string]bool{}
		for _, e := range f.newest() {
			if seen[e.Slug] || !strings.HasPrefix(e.Slug, "the-same-title") {
				t.Errorf("got permalink %q", e.Slug)
			}
			seen[e.Slug] = true
		}
		if !seen["the-same-title"] {
			t.Error("the first one's permalink was moved")
		}
	})
}

func TestBooks(t *testing.T) {
	suite(t, func(f *fixture) {
		ctx := t.Context()
		doc := feed.Document{Path: "rss.xml", ETag: "abc", Size: 7, Modified: day}
		if err := f.PutDocuments(ctx, []feed.Document{doc, {Path: "x", ETag: "1"}}, nil); err != nil {
			t.Fatal(err)
		}
		if err := f.PutDocuments(ctx, nil, []string{"x"}); err != nil {
			t.Fatal(err)
		}
		var got []feed.Document
		err := f.Documents(ctx, func(d feed.Document) error { got = append(got, d); return nil })
		if err != nil || len(got) != 1 || got[0].ETag != "abc" || !got[0].Modified.Equal(day) || got[0].Size != 7 {
			t.Errorf("got %+v, %v, want %+v", got, err, doc)
		}
		if _, ok, err := f.Document(ctx, "x"); ok || err != nil {
			t.Errorf("the removed document is still there: %v", err)
		}
		want := feed.Cursor{Seq: 42, Config: "config"}
		if err := f.SetCursor(ctx, "publish", want, []feed.Document{{Path: "y", ETag: "2"}}, []string{"rss.xml"}); err != nil {
			t.Fatal(err)
		}
		if got, err := f.Cursor(ctx, "publish"); got != want || err != nil {
			t.Errorf("got cursor %+v, %v, want %+v", got, err, want)
		}
		if _, ok, err := f.Document(ctx, "y"); !ok || err != nil {
			t.Errorf("the document put with the cursor is not there: %v", err)
		}
		if got, err := f.Cursor(ctx, "nobody"); got != (feed.Cursor{}) || err != nil {
			t.Errorf("got cursor %+v, %v of a reader that never ran", got, err)
		}
	})
}

func TestStampsAndDigests(t *testing.T) {
	suite(t, func(f *fixture) {
		ctx := t.Context()
		f.put(file("a\nb \xff.md", written("One", words(1, 20))))
		if err := f.Touch(ctx, map[string]store.Stamp{"a\nb \xff.md": {Size: 9, ModTime: day.Add(time.Nanosecond)}}); err != nil {
			t.Fatal(err)
		}
		got := map[string]store.Stamp{}
		if err := f.Stamps(ctx, func(path string, st store.Stamp) { got[path] = st }); err != nil {
			t.Fatal(err)
		}
		if st := got["a\nb \xff.md"]; st.Size != 9 || !st.ModTime.Equal(day.Add(time.Nanosecond)) {
			t.Errorf("got %+v", got)
		}
		if sum, err := f.Digest(ctx, "a\nb \xff.md"); string(sum) != "a\nb \xff.md" || err != nil {
			t.Errorf("got digest %q, %v", sum, err)
		}
		if sum, err := f.Digest(ctx, "none"); len(sum) != 0 || err != nil {
			t.Errorf("got digest %q of no file, %v", sum, err)
		}
	})
}

func TestPublicationIDIsAllocatedOnce(t *testing.T) {
	suite(t, func(f *fixture) {
		first, err := f.Publication(t.Context(), "http://one.example/", "@hourly")
		if err != nil {
			t.Fatal(err)
		}
		again, err := f.Publication(t.Context(), "https://two.example/", "@daily")
		if err != nil || again != first {
			t.Errorf("got %v, %v after the base URL changed, want %v", again, err, first)
		}
		base, schedule, err := f.Settings(t.Context())
		if base != "https://two.example/" || schedule != "@daily" || err != nil {
			t.Errorf("got base %q, schedule %q, %v", base, schedule, err)
		}
	})
}

func TestWhatWasPutIsThereAfterReopening(t *testing.T) {
	suite(t, func(f *fixture) {
		f.put(file("a.md", written("One", words(1, 50))))
		f.Close()
		f.open(store.Options{})
		f.only()
	})
}

func TestSecondWriterIsRefused(t *testing.T) {
	suite(t, func(f *fixture) {
		_, err := store.Open(t.Context(), f.path, store.Options{})
		if err == nil || !strings.Contains(err.Error(), "in use by another feedd") {
			t.Errorf("got %v, want it refused", err)
		}
		r, err := store.OpenReader(t.Context(), f.path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.Totals(t.Context()); err != nil {
			t.Errorf("reading beside the writer: %v", err)
		}
		if process, ok := store.Running(f.path); !ok || process != fmt.Sprint(os.Getpid()) {
			t.Errorf("got %q, %v, want this process to be running", process, ok)
		}
		f.Close()
		if process, ok := store.Running(f.path); ok {
			t.Errorf("got process %q after it was closed", process)
		}
	})
}

func TestReaderOfNoStore(t *testing.T) {
	_, err := store.OpenReader(t.Context(), filepath.Join(t.TempDir(), "none.db"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}

func TestNewerStoreIsRefused(t *testing.T) {
	suite(t, func(f *fixture) {
		f.Close()
		raw, err := sql.Open("sqlite", f.path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = raw.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
		if err := errors.Join(err, raw.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), f.path, store.Options{}); err == nil || !strings.Contains(err.Error(), "newer feedd") {
			t.Errorf("got %v, want it refused", err)
		}
	})
}

func TestUnsupportedStore(t *testing.T) {
	for _, path := range []string{"", "mysql://host/db"} {
		if _, err := store.Open(context.Background(), path, store.Options{}); err == nil {
			t.Errorf("store %q: want an error", path)
		}
	}
}
