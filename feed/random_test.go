package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/mmcdole/gofeed"
)

// nasty is what random texts are made of: everything that has once broken an
// encoder, and some words between.
var nasty = []string{
	"\x00", "\x01", "\b", "\v", "\f", "\r", "\r\n", "\n", "\t", "\x1b[0m", "\x7f",
	"\u0080", "\u0085", "\u009f", "\u00a0", "\u2028", "\u2029", "\u200f", "\u202e", "\ufeff", "\ufdd0", "\ufffd", "\ufffe", "\uffff", "\U0001ffff", "\U0010ffff",
	"\xff", "\xc0\x80", "\xed\xa0\x80", "\xed\xb0\x80", "\xf5\x80\x80\x80", "\xe2\x82",
	"&", "<", ">", `"`, "'", "`", `\`, "/", "]]>", "<![CDATA[", "<!--", "-->", "<?xml?>", "<b>", "</b>", "</item>", "</entry>", "<script>", `" onclick="x`,
	"&amp;", "&#0;", "&#x1;", "&lt;", "&copy", "&nbsp;", `\u003c`, `\ud800`, "%00", "%", "{{", "}}",
	"🚀", "👩‍👩‍👧", "é", "e\u0301", "漁", "　", "שלום", "سفينة", "Їжак", "𠮷",
	" ", "  ", "a", "ferry", "The", "quay", ".", "—", "feedd-entry:", "feedd-site:/", `="feedd-entry:`, "<ada@news.example>", " (Ada)", "xn--", "..", ":99999",
}

type random struct{ *rand.Rand }

func (r random) text(most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(nasty[r.IntN(len(nasty))])
	}
	return b.String()
}

func (r random) texts(most int) []string {
	out := make([]string, r.IntN(most+1))
	for i := range out {
		out[i] = r.text(4)
	}
	return out
}

// content is what a sanitiser gives: balanced tags, escaped text, absolute or
// marked URLs; but nobody took the controls out.
func (r random) content() string {
	var b strings.Builder
	for range r.IntN(4) {
		fmt.Fprintf(&b, "<p title=\"%s\">%s<br/><a href=\"%s\">%s</a></p>\n",
			html.EscapeString(r.text(3)), html.EscapeString(r.text(8)),
			r.pick("feedd-entry:#fn1", "feedd-site:/tags/sea/", "https://a.example/?a=1&amp;b=2"), html.EscapeString(r.text(3)))
	}
	return b.String()
}

func (r random) pick(choices ...string) string { return choices[r.IntN(len(choices))] }

func (r random) url() string {
	return r.pick("", "https://bücher.example/", "http://[::1]:80/x", "javascript:", "//host/", "feedd-site:/", "feedd-entry:", "https://a.example", "https://a.example?") + r.text(4)
}

func (r random) people() []Person {
	out := make([]Person, r.IntN(4))
	for i := range out {
		out[i] = Person{Name: r.text(3), Email: r.pick("", "ada@news.example", "ada@news", r.text(2)+"@"+r.text(2)), URL: r.url()}
	}
	return out
}

func (r random) enclosures() []Enclosure {
	out := make([]Enclosure, r.IntN(3))
	for i := range out {
		out[i] = Enclosure{URL: r.url(), Type: r.pick("audio/mpeg", "", r.text(3)), Length: r.Int64N(1<<40) - 1<<20,
			Title: r.text(2), Duration: time.Duration(r.Int64N(1<<44) - 1<<40)}
	}
	return out
}

func (r random) id() string {
	return fmt.Sprintf("urn:uuid:%08x-0000-5000-8000-%012x", r.Uint32(), r.Uint64()>>16)
}

func (r random) entry(updated time.Time) Entry {
	return Entry{
		ID: r.id(), Slug: r.pick("a", "b-c", r.text(2)), Title: r.text(8), Summary: r.text(12), Content: r.content(),
		Published: updated.Add(-time.Duration(r.IntN(1000)) * time.Hour), Updated: updated,
		Authors: r.people(), Categories: r.texts(5), Language: r.pick("", "en", "uk", "zh-Hant", r.text(2)),
		Place: Place{City: r.text(2), Region: r.text(2)}, Dateline: r.text(3), Rights: r.text(3),
		Link: r.url(), Image: r.url(), Enclosures: r.enclosures(), Truncated: r.IntN(2) == 0,
	}
}

func (r random) feed() *Feed {
	updated := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(1e6)) * time.Millisecond)
	f := &Feed{
		Name: r.pick("", "tags/sea", "tags/"+r.text(2)), ID: r.id(), Title: r.text(6), Description: r.text(6), Language: "en",
		Authors: r.people(), Rights: r.text(4), Updated: updated, TTL: time.Duration(r.IntN(1000)-100) * time.Second,
	}
	for range r.IntN(6) {
		updated = updated.Add(-time.Duration(1+r.IntN(3000)) * time.Millisecond)
		f.Entries = append(f.Entries, r.entry(updated))
	}
	if r.IntN(4) == 0 { // a date that the entries contradict
		f.Updated = f.Updated.AddDate(0, -1, 0)
	}
	return f
}

// Whatever the texts are, the documents are well-formed and keep the rules,
// and every reader finds the same entries in them.
func TestAnyText(t *testing.T) {
	n := 700
	if testing.Short() {
		n = 200
	}
	s := site(t, "https://news.example/a&b/")
	for seed := range uint64(n) {
		f := random{rand.New(rand.NewPCG(seed, 1))}.feed()
		for _, format := range Formats {
			doc := encode(t, format, f, s)
			for _, problem := range append(check(format.File, doc), decode(doc, f, s)...) {
				t.Errorf("seed %d: %s: %s", seed, format.File, problem)
			}
			if t.Failed() {
				t.Fatalf("%s", doc)
			}
		}
	}
}

func encode(t testing.TB, format Format, f *Feed, s Site) []byte {
	t.Helper()
	doc, err := format.Encode(f, s)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// decode reads a document as a feed reader does, and returns how it differs
// from the feed.
func decode(doc []byte, f *Feed, s Site) (differences []string) {
	got, err := gofeed.NewParser().Parse(bytes.NewReader(doc))
	if err != nil {
		return []string{err.Error()}
	}
	if len(got.Items) != len(f.Entries) {
		return []string{fmt.Sprintf("%d entries, want %d", len(got.Items), len(f.Entries))}
	}
	for i, item := range got.Items {
		e := &f.Entries[i]
		if item.GUID != e.ID {
			differences = append(differences, fmt.Sprintf("entry %d: id %q, want %q", i, item.GUID, e.ID))
		}
		if want := bare(e.Title); want != "" && bare(item.Title) != want {
			differences = append(differences, fmt.Sprintf("entry %d: title %q, want %q", i, item.Title, e.Title))
		}
		if want := bare(s.Content(e)); bare(item.Content) != want && want != "" {
			differences = append(differences, fmt.Sprintf("entry %d: content %q, want %q", i, item.Content, e.Content))
		}
	}
	return differences
}

// bare returns the characters of a text that must survive: no white space, no
// controls, nothing that is no character.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Noncharacter_Code_Point, r) {
			return -1
		}
		return r
	}, s)
}

// FuzzEncode encodes any text and reads it again, with a feed reader and with
// the strict parsers of the standard library.
func FuzzEncode(f *testing.F) {
	f.Add("Ferry resumes", "A summary", "Text & <more>", "Ada Quill", "Food & drink", "https://news.example/ä b")
	for i := range nasty {
		n := func(k int) string { return nasty[(i+k)%len(nasty)] }
		f.Add("a"+n(0)+"b", n(1)+n(0), n(2), n(3), n(4), "https://"+n(5))
	}
	s := site(f, "https://news.example/")
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, title, summary, text, author, category, link string) {
		x := &Feed{ID: "urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-000000000001", Title: title, Description: summary, Language: "en", Rights: text, Updated: at}
		for i := range 2 {
			x.Entries = append(x.Entries, Entry{
				ID: fmt.Sprintf("urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-00000000010%d", i), Slug: category, Title: title, Summary: summary,
				Content: "<p>" + html.EscapeString(text) + "</p>", Published: at, Updated: at.Add(-time.Duration(i) * time.Second),
				Authors: []Person{{Name: author, Email: author, URL: link}}, Categories: []string{category, title}, Place: Place{City: category},
				Link: link, Image: link, Enclosures: []Enclosure{{URL: link, Type: category, Title: text}},
			})
		}
		for _, format := range Formats {
			doc := encode(t, format, x, s)
			for _, problem := range append(check(format.File, doc), decode(doc, x, s)...) {
				t.Errorf("%s: %s", format.File, problem)
			}
		}
		strict(t, x, s)
	})
}

// strict reads the titles back with the standard library.
func strict(t *testing.T, f *Feed, s Site) {
	t.Helper()
	var channel struct {
		Titles []string `xml:"channel>item>title"`
	}
	if err := xml.Unmarshal(encode(t, Formats[0], f, s), &channel); err != nil {
		t.Error(err)
	}
	var atom struct {
		Titles []string `xml:"entry>title"`
	}
	if err := xml.Unmarshal(encode(t, Formats[1], f, s), &atom); err != nil {
		t.Error(err)
	}
	var object struct {
		Items []struct{ Title string }
	}
	if err := json.Unmarshal(encode(t, Formats[2], f, s), &object); err != nil {
		t.Error(err)
	}
	for i := range f.Entries {
		want := bare(f.Entries[i].Title)
		for _, got := range []string{channel.Titles[i], atom.Titles[i], object.Items[i].Title} {
			if want != "" && bare(got) != want {
				t.Errorf("title %q, want %q", got, f.Entries[i].Title)
			}
		}
	}
}
