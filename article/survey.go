package article

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// A survey is what a walk through a document finds before it is rendered.
type survey struct {
	source []byte
	depth  int

	rawHTML, footnotes, tooDeep bool

	urls int // bytes of URLs and titles: a definition may be used many times
}

// visit makes the links of a document ready for publication, and leaves out
// what is no content.
func (s *survey) visit(n ast.Node, depth int) {
	if depth > s.depth {
		s.tooDeep = true
		return
	}
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		switch v := c.(type) {
		case *ast.HTMLBlock:
			s.visitHTML(n, v)
		case *ast.RawHTML:
			s.rawHTML = true
		case *ast.Text:
			// "&#1;" and the like are for the HTML parser to resolve
			s.rawHTML = s.rawHTML || bytes.Contains(v.Segment.Value(s.source), []byte("&#"))
		case *ast.FencedCodeBlock:
			if v.Info != nil && !isCodeLanguage(v.Info.Segment.Value(s.source)) {
				v.Info = nil
			}
		case *ast.Link:
			next = s.visitLink(n, v, &v.Destination, &v.Title, next)
		case *ast.Image:
			s.visitImage(n, v)
		case *ast.AutoLink:
			s.visitAutoLink(n, v)
		case *east.FootnoteList:
			s.footnotes = true
		}
		if c.Parent() == n {
			s.visit(c, depth+1)
		}
		if isEmptyHeading(c, s.source) {
			n.RemoveChild(n, c)
		}
		c = next
	}
}

// isEmptyHeading tells a heading without words and pictures.
func isEmptyHeading(n ast.Node, src []byte) bool {
	if n.Kind() != ast.KindHeading || plainText(n, src) != "" {
		return false
	}
	empty := true
	_ = ast.Walk(n, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindImage, ast.KindRawHTML, east.KindFootnoteLink:
			empty = false
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return empty
}

// codeLanguage is the first word after a fence, if it can be a class.
var codeLanguage = regexp.MustCompile(`^[A-Za-z0-9_+#.-]{1,40}( |$)`)

func isCodeLanguage(info []byte) bool { return codeLanguage.Match(info) }

func (s *survey) visitHTML(parent ast.Node, n *ast.HTMLBlock) {
	if isComment(n, s.source) {
		parent.RemoveChild(parent, n)
		return
	}
	s.rawHTML = true
}

// visitLink puts the published URL in a link. A link that leads nowhere leaves
// its text behind.
func (s *survey) visitLink(parent ast.Node, n ast.Node, dest, title *[]byte, next ast.Node) ast.Node {
	s.urls += len(*dest) + len(*title)
	if s.urls > 20*len(s.source)+64<<10 {
		return next
	}
	ref, ok := rewriteURL(unescapeMarkdown(*dest))
	if ok {
		*dest, *title = []byte(ref), []byte(foldSpace(normal(unescapeMarkdown(*title))))
		return next
	}
	if n.FirstChild() != nil {
		next = n.FirstChild()
	}
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
	return next
}

func (s *survey) visitImage(parent ast.Node, n *ast.Image) {
	s.urls += len(n.Destination) + len(n.Title)
	ref, ok := rewriteURL(unescapeMarkdown(n.Destination))
	if !ok || strings.HasPrefix(ref, "mailto:") || strings.HasPrefix(ref, "tel:") {
		parent.ReplaceChild(parent, n, literal(plainText(n, s.source)))
		return
	}
	n.Destination, n.Title = []byte(ref), []byte(foldSpace(normal(unescapeMarkdown(n.Title))))
}

// visitAutoLink makes a link of a bare URL, or text of one that cannot be
// published.
func (s *survey) visitAutoLink(parent ast.Node, n *ast.AutoLink) {
	raw := string(n.URL(s.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(raw), "mailto:") {
		raw = "mailto:" + raw
	}
	label := literal(string(n.Label(s.source)))
	ref, ok := rewriteURL(raw)
	if !ok {
		parent.ReplaceChild(parent, n, label)
		return
	}
	link := ast.NewLink()
	link.Destination = []byte(ref)
	link.AppendChild(link, label)
	parent.ReplaceChild(parent, n, link)
}

// literal is a text that is written as it is.
func literal(s string) *ast.String {
	n := ast.NewString([]byte(html.EscapeString(s)))
	n.SetCode(true)
	return n
}

// unescapeMarkdown resolves backslashes and references (CommonMark §2.4, §2.5).
func unescapeMarkdown(b []byte) string {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	return html.UnescapeString(string(util.UnescapePunctuations(b)))
}

// plainText returns the text in a heading or link, on one line.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.WriteString(textOfNode(n, src))
			}
		case *ast.String:
			if entering {
				b.WriteString(html.UnescapeString(string(n.Value)))
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(src))
			}
		}
		return ast.WalkContinue, nil
	})
	return foldSpace(normal(b.String()))
}

func textOfNode(n *ast.Text, src []byte) string {
	value := string(n.Segment.Value(src))
	if !n.IsRaw() && n.Parent().Kind() != ast.KindCodeSpan {
		value = unescapeMarkdown([]byte(value))
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		value += " "
	}
	return value
}
