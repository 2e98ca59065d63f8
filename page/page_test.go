package page

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.uber.org/goleak"

	"feedd/feed"
)

var update = flag.Bool("update", false, "rewrite the pages in testdata")

func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m)
}

func newPages(t testing.TB) *Pages {
	t.Helper()
	base, err := url.Parse("https://press.example/news")
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(feed.NewSite(base), "The Harbour Gazette", "en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestGolden holds each page against the one kept in testdata. An archive
// begins with entry.json or index.json; the page follows.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("golden pages: %d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	input := archive.Files[0]
	got := render(t, input)
	if *update {
		archive.Files = []txtar.File{input, {Name: "page.html", Data: got}}
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(archive.Files) != 2 {
		t.Fatal("no page in the archive; run with -update")
	}
	if want := archive.Files[1].Data; string(got) != string(want) {
		t.Errorf("page differs; look, then run with -update\ngot:\n%s\nwant:\n%s", got, want)
	}
	if again := render(t, input); string(again) != string(got) {
		t.Error("the same values gave other bytes")
	}
}

func render(t *testing.T, input txtar.File) []byte {
	t.Helper()
	p := newPages(t)
	var page []byte
	var err error
	switch input.Name {
	case "entry.json":
		page, err = p.Article(decode[feed.Entry](t, input.Data))
	case "index.json":
		page, err = p.Index(decode[feed.Feed](t, input.Data))
	default:
		t.Fatalf("first file is %q; want entry.json or index.json", input.Name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func decode[T any](t *testing.T, data []byte) *T {
	t.Helper()
	v := new(T)
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
	return v
}

// hostile are strings that must reach a reader as they are written.
var hostile = []string{
	`<script>alert(1)</script>`,
	`</title><script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`{{.Site}} {{template "foot"}}`,
	`-->]]><!--`,
	`&lt;b&gt; &amp; <b>`,
	`javascript:alert(1)`,
	`</main></body></html>`,
	"\u202egnirts\u2066",
	`日本語 & עברית`,
}

func hostileEntry(s string) *feed.Entry {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	return &feed.Entry{
		ID: "urn:uuid:" + s, Slug: "quay", Title: s, Summary: s,
		Content: `<p>Plain copy.</p><h1>Part</h1><p>More.</p><h4>Detail</h4>`, Published: at, Updated: at.Add(time.Hour),
		Authors: []feed.Person{{Name: s, URL: s}, {Name: s}}, Categories: []string{s, s}, Language: s,
		Place: feed.Place{City: s, Region: s}, Dateline: s, Agency: s, Rights: s, Link: s, Image: s, Truncated: true,
		Enclosures: []feed.Enclosure{{URL: s, Type: s, Title: s}, {URL: s}},
	}
}

func TestHostileText(t *testing.T) {
	p := newPages(t)
	for _, s := range hostile {
		article, err := p.Article(hostileEntry(s))
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		for _, fault := range faults(article, s) {
			t.Errorf("article titled %q: %s", s, fault)
		}
		index, err := p.Index(&feed.Feed{
			Name: "tags/x", Title: s, Description: "On " + s, Language: s,
			Entries: []feed.Entry{*hostileEntry(s), *hostileEntry(s)},
		})
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		for _, fault := range faults(index, s) {
			t.Errorf("index titled %q: %s", s, fault)
		}
	}
}

// TestFaultsAreSeen is the control of the tests above: pages with one fault
// each, every one of which must be told.
func TestFaultsAreSeen(t *testing.T) {
	p := newPages(t)
	good, err := p.Article(hostileEntry("A title"))
	if err != nil {
		t.Fatal(err)
	}
	if f := faults(good, "A title"); len(f) != 0 {
		t.Fatalf("faults of a good page: %q", f)
	}
	for name, replace := range map[string][2]string{
		"script":         {"<main>", "<main><script>1</script>"},
		"event handler":  {"<main>", `<main onclick="x()">`},
		"inline style":   {"<main>", `<main style="color:red">`},
		"two mains":      {"</body>", "<main></main></body>"},
		"two h1":         {"</main>", "<h1>A title</h1></main>"},
		"heading gap":    {"</main>", "<h5>Deep</h5></main>"},
		"no language":    {"<html lang=", "<html data-lang="},
		"no description": {`name="description"`, `name="other"`},
		"no canonical":   {`rel="canonical"`, `rel="other"`},
		"one feed lost":  {"application/atom+xml", "text/plain"},
		"foreign sheet":  {`href="../../feed.css"`, `href="https://cdn.example/feed.css"`},
		"wrong title":    {"<h1 class=\"p-name\" dir=\"auto\">", "<h1 class=\"p-name\" dir=\"auto\">Not "},
		"script URL":     {"<main>", `<main><a href="javascript:x()">x</a>`},
		"not balanced":   {"</article>", "</section></article>"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(string(good), replace[0], replace[1], 1)
			if bad == string(good) {
				t.Fatalf("%q does not occur", replace[0])
			}
			if len(faults([]byte(bad), "A title")) == 0 {
				t.Error("the fault is not seen")
			}
		})
	}
}

func TestOutline(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"none":              {`<p>a &lt;h1&gt;</p>`, `<p>a &lt;h1&gt;</p>`},
		"h1 steps down":     {`<h1>a</h1><h2>b</h2>`, `<h2>a</h2><h3>b</h3>`},
		"starts deep":       {`<h4>a</h4><p>x</p><h4>b</h4>`, `<h2>a</h2><p>x</p><h2>b</h2>`},
		"gap closed":        {`<h2>a</h2><h5>b</h5><h2>c</h2>`, `<h2>a</h2><h3>b</h3><h2>c</h2>`},
		"shallower later":   {`<h3>a</h3><h2>b</h2><h3>c</h3>`, `<h2>a</h2><h2>b</h2><h3>c</h3>`},
		"no level past six": {`<h1>1</h1><h2>2</h2><h3>3</h3><h4>4</h4><h5>5</h5><h6>6</h6>`, `<h2>1</h2><h3>2</h3><h4>3</h4><h5>4</h5><h6>5</h6><h6>6</h6>`},
		"attributes stay":   {`<h1 id="h1" title="a > &lt;h3> b">a</h1>`, `<h2 id="h1" title="a > &lt;h3> b">a</h2>`},
		"not headings":      {`<hr><header>x</header><h7>y</h7>`, `<hr><header>x</header><h7>y</h7>`},
		"open tag at end":   {`<h1>a</h1><h2`, `<h2>a</h2><h2`},
		"bare less-than":    {`<h1>a</h1> 1 < 2`, `<h2>a</h2> 1 < 2`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outline(c.in); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func FuzzOutline(f *testing.F) {
	f.Add(`<h1 title=">">a</h1><p>b</p><h4>c</h4>`)
	f.Add(`<h2><em>a</em></h2><!-- <h1> --><h`)
	f.Fuzz(func(t *testing.T, in string) {
		once := outline(in)
		if len(once) != len(in) {
			t.Fatalf("length changed from %d to %d", len(in), len(once))
		}
		if twice := outline(once); twice != once {
			t.Fatalf("not stable:\n%q\n%q", once, twice)
		}
	})
}

func TestRunIn(t *testing.T) {
	for name, c := range map[string]struct{ dateline, content, want string }{
		"no dateline":     {"", "<p>a</p>", "<p>a</p>"},
		"first paragraph": {"OSLO –", "<p>a</p>", `<p><span class="dateline">OSLO –</span> a</p>`},
		"no paragraph":    {"OSLO <b> –", "<ul></ul>", "<p><span class=\"dateline\">OSLO &lt;b&gt; –</span></p>\n<ul></ul>"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := runIn(c.dateline, c.content); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDirection(t *testing.T) {
	for lang, want := range map[string]string{
		"ar": "rtl", "fa-IR": "rtl", "he": "rtl", "ur": "rtl", "yi": "rtl", "az-Arab": "rtl", "dv": "rtl",
		"en": "ltr", "de-CH": "ltr", "ar-Latn": "ltr", "ja": "ltr", "": "ltr", "no such tag": "ltr",
	} {
		if got := direction(lang); got != want {
			t.Errorf("direction(%q): got %s, want %s", lang, got, want)
		}
	}
}

// TestConcurrent makes pages from several goroutines at once: no buffer may
// be seen by two.
func TestConcurrent(t *testing.T) {
	p := newPages(t)
	want, err := p.Article(hostileEntry("Entry 3"))
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan []byte)
	for i := range 64 {
		go func() {
			body, err := p.Article(hostileEntry(fmt.Sprintf("Entry %d", i%8)))
			if err != nil {
				t.Error(err)
			}
			results <- body
		}()
	}
	pages := map[string]bool{}
	for range 64 {
		pages[string(<-results)] = true
	}
	if len(pages) != 8 || !pages[string(want)] {
		t.Errorf("got %d different pages, want 8, among them %t", len(pages), pages[string(want)])
	}
}

func TestStylesheetIsACopy(t *testing.T) {
	want := string(Stylesheet())
	Stylesheet()[0]++
	if got := string(Stylesheet()); got != want {
		t.Error("a caller can change the style sheet of all")
	}
}

// benchEntry is an ordinary article of 2.7 KB.
func benchEntry() *feed.Entry {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	sentence := "<p>The evening boat leaves the north pier twenty minutes later than it did, and the <a href=\"https://ferry.example/plan\">printed plan</a> says so.</p>\n"
	return &feed.Entry{
		ID: "urn:uuid:11111111-2222-5333-8444-888888888888", Slug: "ferry-timetable", Language: "en",
		Title:     "Ferry timetable changes with the clocks",
		Summary:   "The evening boat leaves the north pier twenty minutes later than it did.",
		Content:   strings.Repeat(sentence, 2700/len(sentence)) + "<h2>Winter</h2><p>No boat.</p>",
		Published: at, Updated: at, Dateline: "PORT ELLEN, Islay –",
		Place:      feed.Place{City: "Port Ellen", Region: "Islay"},
		Authors:    []feed.Person{{Name: "Ines Bråten"}},
		Categories: []string{"Harbours", "Ferries"},
	}
}

func BenchmarkArticle(b *testing.B) {
	p, e := newPages(b), benchEntry()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Article(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex50(b *testing.B) {
	p, f := newPages(b), &feed.Feed{Title: "The Harbour Gazette", Description: "News of the quays"}
	for range 50 {
		f.Entries = append(f.Entries, *benchEntry())
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Index(f); err != nil {
			b.Fatal(err)
		}
	}
}
