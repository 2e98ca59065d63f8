package article

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestHTMLPage(t *testing.T) {
	page := `<!doctype html>
<html lang="pt-br"><head>
<title>The harbour | Coast Daily</title>
<meta property="og:title" content="The harbour at dawn">
<meta name="description" content="How it wakes">
<meta name="author" content="Ana Novak">
<meta property="article:published_time" content="2026-01-03T10:00:00+01:00">
<meta property="article:modified_time" content="2026-01-04T00:00:00Z">
<meta name="keywords" content="coast, boats">
<meta property="article:tag" content="Boats">
<meta property="og:image" content="https://x.example/a.png">
<link rel="canonical" href="https://x.example/dawn">
<style>p{}</style><script>a()</script>
</head><body>
<header><h1>Coast Daily</h1><nav><a href="/">Home</a></nav></header>
<main>
<article class="teaser"><h2>Another</h2></article>
<article><header><p>News</p><h1>The harbour at dawn</h1></header>
<p>Nobody <em>sees</em> it. <a href="/more">More</a></p>
<aside>Advertisement</aside><form><button>Subscribe</button></form>
<div hidden>Hidden</div>
<p>It wakes.</p><footer>By Ana</footer></article>
</main><footer>Imprint</footer></body></html>`
	list, err := Parse(File{Path: "a.html", Data: []byte(page), Seen: testSeen}, Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	e := list[0].Entry
	got := fmt.Sprintf("%s|%s|%s|%v|%s|%s|%v|%s|%s|%s", e.Title, e.TitleSource, e.Summary, e.Authors, e.Published.Format(time.RFC3339),
		e.Updated.Format(time.RFC3339), e.Categories, e.Image, e.Link, e.Language)
	want := "The harbour at dawn|given|How it wakes|[{Ana Novak  }]|2026-01-03T09:00:00Z|2026-01-04T00:00:00Z|[coast boats]|" +
		"https://x.example/a.png|https://x.example/dawn|pt-BR"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	content := strings.Join(strings.Fields(e.Content), " ")
	if content != `<header><p>News</p></header> <p>Nobody <em>sees</em> it. <a href="feedd-site:/more">More</a></p> <p>It wakes.</p><footer>By Ana</footer>` {
		t.Errorf("got content %s", content)
	}
}

func TestHTMLTitle(t *testing.T) {
	tests := []struct{ name, in, title, content string }{
		{"heading before title", "<title>A - Site</title><h1>A</h1><p>b</p>", "A", "<p>b</p>"},
		{"title alone", "<title>A</title><p>b</p>", "A", "<p>b</p>"},
		{"heading in the text", "<title>A</title><p>b</p><h1>C</h1>", "A", "<p>b</p><h1>C</h1>"},
		{"open graph and another heading", "<meta property=og:title content=A><h1>C</h1><p>b</p>", "A", "<h1>C</h1><p>b</p>"},
		{"front matter", "---\ntitle: A\n---\n<h1>A</h1><p>b</p>", "A", "<p>b</p>"},
		{"markup in the heading", "<h1>A <b>&amp;</b><script>x</script> c</h1><p>b</p>", "A & c", "<p>b</p>"},
		{"title of an image", "<title>A</title><svg><title>x</title></svg><p>b</p>", "A", "<p>b</p>"},
		{"empty heading and title", "<title></title><h1></h1><h2>Sub first</h2><p>b</p>", "Sub first", "<p>b</p>"},
		{"title repeated below", "<title>A</title><h2>A</h2><p>b</p>", "A", "<p>b</p>"},
		{"title and a lower heading", "<title>A</title><h2>C</h2><p>b</p>", "A", "<h2>C</h2><p>b</p>"},
		{"lower heading in the header", "<article><header><h2>News</h2><h1>A</h1></header><p>b</p></article>", "A", "<header><h2>News</h2></header><p>b</p>"},
		{"fragment", "<p>b is a word, and more follow it.</p>", "b is a word, and more follow it", "<p>b is a word, and more follow it.</p>"},
	}
	for _, tt := range tests {
		list, err := Parse(File{Path: "a.html", Data: []byte(tt.in), Seen: testSeen}, Options{Language: "en"})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if e := list[0].Entry; e.Title != tt.title || e.Content != tt.content {
			t.Errorf("%s: got %q and %q, want %q and %q", tt.name, e.Title, e.Content, tt.title, tt.content)
		}
	}
}
