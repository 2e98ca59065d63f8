package article

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var errUnsettled = lineErrorf(0, "HTML means something else each time it is read; simplify it")

// maxPasses is how often HTML is parsed and written until it means the same
// before and after. Twice is usual; only what is made to confuse takes more.
const maxPasses = 6

// sanitize returns HTML as an article may publish it: balanced, of allowed
// elements only, with the URLs of rewriteURL.
//
// The tree is parsed as a browser would, what is not allowed is taken out,
// and the result written and read again until nothing changes: removing an
// element may change what those around it mean. The sanitiser comes last.
func sanitize(raw string, l Limits) (string, error) {
	if err := checkMarkup(raw); err != nil {
		return "", err
	}
	nodes, err := parseFragment(raw)
	if err != nil {
		return "", err
	}
	return sanitizeNodes(nodes, l)
}

func sanitizeNodes(nodes []*html.Node, l Limits) (string, error) {
	text := ""
	for range maxPasses {
		root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		for _, n := range nodes {
			root.AppendChild(n)
		}
		if isDeeper(root, l.Nesting) {
			return "", lineErrorf(0, "HTML is nested more than %d deep; make it simpler", l.Nesting)
		}
		filter(root)
		dropRepeatedIDs(root)
		next := render(root)
		if next == text {
			return finish(text), nil
		}
		text = next
		var err error
		if nodes, err = parseFragment(text); err != nil {
			return "", err
		}
	}
	return "", errUnsettled
}

// finish runs the sanitiser. The whole is not normalised, its texts are: "<p>"
// and a combining stroke would compose to something that is no tag.
func finish(text string) string { return clean(policy.Sanitize(text)) }

func parseFragment(raw string) ([]*html.Node, error) {
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(raw), context)
	if err != nil {
		return nil, lineErrorf(0, "%v; simplify the markup", err)
	}
	return nodes, nil
}

func render(root *html.Node) string {
	var b bytes.Buffer
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		html.Render(&b, c) // writing to a buffer cannot fail
	}
	return b.String()
}

func isDeeper(n *html.Node, depth int) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if depth == 0 || isDeeper(c, depth-1) {
			return true
		}
	}
	return false
}

// filter takes what is not allowed out of the tree below a node.
func filter(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch action(c) {
		case dropNode:
			n.RemoveChild(c)
		case liftNode:
			next = replaceByChildren(n, c)
		default:
			filter(c)
		}
		c = next
	}
}

type verdict int

const (
	keepNode verdict = iota
	liftNode
	dropNode
)

// action decides about a node, and puts the attributes of those that stay in
// order.
func action(n *html.Node) verdict {
	switch {
	case n.Type == html.TextNode:
		n.Data = normal(n.Data) // once more: &#1; was but a reference till now
		return keepNode
	case n.Type != html.ElementNode, n.Namespace != "", isDropped[n.Data]:
		return dropNode
	case !isElement[n.Data]:
		return liftNode
	}
	cleanAttributes(n)
	switch n.Data {
	case "a":
		if !hasAttribute(n, "href") && !hasAttribute(n, "id") {
			return liftNode
		}
	case "img":
		if !hasAttribute(n, "src") {
			return dropNode
		}
		if !hasAttribute(n, "alt") {
			n.Attr = append(n.Attr, html.Attribute{Key: "alt"})
		}
	case "input":
		return checkbox(n)
	case "audio", "video":
		n.Attr = append(n.Attr, html.Attribute{Key: "controls"})
	}
	return structure(n)
}

// checkbox keeps an input that is one, out of reach: task lists have them.
func checkbox(n *html.Node) verdict {
	if attribute(n, "type") != "checkbox" {
		return dropNode
	}
	for i, a := range n.Attr {
		if a.Key == "checked" || a.Key == "disabled" {
			n.Attr[i].Val = ""
		}
	}
	if !hasAttribute(n, "disabled") {
		n.Attr = append(n.Attr, html.Attribute{Key: "disabled"})
	}
	return keepNode
}

func replaceByChildren(parent, n *html.Node) (next *html.Node) {
	next = n.NextSibling
	if n.FirstChild != nil {
		next = n.FirstChild
	}
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		parent.InsertBefore(c, n)
	}
	parent.RemoveChild(n)
	return next
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// cleanAttributes rewrites the URLs and ids of an element. Which of the other
// attributes may stay is for the policy to say.
func cleanAttributes(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if a.Namespace != "" || strings.HasPrefix(a.Key, "on") || a.Key == "controls" {
			continue
		}
		ok := true
		switch a.Key {
		case "href", "cite", "src", "poster":
			a.Val, ok = attributeURL(a.Key, a.Val)
		case "name":
			ok = n.Data == "a" && a.Val != ""
			a.Key, a.Val = "id", anchorOf(a.Val)
		case "id":
			ok = strings.TrimSpace(a.Val) != ""
			a.Val = anchorOf(a.Val)
		case "srcset":
			a.Val, ok = srcsetOf(a.Val)
		case "title", "alt":
			a.Val = foldSpace(normal(a.Val))
		}
		twice := func(b html.Attribute) bool { return a.Key == b.Key }
		if ok && !slices.ContainsFunc(kept, twice) {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

// attributeURL allows mail and telephone links in href alone.
func attributeURL(key, raw string) (string, bool) {
	ref, ok := rewriteURL(raw)
	if key != "href" && (strings.HasPrefix(ref, "mailto:") || strings.HasPrefix(ref, "tel:")) {
		return "", false
	}
	return ref, ok
}

// anchorOf returns an id as the article may have it.
func anchorOf(id string) string {
	id = strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune(`"'<>&`, r) || isUnwanted(r) || isDirectional(r) {
			return '-'
		}
		return r
	}, strings.TrimSpace(id))
	if !strings.HasPrefix(id, anchor) {
		id = anchor + id
	}
	if len(id) > 100 {
		id = strings.ToValidUTF8(id[:100], "")
	}
	return id
}

// srcsetOf rewrites a list of image candidates (HTML §4.8.4.2.1): a URL may
// hold commas, but not end in one.
func srcsetOf(raw string) (string, bool) {
	const space = " \t\n\f\r"
	var list []string
	for rest := strings.TrimLeft(raw, space+","); rest != ""; rest = strings.TrimLeft(rest, space+",") {
		end := strings.IndexAny(rest, space)
		if end < 0 {
			end = len(rest)
		}
		image, descriptor := strings.TrimRight(rest[:end], ","), ""
		if rest = rest[end:]; len(image) == end {
			descriptor, rest, _ = strings.Cut(rest, ",")
		}
		ref, ok := attributeURL("srcset", image)
		if !ok {
			return "", false
		}
		list = append(list, strings.TrimSpace(ref+" "+strings.Trim(descriptor, space)))
	}
	set := strings.Join(list, ", ")
	return set, srcsetForm.MatchString(set)
}
