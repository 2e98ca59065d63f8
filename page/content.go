package page

import (
	"bytes"
	"html/template"
	"strings"
)

// runIn puts the dateline in front of the first paragraph, where newspapers
// print it.
func runIn(dateline, content string) string {
	if dateline == "" {
		return content
	}
	span := `<span class="dateline">` + template.HTMLEscapeString(dateline) + `</span>`
	if rest, ok := strings.CutPrefix(content, "<p>"); ok {
		return "<p>" + span + " " + rest
	}
	return "<p>" + span + "</p>\n" + content
}

// outline gives the headings of an entry's content the levels that they need
// below the page's own h1: none is skipped, and what stood under another
// heading still does. Everything else stays as it is. In sanitised HTML every
// < begins a tag.
func outline(content string) string {
	if !strings.Contains(content, "<h") {
		return content
	}
	html := []byte(content)
	var open []byte // levels as written, '1' to '6', of the headings that the text stands under
	for i := nextTag(html, 0); i < len(html); i = nextTag(html, i) {
		start := html[i] != '/'
		if !start {
			i++
		}
		if !isHeading(html[i:]) {
			continue
		}
		level := &html[i+1]
		if start {
			open = under(open, *level)
		}
		*level = "123456"[min(len(open), 5)]
	}
	return string(html)
}

// nextTag returns where the name of the next tag after i stands, or the
// slash before it; len(html) if there is none.
func nextTag(html []byte, i int) int {
	next := bytes.IndexByte(html[i:], '<')
	if next < 0 {
		return len(html)
	}
	return i + next + 1
}

func isHeading(tag []byte) bool {
	return len(tag) > 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' && (tag[2] == '>' || tag[2] == ' ')
}

// under returns the headings that the text stands under once one of the level
// has begun.
func under(open []byte, level byte) []byte {
	for len(open) > 0 && open[len(open)-1] >= level {
		open = open[:len(open)-1]
	}
	return append(open, level)
}
