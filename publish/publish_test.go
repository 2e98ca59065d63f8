package publish_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"feedd/feed"
	"feedd/publish"
	"feedd/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A fixture is a publisher on a store, with a clock of its own.
type fixture struct {
	*testing.T
	*publish.Publisher
	store   *store.Store
	options publish.Options
	log     bytes.Buffer
	now     time.Time
	ledger  publish.Ledger
	changes publish.Log
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{T: t, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "feedd.db"), store.Options{Now: func() time.Time { return f.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	base, err := url.Parse("https://news.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	f.store, f.ledger, f.changes = s, s, s
	f.options = publish.Options{
		Out: filepath.Join(t.TempDir(), "feeds"), Publication: uuid.NewSHA1(uuid.Nil, []byte("test")), Site: feed.NewSite(base),
		Title: "Harbour News", Language: "en", Items: 10, TTL: time.Minute,
		Log: slog.New(slog.NewTextHandler(&f.log, nil)), Now: func() time.Time { return f.now },
	}
	f.open()
	return f
}

// open opens the publisher, again if it is open.
func (f *fixture) open() {
	f.Helper()
	if f.Publisher != nil {
		f.Publisher.Close()
	}
	p, err := publish.New(f.Context(), f.changes, f.ledger, f.options)
	if err != nil {
		f.Fatal(err)
	}
	f.Publisher = p
	f.Cleanup(func() { p.Close() })
}

func (f *fixture) put(names ...string) {
	f.Helper()
	var files []store.File
	for _, name := range names {
		files = append(files, fileOf(name, "The text of "+name))
	}
	if _, err := f.store.Put(f.Context(), files); err != nil {
		f.Fatal(err)
	}
}

func fileOf(name, text string) store.File {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return store.File{Path: name, ModTime: at, SHA256: []byte(text), Articles: []store.Article{{
		Entry: feed.Entry{
			Title: "Title " + name, Summary: text, Content: "<p>" + text + "</p>", Published: at, Updated: at, DateSource: feed.DateMTime,
		},
		Text: strings.ToLower(text),
	}}}
}

func (f *fixture) publish() publish.Report {
	f.Helper()
	r, err := f.Publish(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	return r
}

// tree returns what stands in the output: hash and mtime by path.
func (f *fixture) tree() map[string]string {
	f.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(f.options.Out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(f.options.Out, name)
		out[filepath.ToSlash(rel)] = fmt.Sprintf("%x %v", sha256.Sum256(data), info.ModTime())
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	return out
}

func (f *fixture) document(path string) string {
	f.Helper()
	d, err := f.Document(path)
	if err != nil {
		f.Fatal(err)
	}
	return string(d.Body)
}

func TestPublishWritesTheTree(t *testing.T) {
	f := newFixture(t)
	f.put("a", "b")
	r := f.publish()
	if r.Entries != 2 || r.Pages != 2 || len(r.Replaced) != 5 {
		t.Errorf("got %+v, want 2 entries, 2 pages, 5 documents", r)
	}
	tree := f.tree()
	for _, name := range []string{"rss.xml", "atom.xml", "feed.json", "index.html", "feed.css", "articles/title-a/index.html", "articles/title-b/index.html"} {
		if _, ok := tree[name]; !ok {
			t.Errorf("%s is missing", name)
		}
		if got := f.document(name); got == "" {
			t.Errorf("%s is empty", name)
		}
	}
	if len(tree) != 7 {
		t.Errorf("got %d files, want 7: %v", len(tree), maps.Keys(tree))
	}
	if got := f.document("atom.xml"); strings.Count(got, "<entry>") != 2 {
		t.Errorf("got\n%s\nwant two entries", got)
	}
}

func TestPublishAgainRewritesNothing(t *testing.T) {
	f := newFixture(t)
	f.put("a", "b")
	f.publish()
	before := f.tree()
	for range 3 {
		f.now = f.now.Add(time.Hour)
		f.open()
		if r := f.publish(); len(r.Replaced)+r.Pages != 0 {
			t.Errorf("rewrote %+v", r)
		}
	}
	if after := f.tree(); !maps.Equal(before, after) {
		t.Errorf("got %v, want %v", after, before)
	}
	// The control: a change is seen by the same comparison.
	f.put("c")
	f.publish()
	if after := f.tree(); maps.Equal(before, after) {
		t.Error("a new entry changed nothing")
	}
}

// The bytes follow from the log and the settings: another store, another
// directory and another day give the same.
func TestBytesAreTheSameElsewhere(t *testing.T) {
	var trees [2]map[string]string
	for i := range trees {
		f := newFixture(t)
		f.now = f.now.AddDate(0, i, 0)
		f.put("a", "b", "c")
		f.publish()
		trees[i] = f.tree()
		for name, state := range trees[i] {
			trees[i][name], _, _ = strings.Cut(state, " ")
		}
	}
	if !maps.Equal(trees[0], trees[1]) {
		t.Errorf("got %v, want %v", trees[1], trees[0])
	}
}

func TestWithdrawnPageIsRemoved(t *testing.T) {
	f := newFixture(t)
	f.put("a", "b")
	f.publish()
	if _, err := f.store.Gone(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	f.publish()
	if _, err := f.Document("articles/title-a/index.html"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want the page gone", err)
	}
	if _, err := os.Stat(filepath.Join(f.options.Out, "articles/title-a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty directory is left: %v", err)
	}
	if got := f.document("rss.xml"); strings.Contains(got, "Title a") || !strings.Contains(got, "Title b") {
		t.Errorf("got\n%s\nwant b alone", got)
	}
	f.put("a")
	f.publish()
	f.document("articles/title-a/index.html")
}

func TestFeedHoldsTheNewest(t *testing.T) {
	f := newFixture(t)
	f.options.Items = 2
	f.open()
	f.put("a", "b", "c")
	f.publish()
	if got := f.document("rss.xml"); strings.Count(got, "<item>") != 2 {
		t.Errorf("got %d items, want 2", strings.Count(got, "<item>"))
	}
}

func TestSettingsAreANewState(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.publish()
	f.options.Title = "Other News"
	f.open()
	if r := f.publish(); r.Pages != 1 || len(r.Replaced) != 4 {
		t.Errorf("got %+v, want the page and four documents replaced", r)
	}
	if got := f.document("rss.xml"); !strings.Contains(got, "Other News") {
		t.Errorf("the old title is still published")
	}
}

func TestDamageIsRepaired(t *testing.T) {
	for _, tt := range []struct {
		name   string
		damage func(name string) error
	}{
		{"removed", os.Remove},
		{"cut", func(name string) error { return os.Truncate(name, 10) }},
		{"written over", func(name string) error { return os.WriteFile(name, []byte("not ours"), 0o644) }},
		{"replaced by a link", func(name string) error {
			return errors.Join(os.Remove(name), os.Symlink("/etc/hostname", name))
		}},
	} {
		for _, path := range []string{"rss.xml", "articles/title-a/index.html"} {
			t.Run(tt.name+" "+path, func(t *testing.T) {
				f := newFixture(t)
				f.put("a", "b")
				f.publish()
				want := f.document(path)
				if err := tt.damage(filepath.Join(f.options.Out, path)); err != nil {
					t.Fatal(err)
				}
				f.open()
				r, err := f.Publish(t.Context())
				if err != nil || len(r.Replaced)+r.Pages != 1 {
					t.Errorf("got %+v, %v, want one document repaired", r, err)
				}
				if got := f.document(path); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	f := newFixture(t)
	if err := os.MkdirAll(f.options.Out, 0o755); err != nil {
		t.Fatal(err)
	}
	foreign := map[string]string{"CNAME": "news.example.org\n", "index.html": "<h1>My own home page</h1>"}
	for name, body := range foreign {
		if err := os.WriteFile(filepath.Join(f.options.Out, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f.put("a")
	f.publish()
	for name, want := range foreign {
		got, err := os.ReadFile(filepath.Join(f.options.Out, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	if !strings.Contains(f.log.String(), "move it away") {
		t.Errorf("the log does not tell the remedy: %s", f.log.String())
	}
	if got := f.document("rss.xml"); !strings.Contains(got, "Title a") {
		t.Error("the other documents were not published")
	}
}

// Every document can be told from a foreign file, whatever is in it.
func TestEveryDocumentIsSigned(t *testing.T) {
	f := newFixture(t)
	for _, names := range [][]string{nil, {"a"}} {
		f.put(names...)
		f.publish()
		for name := range f.tree() {
			if got := f.document(name); !strings.Contains(got, "feedd") {
				t.Errorf("%s with %d entries is not signed:\n%s", name, len(names), got)
			}
		}
	}
}

func TestOutputDirectoryIsReplaced(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(dir string) error
	}{
		{"removed", os.RemoveAll},
		{"emptied", func(dir string) error { return errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o755)) }},
		{"moved away", func(dir string) error { return os.Rename(dir, dir+".old") }},
		{"pages removed", func(dir string) error { return os.RemoveAll(filepath.Join(dir, "articles")) }},
		{"feeds removed", func(dir string) error { return os.Remove(filepath.Join(dir, "rss.xml")) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.put("a", "b")
			f.publish()
			want := f.tree()
			if err := tt.change(f.options.Out); err != nil {
				t.Fatal(err)
			}
			f.publish()
			got := f.tree()
			for _, tree := range []map[string]string{want, got} {
				for name, state := range tree {
					tree[name], _, _ = strings.Cut(state, " ")
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			f.put("c")
			f.publish()
			f.document("articles/title-c/index.html")
		})
	}
}

// Death between two renames: what is served after the restart is whole.
func TestFeedsAreServedFromTheStart(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.publish()
	if err := os.WriteFile(filepath.Join(f.options.Out, "rss.xml"), []byte("the newer version, feedd"), 0o644); err != nil {
		t.Fatal(err)
	}
	f.open()
	for _, name := range []string{"rss.xml", "atom.xml", "feed.json", "index.html"} {
		if got := f.document(name); !strings.Contains(got, "Title a") {
			t.Errorf("%s: got %q before the first publication", name, got)
		}
	}
}

func TestUpdatedNeverGoesBack(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.publish()
	if _, err := f.store.Gone(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	f.publish()
	want := "<updated>" + f.now.Format(time.RFC3339) + "</updated>"
	if got := f.document("atom.xml"); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant the moment of the withdrawal, %s", got, want)
	}
}

// A busy store commits an entry whenever it is asked for the newest ones.
type busy struct {
	*fixture
	*store.Store
	left int
}

func (b *busy) Newest(ctx context.Context, n int) ([]feed.Entry, error) {
	if b.left--; b.left >= 0 {
		b.put(fmt.Sprint("late", b.left))
	}
	return b.Store.Newest(ctx, n)
}

func TestFeedsLinkToPagesThatAreThere(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.changes = &busy{f, f.store, 3}
	f.open()
	f.publish()
	links := regexp.MustCompile(`<link>https://news.example.org/(articles/[^<]+)</link>`).FindAllStringSubmatch(f.document("rss.xml"), -1)
	if len(links) != 4 {
		t.Errorf("got %d links, want 4", len(links))
	}
	for _, link := range links {
		if _, err := f.Document(link[1] + "index.html"); err != nil {
			t.Error(err)
		}
	}
}

// A store built anew takes over the output of the one before.
func TestOutputOfALostStoreIsTakenOver(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.publish()
	before := f.tree()
	g := newFixture(t)
	g.options.Out = f.options.Out
	g.open()
	g.put("a")
	if r := g.publish(); len(r.Replaced)+r.Pages != 0 {
		t.Errorf("rewrote %+v", r)
	}
	if after := g.tree(); !maps.Equal(before, after) {
		t.Errorf("got %v, want %v", after, before)
	}
	g.put("b")
	if r := g.publish(); len(r.Replaced) != 4 {
		t.Errorf("got %+v, want four documents replaced", r)
	}
}

// Modified tells every two versions of a document apart, however close they
// follow: a client that sends If-Modified-Since is never told 304 wrongly.
func TestModifiedGrows(t *testing.T) {
	f := newFixture(t)
	last := map[string]time.Time{}
	for i := range 5 {
		f.put(fmt.Sprint(i))
		f.publish()
		d, err := f.Document("rss.xml")
		if err != nil {
			t.Fatal(err)
		}
		if !d.Modified.After(last["rss.xml"]) || d.Modified.Nanosecond() != 0 {
			t.Errorf("got modified %v after %v", d.Modified, last["rss.xml"])
		}
		info, err := os.Stat(filepath.Join(f.options.Out, "rss.xml"))
		if err != nil || !info.ModTime().Equal(d.Modified) {
			t.Errorf("the file says %v, the document %v", info.ModTime(), d.Modified)
		}
		last["rss.xml"] = d.Modified
	}
}

var errDied = errors.New("died here")

// A dying ledger or log fails at its nth call, as if the process had died.
type dying struct {
	*store.Store
	left int
}

func (d *dying) step() error {
	if d.left--; d.left < 0 {
		return errDied
	}
	return nil
}

func (d *dying) PutDocuments(ctx context.Context, put []feed.Document, removed []string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.Store.PutDocuments(ctx, put, removed)
}

func (d *dying) Newest(ctx context.Context, n int) ([]feed.Entry, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	return d.Store.Newest(ctx, n)
}

func (d *dying) SetCursor(ctx context.Context, reader string, c feed.Cursor, put []feed.Document, removed []string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.Store.SetCursor(ctx, reader, c, put, removed)
}

func (d *dying) Document(ctx context.Context, path string) (feed.Document, bool, error) {
	if err := d.step(); err != nil {
		return feed.Document{}, false, err
	}
	return d.Store.Document(ctx, path)
}

// Death at any step of a publication, and the next one gives the same tree as
// if nothing had happened.
func TestDeathDuringPublication(t *testing.T) {
	run := func(t *testing.T, step int) (map[string]string, bool) {
		f := newFixture(t)
		f.put("a", "b")
		f.publish()
		f.put("c")
		if _, err := f.store.Gone(t.Context(), []string{"a"}); err != nil {
			t.Fatal(err)
		}
		d := &dying{f.store, step}
		f.ledger, f.changes = d, d
		f.open()
		_, err := f.Publish(t.Context())
		f.ledger, f.changes = f.store, f.store
		f.open()
		f.publish()
		tree := f.tree()
		for name, state := range tree {
			tree[name], _, _ = strings.Cut(state, " ")
		}
		return tree, errors.Is(err, errDied)
	}
	want, died := run(t, 1000)
	if died || len(want) != 7 {
		t.Fatalf("the run without a fault: died %v, %d files", died, len(want))
	}
	deaths := 0
	for step := range 60 {
		got, died := run(t, step)
		if !died {
			break
		}
		deaths++
		if !maps.Equal(got, want) {
			t.Errorf("death at step %d: got %v, want %v", step, got, want)
		}
	}
	if deaths < 8 {
		t.Errorf("died at %d steps only", deaths)
	}
}

func TestFeedsOfOneStateOnly(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.publish()
	f.put("b")
	d := &dying{f.store, 2} // pages and entries, but not the feeds' books
	f.ledger, f.changes = d, d
	p := f.Publisher
	f.open()
	defer p.Close()
	if _, err := f.Publish(t.Context()); !errors.Is(err, errDied) {
		t.Fatalf("got %v", err)
	}
	for _, name := range []string{"rss.xml", "atom.xml", "feed.json", "index.html"} {
		if strings.Contains(f.document(name), "Title b") {
			t.Errorf("%s is served of the new state while others are of the old", name)
		}
	}
}

func TestUnwritableOutput(t *testing.T) {
	f := newFixture(t)
	o := f.options
	o.Out = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(o.Out, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := publish.New(t.Context(), f.store, f.store, o); err == nil || !strings.Contains(err.Error(), "output directory") {
		t.Errorf("got %v, want the output directory named", err)
	}
}

func TestDocumentPaths(t *testing.T) {
	f := newFixture(t)
	f.put("a")
	f.publish()
	if err := os.WriteFile(filepath.Join(f.options.Out, "secret.txt"), []byte("feedd"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", ".", "secret.txt", "../feedd.db", "articles", "articles/", "articles/../rss.xml/index.html",
		"articles/title-a", "articles/none/index.html", "articles//index.html", "/rss.xml", ".feedd-probe"} {
		if d, err := f.Document(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: got %v, %v, want fs.ErrNotExist", path, d, err)
		}
	}
}
