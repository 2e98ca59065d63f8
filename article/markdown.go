package article

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	mdhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"feedd/feed"
)

// Markdown is CommonMark 0.31 with GitHub's tables, strike-through, task lists
// and bare links, and with footnotes. All are safe for concurrent use.
//
// Looking for bare links makes the parser stop at every space, so a text that
// has none is parsed without.
var (
	mdParser      = newMarkdownParser()
	mdParserLinks = newMarkdownParser(util.Prioritized(extension.NewLinkifyParser(), 999))
	mdRenderer    = newMarkdownRenderer()
)

func newMarkdownParser(more ...util.PrioritizedValue) parser.Parser {
	prioritized := util.Prioritized
	blocks := append(parser.DefaultBlockParsers(), prioritized(extension.NewFootnoteBlockParser(), 999))
	blocks = append(slices.DeleteFunc(blocks, isHeadingParser), // these take an option
		prioritized(parser.NewSetextHeadingParser(parser.WithAutoHeadingID()), 100),
		prioritized(parser.NewATXHeadingParser(parser.WithAutoHeadingID()), 600))
	inlines := append(parser.DefaultInlineParsers(),
		prioritized(extension.NewTaskCheckBoxParser(), 0),
		prioritized(extension.NewFootnoteParser(), 101),
		prioritized(extension.NewStrikethroughParser(), 500))
	inlines = append(inlines, more...)
	paragraphs := append(parser.DefaultParagraphTransformers(),
		prioritized(extension.NewTableParagraphTransformer(), 200))
	for i, p := range blocks {
		blocks[i].Value = meteredBlock{p.Value.(parser.BlockParser)}
	}
	for i, p := range inlines {
		inlines[i].Value = meteredInline{p.Value.(parser.InlineParser)}
	}
	for i, p := range paragraphs {
		paragraphs[i].Value = meteredParagraph{p.Value.(parser.ParagraphTransformer)}
	}
	return parser.NewParser(
		parser.WithBlockParsers(blocks...),
		parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(paragraphs...),
		parser.WithASTTransformers(
			prioritized(extension.NewTableASTTransformer(), 0),
			prioritized(extension.NewFootnoteASTTransformer(), 999)))
}

func isHeadingParser(p util.PrioritizedValue) bool { return p.Priority == 100 || p.Priority == 600 }

func newMarkdownRenderer() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(linkRenderer{}, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(
			extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(extension.WithFootnoteIDPrefix(anchor)), 500),
		util.Prioritized(mdhtml.NewRenderer(mdhtml.WithUnsafe()), 1000), // what is unsafe is sanitised
	))
}

// readMarkdown renders Markdown. Without raw HTML the output is made of a few
// elements only, with URLs that were rewritten before, and is balanced: that
// is published as it is, since sanitising it would change nothing. A document
// with raw HTML is sanitised whole.
func readMarkdown(body string, line int, title string, l Limits) (page, error) {
	src := []byte(body)
	b := markdownBudget
	b.nesting = l.Nesting
	root, err := parseMarkdown(src, line, b)
	if err != nil {
		return page{}, err
	}
	var p page
	p.title, p.line = takeHeading(root, src, line, title)
	s := survey{source: src, depth: 2 * l.Nesting}
	s.visit(root, 0)
	limit := 20*len(src) + 64<<10
	if s.tooDeep || s.urls > limit {
		return page{}, lineErrorf(0, "text is nested or repeats its links beyond the limit; make it simpler")
	}
	out := &limited{limit: limit}
	out.buf.Grow(len(src) + len(src)/4)
	if err := mdRenderer.Render(out, src, root); err != nil {
		return page{}, lineErrorf(0, "becomes more than 20 times as long as HTML; make it simpler")
	}
	p.content, err = finishMarkdown(out.buf.String(), s, l)
	return p, err
}

func parseMarkdown(src []byte, line int, b budget) (ast.Node, error) {
	if n := bytes.Count(src, []byte("\n")); n > b.lines {
		return nil, lineErrorf(line+b.lines, "text has %d lines; the limit is %d; split it", n, b.lines)
	}
	m := &meter{budget: b}
	pc := parser.NewContext(parser.WithIDs(&headingIDs{}))
	pc.Set(meterKey, m)
	p := mdParser
	if hasBareLinks(src) {
		p = mdParserLinks
	}
	root := p.Parse(text.NewReader(src), parser.WithContext(pc))
	if m.spent() {
		return nil, lineErrorf(line+bytes.Count(src[:min(m.at, len(src))], []byte("\n")), "%s", m.reason)
	}
	return root, nil
}

// hasBareLinks tells whether a text may have a URL or an address that is no
// link yet.
func hasBareLinks(src []byte) bool {
	if bytes.IndexByte(src, '@') >= 0 {
		return true
	}
	for _, sign := range []string{"http:", "https:", "ftp:", "www."} {
		for at := 0; ; at += len(sign) {
			i := bytes.Index(src[at:], []byte(sign))
			if i < 0 {
				break
			}
			if at += i; mayBeBare(src[:at]) {
				return true
			}
		}
	}
	return false
}

// mayBeBare looks at what stands before a URL: "](" is the link that most
// texts have, quotes are those of an attribute.
func mayBeBare(before []byte) bool {
	if len(before) == 0 {
		return true
	}
	last := before[len(before)-1]
	return !bytes.HasSuffix(before, []byte("](")) && strings.IndexByte(`"'=/`, last) < 0 && !util.IsAlphaNumeric(last)
}

func finishMarkdown(out string, s survey, l Limits) (string, error) {
	if s.rawHTML {
		content, err := sanitize(out, l)
		return content, shiftToWhole(err)
	}
	if s.footnotes { // in text a quotation mark is escaped, so these are links
		out = strings.ReplaceAll(out, `<a href="#`, `<a href="`+feed.EntryRef+`#`)
	}
	return clean(out), nil
}

// shiftToWhole takes the line out of an error that is about HTML which is in
// no file.
func shiftToWhole(err error) error {
	if e, ok := errors.AsType[*lineError](err); ok {
		return &lineError{0, e.reason}
	}
	return err
}

// takeHeading removes the heading that opens the text and returns what it
// says. When the metadata has a title, a heading that says something else
// stays.
func takeHeading(root ast.Node, src []byte, line int, known string) (title string, at int) {
	n := root.FirstChild()
	for n != nil && (isComment(n, src) || n.Kind() == ast.KindLinkReferenceDefinition || isEmptyHeading(n, src)) {
		n = n.NextSibling()
	}
	h, ok := n.(*ast.Heading)
	if !ok {
		return "", 0
	}
	title = plainText(h, src)
	if !hasWords(title) || known != "" && textKey(title) != textKey(known) {
		return "", 0
	}
	if h.Lines().Len() > 0 {
		line += bytes.Count(src[:h.Lines().At(0).Start], []byte("\n"))
	}
	root.RemoveChild(root, h)
	return title, line
}

// isComment tells whether a block is an HTML comment and nothing else, as the
// marks that some tools put after a summary.
func isComment(n ast.Node, src []byte) bool {
	h, ok := n.(*ast.HTMLBlock)
	if !ok || h.HTMLBlockType != ast.HTMLBlockType2 || h.Lines().Len() == 0 {
		return false
	}
	raw := string(h.Lines().Value(src))
	if h.HasClosure() {
		raw += string(h.ClosureLine.Value(src))
	}
	inner, ok := strings.CutPrefix(strings.TrimSpace(raw), "<!--")
	end := strings.Index(inner, "-->")
	return ok && end >= 0 && end == len(inner)-len("-->")
}
