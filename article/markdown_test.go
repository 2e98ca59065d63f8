package article

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"feedd/feed"
)

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"emphasis", "a *b* **c** ~~d~~ `e*`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e*</code></p>\n"},
		{"no typography", `"a" -- 'b'...`, "<p>&quot;a&quot; -- 'b'...</p>\n"},
		{"heading", "b\n\n## A b, c\n\n## A b, c", "<p>b</p>\n<h2 id=\"at-a-b-c\">A b, c</h2>\n<h2 id=\"at-a-b-c--2\">A b, c</h2>\n"},
		{"heading in other letters", "b\n\n## Žluťoučký **kůň**", "<p>b</p>\n<h2 id=\"at-žluťoučký-kůň\">Žluťoučký <strong>kůň</strong></h2>\n"},
		{"link", `[a](b/c.html "d & 'e'")`, "<p><a href=\"feedd-entry:b/c.html\" title=\"d &amp; &#39;e&#39;\">a</a></p>\n"},
		{"link with entities", `[a](/b?c=1&amp;d=2&copy=3)`, "<p><a href=\"feedd-site:/b?c=1&amp;d=2%C2%A9=3\">a</a></p>\n"},
		{"link to a heading", "[a](#b-c)", "<p><a href=\"feedd-entry:#at-b-c\">a</a></p>\n"},
		{"link to a script", "[a *b*](javascript:c) d", "<p>a <em>b</em> d</p>\n"},
		{"link by reference", "[a]\n\n[a]: <javascript:b> 'c'", "<p>a</p>\n"},
		{"nested refused links", "[![a](data:b)](javascript:c)", "<p>a</p>\n"},
		{"image", `![a *b* "c"](d.png 'e')`, "<p><img src=\"feedd-entry:d.png\" alt=\"a b &#34;c&#34;\" title=\"e\"></p>\n"},
		{"image by mail", "a ![b](mailto:c@d.example)", "<p>a b</p>\n"},
		{"bare link", "see https://x.example/a, www.x.example", "<p>see <a href=\"https://x.example/a\">https://x.example/a</a>, <a href=\"http://www.x.example\">www.x.example</a></p>\n"},
		{"mail", "<ana@x.example>", "<p><a href=\"mailto:ana@x.example\">ana@x.example</a></p>\n"},
		{"refused automatic link", "a <javascript:b&c>", "<p>a javascript:b&amp;c</p>\n"},
		{"task list", "- [x] a\n- [ ] b", "<ul>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> a</li>\n<li><input disabled=\"\" type=\"checkbox\"> b</li>\n</ul>\n"},
		{"table", "a|b\n-|-:\nc|d", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n<td align=\"right\">d</td>\n</tr>\n</tbody>\n</table>\n"},
		{"code", "```go x\na < \"b\"\n```", "<pre><code class=\"language-go\">a &lt; &quot;b&quot;\n</code></pre>\n"},
		{"code in an odd language", "```\"><script>\na\n```", "<pre><code>a\n</code></pre>\n"},
		{"code like a footnote", "a[^1] `<a href=\"#b\">`\n\n[^1]: c", "<p>a<sup id=\"at-fnref:1\"><a href=\"feedd-entry:#at-fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup> " +
			"<code>&lt;a href=&quot;#b&quot;&gt;</code></p>\n<div class=\"footnotes\" role=\"doc-endnotes\">\n<hr>\n<ol>\n<li id=\"at-fn:1\">\n<p>c&#160;<a href=\"feedd-entry:#at-fnref:1\" " +
			"class=\"footnote-backref\" role=\"doc-backlink\">&#x21a9;&#xfe0e;</a></p>\n</li>\n</ol>\n</div>\n"},
		{"raw html", "a <b onclick='c'>d</b>\n\n<div>\n\n*e*\n\n</div>", "<p>a <b>d</b></p>\n<div>\n<p><em>e</em></p>\n</div>"},
		{"raw html that is not closed", "<div>\n\na <b>b", "<div>\n<p>a <b>b</b></p><b>\n</b></div>"},
		{"comment", "a\n\n<!-- more\n\nb -->\n\nc", "<p>a</p>\n<p>c</p>\n"},
		{"comment with more behind it", "<!-- a --> <i>b</i>", " <i>b</i>"},
		{"reference to a control", "a&#1;&#x202e;b", "<p>ab</p>\n"},
		{"markers in text", "=\"feedd-entry: a\" <p title='=\"feedd-site:/'>", "<p>=&#34;feedd-entry: a&#34; </p><p title=\"=&#34;feedd-site:/\"></p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := readMarkdown(tt.in, 1, "", Limits{}.withDefaults())
			if err != nil {
				t.Fatal(err)
			}
			if p.content != tt.want {
				t.Errorf("got  %q\nwant %q", p.content, tt.want)
			}
			if problem := checkContent(p.content) + checkSettled(p.content); problem != "" {
				t.Errorf("got %q, which %s", p.content, problem)
			}
		})
	}
}

func TestMarkdownTitle(t *testing.T) {
	tests := []struct{ name, in, title, source, content string }{
		{"heading", "# A *b* &amp; `c`\n\nText.", "A b & c", feed.TitleGiven, "<p>Text.</p>\n"},
		{"heading by underline", "A\nb\n===\n\nText.", "A b", feed.TitleGiven, "<p>Text.</p>\n"},
		{"heading after a comment", "<!-- a -->\n\n# B\n\nText.", "B", feed.TitleGiven, "<p>Text.</p>\n"},
		{"heading in the middle", "Text, as it is.\n\n# A", "Text, as it is", feed.TitleLead, "<p>Text, as it is.</p>\n<h1 id=\"at-a\">A</h1>\n"},
		{"metadata and the same heading", "---\ntitle: A b\n---\n# A *B*\n\nText.", "A b", feed.TitleGiven, "<p>Text.</p>\n"},
		{"metadata and another heading", "---\ntitle: A\n---\n# B\n\nText.", "A", feed.TitleGiven, "<h1 id=\"at-b\">B</h1>\n<p>Text.</p>\n"},
		{"lower heading", "## A\n\nText.", "A", feed.TitleGiven, "<p>Text.</p>\n"},
		{"empty heading above", "#\n\n## A\n\nText.\n\n##\n\nMore.", "A", feed.TitleGiven, "<p>Text.</p>\n<p>More.</p>\n"},
		{"first line", "How it was\n\nText, as it is.", "How it was", feed.TitleFirstLine, "<p>How it was</p>\n<p>Text, as it is.</p>\n"},
		{"escaped title", "---\ntitle: \"a\\u0007\\n  b <c>\"\n---\nText.", "a b <c>", feed.TitleGiven, "<p>Text.</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := written(t, tt.in)
			if a.Entry.Title != tt.title || a.Entry.TitleSource != tt.source {
				t.Errorf("got title %q from %s, want %q from %s", a.Entry.Title, a.Entry.TitleSource, tt.title, tt.source)
			}
			if a.Entry.Content != tt.content {
				t.Errorf("got content %q, want %q", a.Entry.Content, tt.content)
			}
		})
	}
}

// TestBareLinks guards that a text is parsed without looking for links only if
// that makes no difference.
func TestBareLinks(t *testing.T) {
	for in, want := range map[string]bool{
		"a [b](https://x.example/c) d [e](http://x.example)": false,
		`<a href="https://x.example">a</a>`:                  false,
		"a b c":                                              false,
		"https://x.example":                                  true,
		"a\nhttps://x.example":                               true,
		"a (https://x.example) b":                            true,
		"[a](https://x.example) https://x.example":           true,
		"**a**https://x.example":                             true,
		"a | b\n-|-\nc |www.x.example":                       true,
		"[^1]:http://x.example":                              true,
		"ana@x.example":                                      true,
	} {
		if got := hasBareLinks([]byte(in)); got != want {
			t.Errorf("%q: got %v", in, got)
		}
		if want {
			continue
		}
		with, err := renderWith(mdParserLinks, in)
		without, err2 := renderWith(mdParser, in)
		if err != nil || err2 != nil || with != without {
			t.Errorf("%q: got %q with links and %q without", in, with, without)
		}
	}
}

func renderWith(p parser.Parser, in string) (string, error) {
	pc := parser.NewContext(parser.WithIDs(&headingIDs{}))
	pc.Set(meterKey, &meter{budget: testBudget()})
	var b strings.Builder
	err := mdRenderer.Render(&b, []byte(in), p.Parse(text.NewReader([]byte(in)), parser.WithContext(pc)))
	return b.String(), err
}

// TestText guards what ids are computed from: the words, and neither the title
// nor the markup.
func TestText(t *testing.T) {
	want := "some words here and more"
	for _, in := range []string{
		"# A title\n\nSome *words* here.\n\n- and [more](b)",
		"---\ntitle: Another\ndate: 2026-01-03\n---\nSome words here. **And** more",
		"# A title\n\n<p>Some <b>words</b> here</p>\n\n<div>and more</div>",
	} {
		if got := written(t, in).Text; got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if a, b := written(t, "# A\n\n![](b.png)"), written(t, "# B\n\n![](b.png)"); a.Text == "" || a.Text == b.Text {
		t.Errorf("got %q and %q for articles without words", a.Text, b.Text)
	}
}

// TestPlainIsSettled guards the assumption that plain Markdown is published as it
// is rendered: sanitising it changes nothing.
func TestPlainIsSettled(t *testing.T) {
	for i := range 50 {
		f := corpusMarkdown(i)
		p, err := readMarkdown(string(f.Data), 1, "", Limits{}.withDefaults())
		if err != nil {
			t.Fatal(err)
		}
		if problem := checkContent(p.content) + checkSettled(p.content); problem != "" {
			t.Errorf("%s: %s", f.Path, problem)
		}
	}
}

func TestFrontMatterOrBreak(t *testing.T) {
	tests := []struct{ name, path, in, content string }{
		{"break", "a.md", "---\n\nText, as it is.", "<hr>\n<p>Text, as it is.</p>\n"},
		{"empty front matter", "a.md", "---\n---\nText, as it is.", "<p>Text, as it is.</p>\n"},
		{"front matter after a blank line", "a.md", "---\n\nlang: en\n---\nText, as it is.", "<p>Text, as it is.</p>\n"},
		{"dots", "a.md", "---\nlang: en\n...\nText, as it is.", "<p>Text, as it is.</p>\n"},
		{"spaces", "a.md", "--- \nlang: en\n--- \nText, as it is.", "<p>Text, as it is.</p>\n"},
		{"crlf", "a.md", "---\r\nlang: en\r\n---\r\nText, as it is.", "<p>Text, as it is.</p>\n"},
		{"brace", "a.md", "{{< figure >}}\n\nText, as it is.", "<p>{{&lt; figure &gt;}}</p>\n<p>Text, as it is.</p>\n"},
		{"toml between dashes", "a.md", "---toml\nlang = 'en'\n---\nText, as it is.", "<p>Text, as it is.</p>\n"},
		{"plain text", "a.txt", "---\nlang: en\n---\n*Text*, as it is.", "<p><em>Text</em>, as it is.</p>\n"},
		{"html", "a.html", "---\nlang: en\n---\n<p>Text, as it is.</p>", "<p>Text, as it is.</p>"},
	}
	for _, tt := range tests {
		list, err := Parse(File{Path: tt.path, Data: []byte(tt.in), Seen: testSeen}, Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := list[0].Entry.Content; got != tt.content || list[0].Wire {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.content)
		}
	}
}

// TestDispatch guards which files are wire copy.
func TestDispatch(t *testing.T) {
	wire := "PARIS, Jan. 3 (Reuters) — The ministers met again on Saturday and agreed on nothing at all, they said.\n\nThey will meet again."
	tests := []struct {
		name, path, in string
		wire           bool
	}{
		{"wire", "a.txt", wire, true},
		{"no extension", "README", wire, true},
		{"wire in markdown", "a.md", wire, true},
		{"wire with a heading", "a.md", "# Ministers meet\n\n" + wire, false},
		{"wire with front matter", "a.md", "---\nlang: en\n---\n" + wire, false},
		{"markdown", "a.md", "The ministers met — again.", false},
		{"divided wire", "a.txt", "---\n" + wire, true},
		{"capitals", "a.MD", "# A\n\nText.", false},
	}
	for _, tt := range tests {
		list, err := Parse(File{Path: tt.path, Data: []byte(tt.in), ModTime: testSeen, Seen: testSeen}, Options{Language: "en"})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if list[0].Wire != tt.wire {
			t.Errorf("%s: got wire %v", tt.name, list[0].Wire)
		}
	}
}
