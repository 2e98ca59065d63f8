package page

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"feedd/feed"
)

// faults returns what is wrong with a page whose only h1 should read title.
func faults(page []byte, title string) []string {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	in := &inspection{}
	in.balance(page)
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			in.element(n)
		}
	}
	in.whole(title)
	return in.found
}

type inspection struct {
	found      []string
	mains      int
	headings   []int
	h1         string
	title      string
	lang       bool
	meta, rels []string
	alternates []string
}

func (in *inspection) fault(format string, args ...any) {
	in.found = append(in.found, fmt.Sprintf(format, args...))
}

func (in *inspection) element(n *html.Node) {
	switch n.Data {
	case "script", "style", "iframe", "object", "embed", "form", "base":
		in.fault("a %s element", n.Data)
	case "main":
		in.mains++
	case "html":
		in.lang = attribute(n, "lang") != "" && attribute(n, "dir") != ""
	case "title":
		in.title = text(n)
	case "meta":
		if attribute(n, "content") != "" {
			in.meta = append(in.meta, attribute(n, "name"))
		}
	case "link":
		in.link(n)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		in.headings = append(in.headings, int(n.Data[1]-'0'))
		if n.Data == "h1" {
			in.h1 = text(n)
		}
	}
	for _, a := range n.Attr {
		in.attribute(n.Data, a)
	}
}

func (in *inspection) attribute(element string, a html.Attribute) {
	if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
		in.fault("%s has the attribute %s", element, a.Key)
	}
	if (a.Key == "href" || a.Key == "src") && strings.Contains(strings.ToLower(a.Val), "javascript:") {
		in.fault("%s leads to %s", element, a.Val)
	}
}

func (in *inspection) link(n *html.Node) {
	rel, href := attribute(n, "rel"), attribute(n, "href")
	in.rels = append(in.rels, rel)
	if rel == "alternate" && attribute(n, "title") != "" && strings.HasPrefix(href, "https://press.example/news/") {
		in.alternates = append(in.alternates, attribute(n, "type"))
	}
	if rel == "stylesheet" && strings.Contains(href, ":") {
		in.fault("style sheet from elsewhere: %s", href)
	}
}

func (in *inspection) whole(title string) {
	if in.mains != 1 {
		in.fault("%d main elements", in.mains)
	}
	if !in.lang {
		in.fault("html without lang and dir")
	}
	if strings.Count(fmt.Sprint(in.headings), "1") != 1 || in.h1 != title {
		in.fault("headings %v, the h1 reads %q", in.headings, in.h1)
	}
	if !strings.HasPrefix(in.title, title) {
		in.fault("title reads %q", in.title)
	}
	for i, level := range in.headings {
		if i > 0 && level > in.headings[i-1]+1 {
			in.fault("heading levels %v have a gap", in.headings)
		}
	}
	if !slices.Contains(in.meta, "description") || !slices.Contains(in.meta, "generator") {
		in.fault("meta elements %q", in.meta)
	}
	if !slices.Contains(in.rels, "canonical") || !slices.Contains(in.rels, "stylesheet") {
		in.fault("links %q", in.rels)
	}
	var want []string
	for _, f := range feed.Formats {
		mediaType, _, _ := strings.Cut(f.Type, ";")
		want = append(want, mediaType)
	}
	if !slices.Equal(in.alternates, want) {
		in.fault("autodiscovery of %q, want %q", in.alternates, want)
	}
}

// balance sees to it that every end tag closes the element opened last: the
// parser would mend it in silence.
func (in *inspection) balance(page []byte) {
	void := []string{"meta", "link", "img", "br", "hr"}
	var open []string
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) != 0 {
				in.fault("not closed: %q", open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				in.fault("</%s> closes %q", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
