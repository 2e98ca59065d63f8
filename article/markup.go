package article

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// maxMarkup bounds the elements and texts of a document, those that a parser
// adds included: each costs some 200 bytes.
const maxMarkup = 300_000

// checkMarkup reads HTML without building anything, and refuses what would
// grow in the building. An element such as <b> that is left open is opened
// again in every block after it, so that a few kilobytes can mean millions of
// elements (HTML §13.2.4.3).
func checkMarkup(raw string) error {
	z := html.NewTokenizer(strings.NewReader(raw))
	count, line := 0, 1
	open := map[string]int{} // formatting elements
	opened := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return nil
		}
		line += bytes.Count(z.Raw(), []byte("\n"))
		name, attrs := z.TagName()
		switch {
		case !formatting[string(name)]:
		case kind == html.StartTagToken:
			open[string(name)]++
			opened++
		case kind == html.EndTagToken && open[string(name)] > 0:
			open[string(name)]--
			opened--
		}
		count += 1 + opened
		if count > maxMarkup {
			return lineErrorf(line, "HTML has too many elements up to here; close what is opened, and split the article")
		}
		if n := countAttributes(z, attrs); n > maxAttributes {
			return lineErrorf(line, "HTML has an element with more than %d attributes; take some out", maxAttributes)
		}
	}
}

// maxAttributes bounds those of one element: each is compared with the others.
const maxAttributes = 100

func countAttributes(z *html.Tokenizer, more bool) int {
	n := 0
	for more && n <= maxAttributes {
		_, _, more = z.TagAttr()
		n++
	}
	return n
}

// formatting are the elements that a parser opens again by itself.
var formatting = setOf([]string{"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
