package article

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The elements that stand in certain others only (HTML §4.4, §4.8).
var parentsOf = map[string][]string{
	"li":         {"ul", "ol"},
	"dt":         {"dl"},
	"dd":         {"dl"},
	"figcaption": {"figure"},
}

// structure decides about an element by what it is in and what is in it. What
// it leaves may have become empty: that is seen when the result is read again.
func structure(n *html.Node) verdict {
	switch n.Data {
	case "source":
		if !hasAttribute(n, sourceOf[n.Parent.Data]) {
			return dropNode
		}
	case "audio", "video":
		if !hasAttribute(n, "src") && !hasChild(n, "source") {
			return liftNode
		}
	case "picture":
		if !hasChild(n, "img") {
			return liftNode
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if isEmpty(n) {
			return liftNode
		}
	}
	if parents := parentsOf[n.Data]; parents != nil && !slices.Contains(parents, listOf(n)) {
		// Lifted, its words would join those beside it.
		n.Data, n.DataAtom = "div", atom.Div
	}
	return keepNode
}

// sourceOf names the attribute that a source must have, by its parent.
var sourceOf = map[string]string{"picture": "srcset", "audio": "src", "video": "src"}

// listOf returns what an item stands in: the groups of a dl may be in a div.
func listOf(n *html.Node) string {
	p := n.Parent
	if n.Data[0] == 'd' && p.Data == "div" && p.Parent != nil {
		p = p.Parent
	}
	return p.Data
}

func hasChild(n *html.Node, name string) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == name {
			return true
		}
	}
	return false
}

// isEmpty tells an element without words and pictures.
func isEmpty(n *html.Node) bool {
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode && foldSpace(normal(c.Data)) != "" && !isDropped[c.Parent.Data]:
			return false
		case c.Type == html.ElementNode && isShown[c.Data]:
			return false
		}
	}
	return true
}

// isShown are the elements that a reader sees though they have no text.
var isShown = setOf([]string{"img", "input", "audio", "video"})

// dropRepeatedIDs leaves each id to the first element that has it.
func dropRepeatedIDs(root *html.Node) {
	seen := map[string]bool{}
	for n := range root.Descendants() {
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
			if a.Key != "id" {
				return false
			}
			repeated := seen[a.Val]
			seen[a.Val] = true
			return repeated
		})
	}
}
