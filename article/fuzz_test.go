package article

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/unicode/norm"
)

var fuzzPaths = []string{"a.md", "a.html", "a.txt", "2026-01-03-a.md", "a"}

// FuzzParse holds every article of every format to what the encoders rely on.
func FuzzParse(f *testing.F) {
	for i, s := range fuzzSeeds(f) {
		f.Add(i, s)
	}
	f.Fuzz(func(t *testing.T, format int, data []byte) {
		file := File{Path: fuzzPaths[uint(format)%uint(len(fuzzPaths))], Data: data, ModTime: testSeen, Seen: testSeen}
		list, err := parse(file, Options{Language: "en"})
		again, err2 := parse(file, Options{Language: "en"})
		if fmt.Sprintf("%+v %v", list, err) != fmt.Sprintf("%+v %v", again, err2) {
			t.Fatalf("got %+v, %v, then %+v, %v", list, err, again, err2)
		}
		if err != nil {
			if _, ok := err.(*Error); !ok {
				t.Errorf("got a %T, want an *Error", err)
			}
			return
		}
		if len(list) == 0 {
			t.Error("got neither an article nor an error")
		}
		problemOf := articleProblem
		if path.Ext(file.Path) != ".md" && path.Ext(file.Path) != ".html" { // wire copy has tests of its own
			problemOf = contentProblem
		}
		for _, a := range list {
			if problem := problemOf(a); problem != "" {
				t.Errorf("%+v %s", a, problem)
			}
		}
	})
}

func contentProblem(a Article) string {
	return checkContent(a.Entry.Content) + checkSettled(a.Entry.Content)
}

// articleProblem says what is wrong with an article, whatever it was made
// from.
func articleProblem(a Article) string {
	e := a.Entry
	if a.Wire {
		return contentProblem(a)
	}
	for _, s := range append([]string{e.Title, e.Summary, e.Rights, e.Dateline, e.Agency, e.Place.City, e.Place.Region}, e.Categories...) {
		if problem := checkLine(s); problem != "" {
			return fmt.Sprintf("has %q, which %s", s, problem)
		}
	}
	for _, p := range e.Authors {
		if problem := checkLine(p.Name); problem != "" || p.Name == "" {
			return fmt.Sprintf("has the author %q, which %s", p.Name, problem)
		}
	}
	for _, ref := range []string{e.Image, e.Link} {
		if ref == "" {
			continue
		}
		if problem := checkURL(ref); problem != "" {
			return fmt.Sprintf("has the URL %q, which %s", ref, problem)
		}
	}
	switch {
	case e.Title == "" || utf8.RuneCountInString(e.Title) > 500:
		return "has no title, or one that is too long"
	case e.Published.IsZero() || e.Updated.Before(e.Published):
		return "has no date, or changed before it was published"
	case e.Published.After(testSeen) && a.Embargo.IsZero():
		return "is published in the future without an embargo"
	case a.Text == "":
		return "has no text"
	case strings.Trim(e.Slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
		return "has a slug that is none"
	case e.ID != "" && entryID(e.ID) != e.ID:
		return "has an id that is none"
	case len(e.Categories) > 64:
		return "has too many tags"
	}
	return contentProblem(a)
}

func checkLine(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "is not valid UTF-8"
	case clean(s) != s || strings.ContainsAny(s, "\n\t"):
		return "has control characters"
	case foldSpace(s) != s:
		return "has white space to fold"
	case !norm.NFC.IsNormalString(s):
		return "is not in NFC"
	}
	return ""
}

// TestArticleProblemControl shows that the checks of the fuzzing find faults.
func TestArticleProblemControl(t *testing.T) {
	good := written(t, "# A\n\nText.")
	if problem := articleProblem(good); problem != "" {
		t.Fatalf("a good article %s", problem)
	}
	for name, spoil := range map[string]func(a *Article){
		"content": func(a *Article) { a.Entry.Content += "<b>" },
		"script":  func(a *Article) { a.Entry.Content = `<a href="javascript:a">b</a>` },
		"control": func(a *Article) { a.Entry.Summary = "a\x01" },
		"title":   func(a *Article) { a.Entry.Title = "" },
		"lines":   func(a *Article) { a.Entry.Title = "a\nb" },
		"future":  func(a *Article) { a.Entry.Published = testSeen.AddDate(0, 0, 1) },
		"slug":    func(a *Article) { a.Entry.Slug = "a/b" },
		"id":      func(a *Article) { a.Entry.ID = "a" },
		"link":    func(a *Article) { a.Entry.Link = "a b" },
		"form":    func(a *Article) { a.Entry.Categories = []string{"e\u0301"} },
	} {
		bad := good
		spoil(&bad)
		if articleProblem(bad) == "" {
			t.Errorf("%s: nothing is found wrong", name)
		}
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, s := range fuzzSeeds(f) {
		f.Add(string(s))
	}
	f.Fuzz(func(t *testing.T, in string) {
		text, err := decode([]byte(in))
		if err != nil {
			return
		}
		l := Limits{}.withDefaults()
		fields, body, line, err := cutFrontMatter(text, l)
		lines := 1 + strings.Count(text, "\n")
		if err != nil {
			if e, ok := err.(*lineError); !ok || e.line < 1 || e.line > lines+1 {
				t.Errorf("got %v (%T), in a text of %d lines", err, err, lines)
			}
			return
		}
		if !strings.HasSuffix(text, body) {
			t.Errorf("got body %q of %q", body, text)
		}
		if body != "" && line != 1+strings.Count(text[:len(text)-len(body)], "\n") {
			t.Errorf("got line %d for body %q of %q", line, body, text)
		}
		for _, fd := range fields {
			if fd.line < 1 || fd.line > lines {
				t.Errorf("got line %d for %q, of %d", fd.line, fd.key, lines)
			}
		}
		if _, err := readMetadata(fields, l); err != nil {
			if _, ok := err.(*lineError); !ok {
				t.Errorf("got a %T without a line", err)
			}
		}
	})
}

// fuzzSeeds are the articles of the golden files, those that attack, and some
// of the corpus.
func fuzzSeeds(tb testing.TB) [][]byte {
	tb.Helper()
	names, err := filepath.Glob("testdata/written/*.txtar")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no archives: %v", err)
	}
	var seeds [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		seeds = append(seeds, txtar.Parse(data).Files[0].Data)
	}
	for _, s := range attacks {
		seeds = append(seeds, []byte("# A\n\n"+s))
	}
	seeds = append(seeds, corpusMarkdown(1).Data, corpusWire(1, 3).Data, []byte("\xFF\xFEa\x00"), []byte("Caf\xe9 \x97 a"),
		[]byte("---toml\na=1\n---\nb"), []byte("{\"title\": \"a\\u0001\"}\nb"), []byte("---\na: &b c\n---\n"), []byte("a\u2067b\u202E"))
	return seeds
}
