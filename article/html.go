package article

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"
)

// readHTML finds the article in a page (HTML Living Standard): the article,
// main or body element without the parts that belong to the site, and what the
// head tells about it.
func readHTML(body string, line int, title string, l Limits) (page, error) {
	if err := checkMarkup(body); err != nil {
		return page{}, shiftLine(err, line-1)
	}
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return page{}, lineErrorf(0, "%v; simplify the markup", err)
	}
	h := readHead(doc, func(value string) int { return line - 1 + max(1, lineOf(body, value)) })
	root := contentRoot(doc)
	removeFurniture(root)
	p := page{fields: h.fields, lang: h.lang}
	known := knownTitle(title, h)
	p.line = line
	if p.title = takeTitle(root, mainHeading, known); p.title == "" {
		p.title = takeTitle(root, lowerHeadings, cmp.Or(known, h.title))
	}
	if p.title == "" && title == "" {
		p.title = h.title
	}
	content, err := sanitizeNodes(detach(root), l)
	p.content = strings.TrimLeft(content, "\n\t ")
	return p, err
}

// knownTitle is the title that the heading of the text may repeat.
func knownTitle(title string, h head) string {
	if title != "" {
		return title
	}
	for _, f := range h.fields {
		if f.key == "title" {
			return *f.text
		}
	}
	return ""
}

// shiftLine moves an error to where in the file the text begins.
func shiftLine(err error, lines int) error {
	if e, ok := err.(*lineError); ok && e.line > 0 {
		return &lineError{e.line + lines, e.reason}
	}
	return err
}

// A head is what a page tells about its article.
type head struct {
	fields []field
	title  string // of the title element: the site's name may be in it
	lang   string
}

// metaKeys name the metadata that meta elements hold: HTML's own names, Open
// Graph, Dublin Core, and those of schema.org.
var metaKeys = map[string]string{
	"og:title":               "title",
	"description":            "description",
	"og:description":         "excerpt",
	"dc.description":         "excerpt",
	"summary":                "summary",
	"author":                 "author",
	"authors":                "authors",
	"dc.creator":             "author",
	"date":                   "date",
	"dc.date":                "created",
	"datepublished":          "datepublished",
	"article:published_time": "published",
	"article:modified_time":  "modified",
	"modified":               "updated",
	"datemodified":           "datemodified",
	"article:tag":            "tags",
	"tags":                   "tags",
	"category":               "category",
	"keywords":               "keywords",
	"og:image":               "image",
	"slug":                   "slug",
	"status":                 "status",
	"dc.rights":              "rights",
	"copyright":              "copyright",
}

// maxHeadFields bounds what is read of a head: each is looked for in the file.
const maxHeadFields = 100

func readHead(doc *html.Node, lineOf func(string) int) head {
	var h head
	add := func(key, v string) {
		if v = strings.TrimSpace(v); v != "" && len(h.fields) < maxHeadFields {
			h.fields = append(h.fields, field{key, lineOf(v), textValue(v)})
		}
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			h.lang = languageTag(attribute(n, "lang"))
		case atom.Title:
			if h.title == "" {
				h.title = textOf(n)
			}
		case atom.Link:
			if hasWord(attribute(n, "rel"), "canonical") {
				add("canonical", attribute(n, "href"))
			}
		case atom.Meta:
			if key := metaKeys[metaName(n)]; key != "" {
				add(key, attribute(n, "content"))
			}
		case atom.Time:
			if attribute(n, "itemprop") == "datePublished" || hasAttribute(n, "pubdate") {
				add("created", attribute(n, "datetime"))
			}
		}
	}
	return h
}

func metaName(n *html.Node) string {
	for _, key := range []string{"name", "property", "itemprop"} {
		if v := attribute(n, key); v != "" {
			return strings.ToLower(v)
		}
	}
	return ""
}

func hasWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// languageTag returns a tag of BCP 47 in its canonical form, "" for one that
// names no language, as those for private use alone.
func languageTag(s string) string {
	tag, err := language.Parse(s)
	base, _, _ := tag.Raw()
	if s == "" || err != nil || base.String() == "und" {
		return ""
	}
	return tag.String()
}

// textOf returns the text in an element, on one line.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !isDropped[c.Parent.Data] || c.Type == html.TextNode && c.Parent == n {
			b.WriteString(c.Data)
		}
	}
	return foldSpace(normal(b.String()))
}

// contentRoot returns the element that holds the article: of several article
// elements the longest, as the others are teasers.
func contentRoot(doc *html.Node) *html.Node {
	var articles []*html.Node
	var main, body *html.Node
	for n := range doc.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Article:
			articles = append(articles, n)
		case main == nil && (n.DataAtom == atom.Main || attribute(n, "role") == "main"):
			main = n
		case body == nil && n.DataAtom == atom.Body:
			body = n
		}
	}
	if best := longest(articles); best != nil {
		return best
	}
	if main != nil {
		return main
	}
	if body != nil {
		return body
	}
	return doc
}

// longest returns the element with the most text. An element within another
// has no more than that, so each text is counted for the outermost alone.
func longest(nodes []*html.Node) *html.Node {
	var best *html.Node
	length := -1
	for _, n := range nodes {
		if inArticle(n) {
			continue
		}
		if k := utf8.RuneCountInString(textOf(n)); k > length {
			best, length = n, k
		}
	}
	return best
}

func inArticle(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.DataAtom == atom.Article {
			return true
		}
	}
	return false
}

// removeFurniture takes out what belongs to the page and not to the article.
func removeFurniture(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if isFurniture(c) {
			n.RemoveChild(c)
		} else {
			removeFurniture(c)
		}
		c = next
	}
}

func isFurniture(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.DataAtom {
	case atom.Nav, atom.Aside, atom.Form, atom.Menu:
		return true
	case atom.Header, atom.Footer: // of the page; an article may have its own
		return n.Parent != nil && n.Parent.DataAtom == atom.Body
	}
	role := attribute(n, "role")
	return hasAttribute(n, "hidden") || attribute(n, "aria-hidden") == "true" || role == "navigation" || role == "search" || role == "banner"
}

var (
	mainHeading   = setOf([]string{"h1"})
	lowerHeadings = setOf([]string{"h2", "h3", "h4", "h5", "h6"})
)

// takeTitle removes the first of the headings that has words and returns them,
// if it stands before the text: that is the title, not content. One that says
// something else than the title that is known stays.
func takeTitle(root *html.Node, headings map[string]bool, known string) string {
	for n := range root.Descendants() {
		if n.Type == html.TextNode && hasWords(n.Data) && !isDropped[n.Parent.Data] && !inHeader(n, root) {
			return ""
		}
		if n.Type != html.ElementNode || !headings[n.Data] {
			continue
		}
		text := textOf(n)
		if !hasWords(text) {
			continue
		}
		if known != "" && textKey(text) != textKey(known) {
			return ""
		}
		n.Parent.RemoveChild(n)
		return text
	}
	return ""
}

// inHeader tells whether a text is in the header of the article, where the
// section's name may stand above the title.
func inHeader(n, root *html.Node) bool {
	for a := range n.Ancestors() {
		if a == root {
			return false
		}
		if a.DataAtom == atom.Header {
			return true
		}
	}
	return false
}

func detach(root *html.Node) []*html.Node {
	var nodes []*html.Node
	for c := root.FirstChild; c != nil; c = root.FirstChild {
		root.RemoveChild(c)
		nodes = append(nodes, c)
	}
	return nodes
}
