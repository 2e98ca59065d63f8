package feed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"
	"github.com/rogpeppe/go-internal/txtar"
)

// The checker must refuse each of these: a sound document with one fault put
// in. The number is that of the rule that it breaks.
func TestCheckRefuses(t *testing.T) {
	const (
		rss  = "rss.xml"
		atom = "atom.xml"
		json = "feed.json"
	)
	tests := []struct {
		name, file string
		rule       int
		old, new   string
	}{
		{"not well-formed", rss, 9, "</item>", ""},
		{"other charset", rss, 1, `encoding="UTF-8"`, `encoding="UTF-16"`},
		{"CDATA", rss, 13, "<title>Ferry resumes after the storm</title>", "<title><![CDATA[Ferry]]></title>"},
		{"control character", rss, 23, "Two coats", "Two\x01coats"},
		{"C1 control by number", rss, 23, "Two coats", "Two&#x85;coats"},
		{"replacement character", rss, 23, "Two coats", "Two\uFFFDcoats"},
		{"invalid UTF-8", json, 23, "Two coats", "Two \xff coats"},
		{"no self link", rss, 9, `rel="self"`, `rel="hub"`},
		{"self link of another type", rss, 9, `type="application/rss+xml"`, `type="text/xml"`},
		{"no channel title", rss, 9, "    <title>Harbour Gazette</title>\n", ""},
		{"channel element after items", rss, 9, "</item>\n  </channel>", "</item>\n    <ttl>9</ttl>\n  </channel>"},
		{"stale lastBuildDate", rss, 9, "<lastBuildDate>Mon, 02 Mar 2026 08", "<lastBuildDate>Mon, 02 Mar 2026 07"},
		{"wrong weekday", rss, 10, "<pubDate>Mon", "<pubDate>Tue"},
		{"local time", rss, 10, "07:30:00 +0000", "07:30:00 +0100"},
		{"two-digit year", rss, 10, "Mar 2026 07:30", "Mar 26 07:30"},
		{"guid as permalink", rss, 11, ` isPermaLink="false"`, ""},
		{"guid twice", rss, 11, "000000000102", "000000000101"},
		{"space in URL", rss, 12, "articles/story-1/", "articles/story 1/"},
		{"letter in URL", rss, 12, "articles/story-1/", "articles/störy-1/"},
		{"relative URL", rss, 12, "<link>https://news.example/articles", "<link>/articles"},
		{"raw host", atom, 12, "https://wire.example", "https://wíre.example"},
		{"named reference in title", rss, 13, "Lighthouse painted", "Lighthouse &amp; pier"},
		{"bare name as author", rss, 14, "<dc:creator>Ada Quill</dc:creator>", "<author>Ada Quill</author>"},
		{"item without author", rss, 14, "<dc:creator>Ada Quill</dc:creator>", ""},
		{"author and creator", rss, 14, "<dc:creator>Ada Quill</dc:creator>", "<dc:creator>A</dc:creator><author>a@b.example (A)</author>"},
		{"full text before summary", rss, 15, "<description>A short", "<content:encoded>x</content:encoded><description>A short"},
		{"enclosure without length", rss, 15, "<category>", `<enclosure url="https://a.example/" type="a/b"></enclosure><category>`},
		{"undeclared namespace", rss, 11, "dc:coverage", "geo:place"},
		{"zero ttl", rss, 4, "<ttl>10", "<ttl>0"},

		{"no Atom self link", atom, 17, `rel="self"`, `rel="related"`},
		{"id in upper case", atom, 17, "urn:uuid:0b1f", "urn:uuid:0B1F"},
		{"no xml:lang", atom, 17, ` xml:lang="en"`, ""},
		{"metadata after entries", atom, 17, "</entry>\n</feed>", "</entry>\n  <rights type=\"text\">x</rights>\n</feed>"},
		{"entry without author", atom, 18, "    <author>\n      <name>Ada Quill</name>\n    </author>\n", ""},
		{"title as html", atom, 18, `<title type="text">Light`, `<title type="html">Light`},
		{"two alternates", atom, 18, `rel="via"`, `rel="alternate" type="text/html"`},
		{"category as text", atom, 18, `<category term="sea"></category>`, `<category>sea</category>`},
		{"no alternate", atom, 18, `rel="alternate"`, `rel="related"`},
		{"equal updated", atom, 19, "<updated>2026-03-02T07:30:00Z", "<updated>2026-03-01T09:15:00.25Z"},
		{"offset", atom, 19, "<published>2026-03-02T07:30:00Z", "<published>2026-03-02T08:30:00+01:00"},
		{"unregistered relation", atom, 20, `rel="via"`, `rel="source"`},
		{"unbalanced HTML", atom, 20, "&lt;/em&gt;", ""},
		{"script", atom, 23, "midnight", "&lt;script&gt;&lt;/script&gt;"},
		{"event handler", atom, 23, "&lt;em&gt;", "&lt;em onclick=&quot;x()&quot;&gt;"},
		{"relative link in content", rss, 23, "&lt;em&gt;midnight&lt;/em&gt;", "&lt;a href=\"#fn1\"&gt;1&lt;/a&gt;"},
		{"marker left in content", rss, 23, "&lt;em&gt;midnight&lt;/em&gt;", "&lt;a href=\"feedd-entry:x\"&gt;1&lt;/a&gt;"},
		{"content not html", atom, 20, `<content type="html">`, `<content type="text">`},

		{"no items", json, 22, `"items"`, `"_items"`},
		{"item without authors", json, 18, `      "authors": [
        {
          "name": "Ada Quill"
        }
      ],
`, ""},
		{"authors of the feed", json, 18, `  "items"`, `  "authors": [
    {
      "name": "Ada Quill"
    }
  ],
  "items"`},
		{"address in a name", atom, 18, "<name>Ada Quill</name>", "<name>Ada &#x3C;ada@news.example&#x3E; Quill</name>"},
		{"no summary", atom, 18, `<summary type="text">A short account of the day.</summary>`, ""},
		{"author for authors", json, 22, `"authors"`, `"author"`},
		{"unknown key", json, 22, `"summary"`, `"excerpt"`},
		{"number as id", json, 22, `"id": "urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-000000000101"`, `"id": 101`},
		{"no content", json, 22, `"content_html"`, `"_html"`},
		{"HTML escaped", json, 22, "<p>Two", `\u003cp>Two`},
		{"relative feed_url", json, 12, `"feed_url": "https://news.example/`, `"feed_url": "/`},
		{"other version", json, 22, "version/1.1", "version/2"},
		{"size for size_in_bytes", json, 22, "size_in_bytes", "size"},
	}
	docs := control(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			broken := bytes.ReplaceAll(docs[tt.file], []byte(tt.old), []byte(tt.new))
			if bytes.Equal(broken, docs[tt.file]) {
				t.Fatalf("%q is not in the document", tt.old)
			}
			refuses(t, tt.file, broken, tt.rule)
		})
	}
}

// control returns sound documents that have a part of every kind.
func control(t *testing.T) map[string][]byte {
	t.Helper()
	a, err := txtar.ParseFile("testdata/plain.txtar")
	if err != nil {
		t.Fatal(err)
	}
	x := readSample(t, file(a, "input.json").Data)
	e := &x.Entries[0]
	e.Categories = []string{"sea"}
	e.Enclosures = []Enclosure{{URL: "https://media.example/a.mp3", Type: "audio/mpeg", Length: 7}}
	docs := map[string][]byte{}
	for _, format := range Formats {
		doc := encode(t, format, &x.Feed, x.site(t))
		if problems := check(format.File, doc); len(problems) > 0 {
			t.Fatalf("%s is unsound before: %v", format.File, problems)
		}
		docs[format.File] = doc
	}
	return docs
}

func refuses(t *testing.T, file string, doc []byte, rule int) {
	t.Helper()
	problems := check(file, doc)
	for _, p := range problems {
		if strings.HasPrefix(p, fmt.Sprintf("%d: ", rule)) {
			return
		}
	}
	t.Errorf("passed rule %d; found only %q", rule, problems)
}

// gorilla/feeds alone writes raw CDATA: the documents that this package exists
// to avoid must not pass.
func TestCheckRefusesBareLibrary(t *testing.T) {
	f := &feeds.Feed{Title: "Harbour Gazette", Link: &feeds.Link{Href: "https://news.example/"}, Updated: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	f.Add(&feeds.Item{Title: "Bell\x01tower", Link: f.Link, Id: "x", Content: "<p>Two\x01coats</p>", Updated: f.Updated})
	rss, err := f.ToRss()
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, "rss.xml", []byte(rss), 23)
	refuses(t, "rss.xml", []byte(rss), 13)
	atom, err := f.ToAtom()
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, "atom.xml", []byte(atom), 23)
	json, err := f.ToJSON()
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, "feed.json", []byte(json), 22)
}

// The comparison of read entries must see a changed text, too.
func TestDecodeSeesChanges(t *testing.T) {
	a, err := txtar.ParseFile("testdata/plain.txtar")
	if err != nil {
		t.Fatal(err)
	}
	x := readSample(t, file(a, "input.json").Data)
	s := x.site(t)
	for _, format := range Formats {
		doc := encode(t, format, &x.Feed, s)
		for _, text := range []string{"Lighthouse painted", "Two coats", "000000000101"} {
			changed := bytes.ReplaceAll(doc, []byte(text), []byte("?"))
			if len(decode(changed, &x.Feed, s)) == 0 {
				t.Errorf("%s: %q lost, and nothing seen", format.File, text)
			}
		}
		if d := decode(doc, &x.Feed, s); len(d) > 0 {
			t.Errorf("%s: %v", format.File, d)
		}
	}
}
