package article

import (
	"strings"

	"golang.org/x/net/html"
)

// A block is a paragraph, heading, list item or the like as plain text.
type block struct {
	tag  string // of what it is in: "p", "h2", "li" …
	text string // one line
}

func (b block) isHeading() bool { return len(b.tag) == 2 && b.tag[0] == 'h' }

// isRunning tells the paragraphs of the text from headings, and from what is
// in a list, a table, code or a caption.
func (b block) isRunning() bool { return b.tag == "p" }

var (
	// blockTags are the elements that begin and end a block.
	blockTags = setOf([]string{
		"article", "aside", "audio", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
		"footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "picture", "pre", "section",
		"summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video",
	})

	// asideTags are those whose blocks are no running text.
	asideTags = setOf([]string{
		"aside", "caption", "dd", "dt", "figcaption", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "summary",
		"table",
	})
)

// blocksOf returns the text of sanitised HTML. It relies on what that is: tags
// are lower case and balanced, and "<" and ">" stand nowhere but around them.
func blocksOf(content string) []block {
	var blocks []block
	var inside []string // the asides that are open
	var b strings.Builder
	note := false
	end := func() {
		tag := "p"
		if len(inside) > 0 {
			tag = inside[len(inside)-1]
		}
		text := b.String()
		if strings.Contains(text, "&") {
			text = html.UnescapeString(text)
		}
		if text = foldSpace(normal(text)); text != "" {
			blocks = append(blocks, block{tag, text})
		}
		b.Reset()
	}
	for content != "" {
		text, rest, _ := strings.Cut(content, "<")
		if !note { // the number of a footnote is not text
			b.WriteString(text)
		}
		var element string
		element, content, _ = strings.Cut(rest, ">")
		name, closing := tagName(element)
		switch {
		case name == "a":
			note = !closing && strings.Contains(element, ` role="doc-`)
		case name == "br":
			b.WriteByte('\n')
		case blockTags[name]:
			end()
			inside = nest(inside, name, closing)
		}
	}
	end()
	return blocks
}

func tagName(element string) (name string, closing bool) {
	name, closing = strings.CutPrefix(element, "/")
	if i := strings.IndexAny(name, " /"); i >= 0 {
		name = name[:i]
	}
	return name, closing
}

func nest(inside []string, name string, closing bool) []string {
	switch {
	case !asideTags[name]:
	case !closing:
		return append(inside, name)
	case len(inside) > 0:
		return inside[:len(inside)-1]
	}
	return inside
}

// paragraphs returns the running text, or all if there is none.
func paragraphs(blocks []block) []string {
	var running, all []string
	for _, b := range blocks {
		if b.isRunning() {
			running = append(running, b.text)
		}
		all = append(all, b.text)
	}
	if running == nil {
		return all
	}
	return running
}

func joinBlocks(blocks []block) string {
	var b strings.Builder
	for _, bl := range blocks {
		b.WriteString(bl.text)
		b.WriteByte('\n')
	}
	return b.String()
}
