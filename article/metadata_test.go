package article

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"feedd/feed"
)

// written parses a Markdown file that is to be read.
func written(t *testing.T, text string) Article {
	t.Helper()
	list, err := Parse(File{Path: "a.md", Data: []byte(text), ModTime: testSeen.Add(-time.Hour), Seen: testSeen}, Options{Language: "en"})
	if err != nil || len(list) != 1 {
		t.Fatalf("got %d articles, %v", len(list), err)
	}
	return list[0]
}

// TestDialects reads one article in the metadata of several tools.
func TestDialects(t *testing.T) {
	const body = "The harbour wakes before the town does. Nobody sees it.\n"
	dialects := map[string]string{
		"Jekyll": "---\ntitle: Dawn\ndate: 2026-01-03 10:00:00 +0100\nlast_modified_at: 2026-01-04\nexcerpt: How it wakes\ncategories: [coast]\n" +
			"tags: [boats, Work]\nauthor: Ana Novak\nlang: en-GB\nslug: dawn\ncanonical_url: https://x.example/dawn\nimage: /img/a.png\ncopyright: Ana\nplace: Split, Croatia\n---\n",
		"Hugo YAML": "---\nTitle: \"Dawn\"\ndate: 2026-01-03T09:00:00Z\nlastmod: 2026-01-04T00:00:00Z\ndescription: How it wakes\ncategories:\n  - coast\n" +
			"tags:\n  - boats\n  - Work\n  - coast\nauthors:\n  - Ana Novak\nlanguage: en-GB\nslug: dawn\ncanonicalURL: https://x.example/dawn\ncover:\n  image: /img/a.png\nrights: Ana\nlocation: {city: Split, country: Croatia}\n---\n",
		"Hugo TOML": "+++\ntitle = 'Dawn'\ndate = 2026-01-03T10:00:00+01:00\nlastmod = 2026-01-04\nsummary = \"How it wakes\"\ncategories = [\"coast\"]\n" +
			"tags = [\"boats\", \"Work\", \"WORK\"]\nslug = \"dawn\"\nlang = \"en-gb\"\nexternal_link = \"https://x.example/dawn\"\nimages = [\"/img/a.png\"]\nrights = \"Ana\"\nplace = \"Split, Croatia\"\n[author]\nname = \"Ana Novak\"\n+++\n",
		"Hugo JSON": "{\n\"title\": \"Dawn\",\n\"date\": \"2026-01-03T09:00:00Z\", \"lastmod\": \"2026-01-04\",\n\"description\": \"How it wakes\", \"categories\": [\"coast\"],\n" +
			"\"tags\": [\"boats\", \"Work\"], \"author\": {\"name\": \"Ana Novak\"}, \"lang\": \"en-GB\", \"slug\": \"Dawn\",\n\"link\": \"https://x.example/dawn\", \"image\": {\"src\": \"/img/a.png\"}, \"rights\": \"Ana\", \"place\": \"Split, Croatia\"\n}\n",
		"Zola": "+++\ntitle = \"Dawn\"\ndate = 2026-01-03T09:00:00Z\nupdated = 2026-01-04\ndescription = \"How it wakes\"\nslug = \"dawn\"\nauthors = [\"Ana Novak\"]\n" +
			"[taxonomies]\ncategories = [\"coast\"]\ntags = [\"boats\", \"Work\"]\n[extra]\nlang = \"en-GB\"\ncanonical = \"https://x.example/dawn\"\nimage = \"/img/a.png\"\nrights = \"Ana\"\nplace = \"Split, Croatia\"\n+++\n",
		"Pelican": "Title: Dawn\nDate: 2026-01-03 09:00\nModified: 2026-01-04\nCategory: coast\nTags: boats, Work\nAuthors: Ana Novak\nSummary: How it\n  wakes\n" +
			"Lang: en-GB\nSlug: dawn\nLink: https://x.example/dawn\nImage: /img/a.png\nCopyright: Ana\nLocation: Split, Croatia\n\n",
		"Eleventy": "---json\n{\"title\": \"Dawn\", \"date\": \"2026-01-03T09:00:00Z\", \"modified\": \"2026-01-04\",\n\"description\": \"How it wakes\", \"category\": \"coast\",\n" +
			"\"tags\": \"boats, Work\", \"author\": \"Ana Novak\", \"lang\": \"en-GB\", \"slug\": \"dawn\",\n\"canonical\": \"https://x.example/dawn\", \"image\": \"/img/a.png\", \"copyright\": \"Ana\", \"place\": \"Split, Croatia\"}\n---\n",
	}
	for name, head := range dialects {
		t.Run(name, func(t *testing.T) {
			a := written(t, head+body)
			e := a.Entry
			slices.Sort(e.Categories)
			got := fmt.Sprintf("%s|%s|%s|%s|%s|%v|%v|%s|%s|%s|%s|%s|%v", e.Title, e.TitleSource, e.Published.Format(time.RFC3339),
				e.Updated.Format(time.RFC3339), e.Summary, e.Categories, e.Authors, e.Language, e.Slug, e.Link, e.Image, e.Rights, e.Place)
			want := "Dawn|given|2026-01-03T09:00:00Z|2026-01-04T00:00:00Z|How it wakes|[Work boats coast]|[{Ana Novak  }]|en-GB|dawn|" +
				"https://x.example/dawn|feedd-site:/img/a.png|Ana|Split, Croatia"
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if len(a.Warnings) > 0 || a.Draft || a.Wire || e.DateSource != feed.DateHeader {
				t.Errorf("got warnings %v, draft %v, wire %v, date from %s", a.Warnings, a.Draft, a.Wire, e.DateSource)
			}
			if e.Content != "<p>The harbour wakes before the town does. Nobody sees it.</p>\n" {
				t.Errorf("got content %q", e.Content)
			}
		})
	}
}

// TestFaults guards the place and the words of each rejection.
func TestFaults(t *testing.T) {
	long := strings.Repeat("x", 501)
	tests := []struct{ name, path, text, want string }{
		{"date", "a.md", "---\ntitle: A\n\ndate: yesterday\n---\nb", `a.md:4: date: cannot read "yesterday"; want 2006-01-02 or RFC 3339`},
		{"date in toml", "a.md", "\n+++\ntitle = 'A'\ndate = 'soon'\n+++\nb", `a.md:4: date: cannot read "soon"; want 2006-01-02 or RFC 3339`},
		{"date in json", "a.md", "{\"title\":\n\"A\",\n\"date\": \"soon\"}\nb", `a.md:3: date: cannot read "soon"; want 2006-01-02 or RFC 3339`},
		{"date is a list", "a.md", "---\ndate: [1]\n---\nb", "a.md:2: date: got a list; want 2006-01-02 or RFC 3339"},
		{"embargo", "a.md", "---\npublishDate: later\n---\nb", `a.md:2: publishDate: cannot read "later"; want 2006-01-02 or RFC 3339`},
		{"date in html", "a.html", "<title>A</title>\n<meta name=date content='noon'>\n<p>b", `a.html:2: date: cannot read "noon"; want 2006-01-02 or RFC 3339`},
		{"yaml not closed", "a.md", "\n---\ntitle: A\n\nb", "a.md:2: front matter is not closed; add a line of --- after it"},
		{"toml not closed", "a.md", "+++\ntitle = 'A'\n\nb", "a.md:1: front matter is not closed; add a line of +++ after it"},
		{"json not closed", "a.md", "{\"title\": \"A\",\n\nb", "a.md:3: front matter: invalid character 'b'"},
		{"json cut off", "a.md", "{\"title\": \"A\",\n", "a.md:1: front matter is not closed; add a line of } after it"},
		{"yaml colon", "a.md", "---\nlang: en\ntitle: A: B\n---\nb", "a.md:3: front matter: mapping values are not allowed in this context; put a value that holds a colon in quotes"},
		{"yaml quote", "a.md", "---\ntitle: \"A\nlang: en\n---\nb", "a.md:2: front matter: found unexpected"},
		{"yaml tab", "a.md", "---\ntitle: A\nlist:\n\t- b\n---\nb", "a.md:4: front matter: found character that cannot start any token"},
		{"yaml list", "a.md", "---\n- a\n---\nb", "a.md:2: front matter is a list; want keys and values"},
		{"yaml twice", "a.md", "---\ntitle: A\ntitle: B\n---\nb", `a.md:3: front matter: "title" is set twice; it is on line 2 already`},
		{"yaml anchor", "a.md", "---\ntitle: A\nx: &y [b]\n---\nb", "a.md:3: front matter: anchors and aliases are not read; write the value out"},
		{"yaml alias", "a.md", "---\nx: *y\n---\nb", "a.md:2: front matter: unknown anchor"},
		{"yaml tag", "a.md", "---\ntitle: A\nx: !!binary aGk=\n---\nb", "a.md:3: front matter: tags such as !!binary are not read; leave it out"},
		{"yaml nested", "a.md", "---\ntitle: A\nx: " + strings.Repeat("[", 101) + strings.Repeat("]", 101) + "\n---\nb", "a.md:3: front matter is nested too deeply; make it simpler"},
		{"toml", "a.md", "+++\ntitle = 'A'\ndraft = maybe\n+++\nb", "a.md:3: front matter: "},
		{"toml twice", "a.md", "+++\ntitle = 'A'\ntitle = 'B'\n+++\nb", "a.md:3: front matter: "},
		{"toml nested", "a.md", "+++\ntitle = 'A'\n" + strings.Repeat("a.", 101) + "a = 1\n+++\nb", "a.md:3: front matter is nested too deeply; make it simpler"},
		{"json", "a.md", "{\n\"title\": \"A\"\n\"date\": \"B\"\n}\nb", "a.md:3: front matter: invalid character '\"' after object key:value pair; check the quotes and the commas"},
		{"json twice", "a.md", "{\"title\": \"A\",\n\"title\": \"B\"}\nb", `a.md:2: front matter: "title" is set twice; it is on line 1 already`},
		{"json nested", "a.md", "{\"a\":\n" + strings.Repeat("[", 101) + strings.Repeat("]", 101) + "}\nb", "a.md:2: front matter is nested too deeply; make it simpler"},
		{"json and text", "a.md", "{\"title\": \"A\"} b\nc", "a.md:1: front matter: text after the closing brace; put it on a line of its own"},
		{"long front matter", "a.md", "---\ntitle: A\nx: " + strings.Repeat("y", 64<<10) + "\n---\nb", "a.md:1: front matter is longer than 65536 bytes; shorten it"},
		{"long json", "a.md", "{\"title\": \"A\",\n\"x\": \"" + strings.Repeat("y", 64<<10) + "\"}\nb", "a.md:1: front matter is longer than 65536 bytes; shorten it"},
		{"long title", "a.md", "---\nlang: en\ntitle: " + long + "\n---\nb", "a.md:3: title: has 501 characters; the limit is 500; move the rest into the text"},
		{"long heading", "a.md", "---\nlang: en\n---\n\n# " + long + "\n\nb", "a.md:5: title: has 501 characters; the limit is 500; move the rest into the text"},
		{"empty", "a.md", " \n", "a.md: empty: there are no words in it"},
		{"only marks", "a.md", "---\n***\n", "a.md: empty: there are no words in it"},
		{"only a title", "a.md", "---\ntitle: A\n---\n", "a.md: empty: there are no words below its title"},
		{"no title", "a.md", "![](a.png)\n", "a.md: no title, and no words to make one from; add one, as in title: …"},
		{"only a script", "a.html", "<script>a</script>", "a.html: empty: there are no words below its title"},
		{"binary", "a.md", "a\x00b", "a.md: not a text: NUL at character 2; save it as UTF-8"},
		{"too long", "a.md", strings.Repeat("a", 4<<20+1), "a.md: file has 4194305 bytes; the limit is 4194304; split it"},
		{"links", "a.md", "# A\n\n" + strings.Repeat("[a](", 20_000), "a.md:3: too many brackets"},
		{"quotations", "a.md", "# A\n\nb\n\n" + strings.Repeat("> ", 101) + "c", "a.md:5: lists or quotations are nested too deeply; make it simpler"},
		{"table", "a.md", "# A\n\n" + strings.Repeat("a|", 400) + "\n" + strings.Repeat("-|", 400) + strings.Repeat("\nb", 400), "a.md:4: table has too many cells; make it smaller"},
		{"growing", "a.md", "# A\n\n[^1]: b\n\n" + strings.Repeat("[^1]", 9000), "a.md: becomes more than 20 times as long as HTML; make it simpler"},
		{"nested html", "a.html", "<title>A</title>" + strings.Repeat("<div>", 200) + "b", "a.html: HTML is nested more than 100 deep; make it simpler"},
		{"elements", "a.html", "<title>A</title>\n" + strings.Repeat("<br>", 300_001), "a.html:2: HTML has too many elements"},
		{"attributes", "a.html", "<p>a\n\n<p " + growing(func(i int) string { return fmt.Sprintf("a%d ", i) })(500) + ">b", "a.html:3: HTML has an element with more than 100 attributes; take some out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := Parse(File{Path: tt.path, Data: []byte(tt.text), Seen: testSeen}, Options{})
			if err == nil {
				t.Fatalf("got %d articles, want an error", len(list))
			}
			if e, ok := errors.AsType[*Error](err); !ok || e.Path != tt.path {
				t.Errorf("got a %T, want an *Error of the file", err)
			}
			if !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// TestLimits guards that each limit is the one that the options give.
func TestLimits(t *testing.T) {
	texts := map[string]struct {
		text   string
		limits Limits
	}{
		"file":         {"# A\n\nabcdefghi", Limits{FileBytes: 10}},
		"front matter": {"---\ntitle: A\n---\nb", Limits{FrontMatterBytes: 5}},
		"title":        {"# Abcdef\n\nb", Limits{TitleRunes: 5}},
		"nesting":      {"# A\n\n> > > b", Limits{Nesting: 2}},
		"html nesting": {"# A\n\n<p><b><i><u>b</u></i></b></p>", Limits{Nesting: 2}},
	}
	for name, tt := range texts {
		f := File{Path: "a.md", Data: []byte(tt.text), Seen: testSeen}
		if _, err := Parse(f, Options{}); err != nil {
			t.Errorf("%s: %v with the default limits", name, err)
		}
		if _, err := Parse(f, Options{Limits: tt.limits}); err == nil {
			t.Errorf("%s: got no error beyond the limit", name)
		}
	}
}

// TestWarnings guards what is published all the same, and the line that says
// what to mend.
func TestWarnings(t *testing.T) {
	tests := []struct{ name, head, want string }{
		{"title", "title: [a]", "2: title: want text, got a list; it is left out"},
		{"lastmod", "lastmod: soon", `2: lastmod: cannot read "soon"; want 2006-01-02 or RFC 3339; it is left out`},
		{"lastmod in the future", "lastmod: 2027-01-01", "2: the date of the last change is in the future; it is left out"},
		{"expiry", "expiryDate: never", `2: expiryDate: cannot read "never"; want 2006-01-02 or RFC 3339; it is left out`},
		{"draft", "draft: maybe", "2: draft: want true or false; the article is kept back as a draft"},
		{"language", "\nlang: Klingon script", `3: lang: cannot read "Klingon script"; want a code such as en or pt-BR`},
		{"language for private use", "lang: x-klingon", `2: lang: cannot read "x-klingon"; want a code such as en or pt-BR`},
		{"script alone", "lang: und-Latn", `2: lang: cannot read "und-Latn"; want a code such as en or pt-BR`},
		{"host", "link: http://a..b/", `2: link: cannot use "http://a..b/"; want an absolute URL`},
		{"port", "link: http://x.example:99999/", `2: link: cannot use "http://x.example:99999/"; want an absolute URL`},
		{"author's page", "author: {name: Ana, url: /ana}", `2: url: cannot use "/ana"; want an absolute URL`},
		{"author without a name", "author: {email: nobody}", "2: author: want a name; a person without is left out"},
		{"link", "canonical: /a", `2: canonical: cannot use "/a"; want an absolute URL`},
		{"image", "image: 'javascript:a'", `2: image: cannot use "javascript:a"; want the URL of an image`},
		{"tags", "tags: {a: b}", "2: tags: want a list of texts, got a table; it is left out"},
		{"tag in tags", "tags: [a, [b]]", "2: tags: want texts, got a list among them; it is left out"},
		{"authors", "authors: [[a]]", "2: authors: want names, got a list among them; it is left out"},
	}
	for _, tt := range tests {
		a := written(t, "---\n"+tt.head+"\n---\nA text with words in it.\n")
		if len(a.Warnings) != 1 {
			t.Errorf("%s: got %v, want one warning", tt.name, a.Warnings)
			continue
		}
		if got := fmt.Sprintf("%d: %s", a.Warnings[0].Line, a.Warnings[0].Text); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	if a := written(t, "---\nlayout: [post]\nweight: x\nmenu: {main: {}}\npermalink: /a\ntitle:\n---\nb"); len(a.Warnings) > 0 {
		t.Errorf("got %v for the keys of other tools, want none", a.Warnings)
	}
}

func TestTags(t *testing.T) {
	a := written(t, "---\ntags: [' b ', A, B, a, '', ~, 'c\td']\ncategories: c d, E\nkeywords: [f]\n---\nWords.")
	if got := strings.Join(a.Entry.Categories, "|"); got != "b|A|c d|E|f" {
		t.Errorf("got %s", got)
	}
	var many strings.Builder
	for i := range 70 {
		fmt.Fprintf(&many, "- t%d\n", i)
	}
	a = written(t, "---\ntags:\n"+many.String()+"---\nWords.")
	if n := len(a.Entry.Categories); n != 64 || a.Entry.Categories[63] != "t63" {
		t.Errorf("got %d tags, want the first 64", n)
	}
	if len(a.Warnings) != 1 || a.Warnings[0] != (Warning{2, "tags: there are 70; the first 64 are kept"}) {
		t.Errorf("got %v", a.Warnings)
	}
}

func TestAuthors(t *testing.T) {
	tests := []struct{ head, want string }{
		{"author: Ana Novak", "[{Ana Novak  }]"},
		{"author: Ana Novak <ana@x.example>", "[{Ana Novak ana@x.example }]"},
		{"author: ana@x.example (Ana Novak)", "[{Ana Novak ana@x.example }]"},
		{"author: Ana; Ben ; Ana", "[{Ana  } {Ben  }]"},
		{"authors: [Ana, {name: Ben, email: not one, url: 'javascript:a'}]", "[{Ana  } {Ben  }]"},
		{"author: {name: Ana, email: ana@x.example, url: 'https://X.example'}", "[{Ana ana@x.example https://x.example}]"},
		{"author: {email: ana@x.example}", "[{ana ana@x.example }]"},
		{"author: Ana@x.example", "[{Ana Ana@x.example }]"},
		{"author: {url: 'https://x.example'}", "[]"},
		{"title: none", "[]"},
	}
	for _, tt := range tests {
		f := File{Path: "a.md", Data: []byte("---\n" + tt.head + "\n---\nWords."), Seen: testSeen}
		list, err := Parse(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(list[0].Entry.Authors); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.head, got, tt.want)
		}
	}
}

// TestIDLine guards the line that a message about a refused id names.
func TestIDLine(t *testing.T) {
	for head, want := range map[string]int{"title: a\nid: b": 3, "title: a": 0} {
		if a := written(t, "---\n"+head+"\n---\nWords."); a.IDLine != want {
			t.Errorf("%q: got line %d, want %d", head, a.IDLine, want)
		}
	}
}

func TestEntryID(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"urn:uuid:6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
		{"URN:UUID:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
		{"6BA7B810-9dad-11d1-80b4-00c04fd430c8", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
		{"tag:x.example,2026-01-03:a/b", "tag:x.example,2026-01-03:a/b"},
		{"https://x.example/a?b=c", "https://x.example/a?b=c"},
	}
	for _, tt := range tests {
		if got := entryID(tt.in); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
	seen := map[string]string{}
	for _, in := range []string{"42", "my post", "https://X.example/a", "https://x.example", "tag:x", "urn:uuid:no", "6ba7b8109dad11d180b400c04fd430c8"} {
		id := entryID(in)
		if !strings.HasPrefix(id, "urn:uuid:") || !isUUID(id[9:]) || id[9+14] != '5' {
			t.Errorf("%q: got %s, want a UUID of version 5", in, id)
		}
		if seen[id] != "" || entryID(in) != id {
			t.Errorf("%q: %s is not its own", in, id)
		}
		seen[id] = in
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Dawn":                   "dawn",
		"../../etc/hosts":        "etc-hosts",
		"Žluťoučký kůň!":         "zlutoucky-kun",
		"日本":                     "",
		"--a__b--":               "a-b",
		"ﬁve ½":                  "five-1-2",
		strings.Repeat("x", 200): strings.Repeat("x", 80),
	} {
		if got := slugOf(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestDates guards which date counts.
func TestDates(t *testing.T) {
	seen := testSeen.Format(time.RFC3339)
	mtime := testSeen.Add(-time.Hour).Format(time.RFC3339)
	tests := []struct{ name, path, head, published, source, updated, embargo string }{
		{"date", "a.md", "date: 2026-01-03", "2026-01-03T00:00:00Z", "header", "", ""},
		{"old date", "a.md", "date: 1889-03-31", "1889-03-31T00:00:00Z", "header", "", ""},
		{"later change", "a.md", "date: 2026-01-03\nlastmod: 2026-01-05", "2026-01-03T00:00:00Z", "header", "2026-01-05T00:00:00Z", ""},
		{"earlier change", "a.md", "date: 2026-01-03\nlastmod: 2025-01-05", "2026-01-03T00:00:00Z", "header", "", ""},
		{"file name", "2026-01-03-a-b.md", "title: A", "2026-01-03T00:00:00Z", "header", "", ""},
		{"file name and date", "2026-01-03-a-b.md", "date: 2026-01-04", "2026-01-04T00:00:00Z", "header", "", ""},
		{"no file name", "2026-13-03-a-b.md", "title: A", mtime, "mtime", "", ""},
		{"mtime", "a.md", "title: A", mtime, "mtime", "", ""},
		{"future date", "a.md", "date: 2026-03-01", "2026-03-01T00:00:00Z", "header", "", "2026-03-01T00:00:00Z"},
		{"future file name", "2026-03-01-a.md", "title: A", "2026-03-01T00:00:00Z", "header", "", "2026-03-01T00:00:00Z"},
		{"date that is now", "a.md", "date: " + seen, seen, "header", "", ""},
		{"publish date", "a.md", "publishDate: 2026-03-01", "2026-03-01T00:00:00Z", "header", "", "2026-03-01T00:00:00Z"},
		{"date and publish date", "a.md", "date: 2026-01-03\npublishDate: 2026-03-01", "2026-03-01T00:00:00Z", "header", "", "2026-03-01T00:00:00Z"},
		{"past publish date", "a.md", "date: 2026-01-03\npublishDate: 2026-01-04", "2026-01-03T00:00:00Z", "header", "", ""},
		{"only past publish date", "a.md", "publishDate: 2026-01-04", "2026-01-04T00:00:00Z", "header", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := File{Path: "x/" + tt.path, Data: []byte("---\n" + tt.head + "\n---\nWords."), ModTime: testSeen.Add(-time.Hour), Seen: testSeen}
			list, err := Parse(f, Options{})
			if err != nil {
				t.Fatal(err)
			}
			a := list[0]
			want := tt.published
			if got := a.Entry.Published.Format(time.RFC3339); got != want || a.Entry.DateSource != tt.source {
				t.Errorf("got published %s from %s, want %s from %s", got, a.Entry.DateSource, want, tt.source)
			}
			if tt.updated != "" {
				want = tt.updated
			}
			if got := a.Entry.Updated.Format(time.RFC3339); got != want {
				t.Errorf("got updated %s, want %s", got, want)
			}
			if got := a.Embargo.Format(time.RFC3339); got != tt.embargo && !(a.Embargo.IsZero() && tt.embargo == "") {
				t.Errorf("got embargo %s, want %s", got, tt.embargo)
			}
		})
	}
	f := File{Path: "2026-01-03-a-b.md", Data: []byte("Words."), ModTime: testSeen.Add(time.Hour), Seen: testSeen}
	list, err := Parse(f, Options{})
	if err != nil || list[0].Entry.Slug != "a-b" {
		t.Errorf("got %v, %v, want the slug of the file name", list, err)
	}
	f.Path = "a.md" // the mtime is after the moment it was seen
	list, err = Parse(f, Options{})
	if err != nil || !list[0].Entry.Published.Equal(testSeen) || list[0].Entry.DateSource != feed.DateFirstSeen {
		t.Errorf("got %v, %v, want the moment it was seen", list, err)
	}
	f.ModTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // what some archives give
	list, err = Parse(f, Options{})
	if err != nil || list[0].Entry.DateSource != feed.DateFirstSeen {
		t.Errorf("got %v, %v, want the moment it was seen", list, err)
	}
}

func TestDraftAndExpiry(t *testing.T) {
	for head, want := range map[string]bool{
		"draft: true":           true,
		"draft: false":          false,
		"draft: maybe":          true,
		"published: false":      true,
		"published: true":       false,
		"published: 2026-01-03": false,
		"status: draft":         true,
		"status: published":     false,
	} {
		if a := written(t, "---\n"+head+"\n---\nWords."); a.Draft != want {
			t.Errorf("%s: got %v", head, a.Draft)
		}
	}
	a := written(t, "---\nexpiryDate: 2026-05-01T10:00:00+02:00\n---\nWords.")
	if got := a.Expires.Format(time.RFC3339); got != "2026-05-01T08:00:00Z" {
		t.Errorf("got %s", got)
	}
}
