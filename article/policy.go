package article

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"feedd/feed"
)

// The elements that an article may consist of. What carries no meaning in an
// article, or does something, is not among them.
var elements = []string{
	"a", "abbr", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
	"colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3",
	"h4", "h5", "h6", "header", "hr", "i", "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "picture", "pre", "q",
	"rp", "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strong", "sub", "summary", "sup", "table",
	"tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "video", "wbr",
}

// The elements whose content goes with them: it is not text of the article.
var dropped = []string{
	"applet", "base", "button", "canvas", "datalist", "dialog", "embed", "frame", "frameset", "head", "iframe", "link",
	"map", "math", "meta", "noembed", "noframes", "noscript", "object", "optgroup", "option", "param", "plaintext",
	"portal", "script", "select", "style", "svg", "template", "textarea", "title", "track", "xmp",
}

var (
	isElement = setOf(elements)
	isDropped = setOf(dropped)
)

func setOf(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}

// refForm is what a URL in sanitised HTML looks like.
const refForm = `(https?://|` + feed.EntryRef + `|` + feed.SiteRef + `)[^\s"'<>]*`

// policy is the last word on what is published: only what it names passes.
// It is safe for concurrent use once built.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(elements...)
	p.AllowNoAttrs().OnElements(elements...) // or the sanitiser would take apart what is balanced
	p.AllowURLSchemes("http", "https", "mailto", "tel", strings.TrimSuffix(feed.EntryRef, ":"), strings.TrimSuffix(feed.SiteRef, ":/"))
	p.RequireParseableURLs(true)

	match := func(s string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + s + `)$`) }
	number := match(`\d{1,6}`)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("cite").OnElements("blockquote", "q", "del", "ins")
	p.AllowAttrs("src").OnElements("img", "audio", "video", "source")
	p.AllowAttrs("poster").Matching(match(refForm)).OnElements("video")
	p.AllowAttrs("srcset").Matching(srcsetForm).OnElements("img", "source")
	p.AllowAttrs("id").Matching(match(anchor + `[^\s"'<>&]{1,200}`)).Globally()
	p.AllowAttrs("class").Matching(match(classForm)).Globally()
	p.AllowAttrs("role").Matching(match(`doc-(noteref|backlink|endnotes)`)).Globally()
	p.AllowAttrs("title").Globally()
	p.AllowAttrs("lang").Matching(match(`[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*`)).Globally()
	p.AllowAttrs("dir").Matching(match(`ltr|rtl|auto`)).Globally()
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(number).OnElements("img", "video")
	p.AllowAttrs("controls", "loop", "muted").Matching(match(``)).OnElements("audio", "video")
	p.AllowAttrs("type").Matching(match(`[a-z]+/[a-z0-9.+-]+`)).OnElements("source")
	p.AllowAttrs("media", "sizes").Matching(match(`[\w\s():.,%-]+`)).OnElements("source", "img")
	p.AllowAttrs("type").Matching(match(`checkbox`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(match(``)).OnElements("input")
	p.AllowAttrs("open").Matching(match(``)).OnElements("details")
	p.AllowAttrs("datetime").Matching(match(`[\w\s:.+-]+`)).OnElements("time", "del", "ins")
	p.AllowAttrs("start").Matching(match(`-?\d{1,9}`)).OnElements("ol")
	p.AllowAttrs("value").Matching(match(`-?\d{1,9}`)).OnElements("li")
	p.AllowAttrs("type").Matching(match(`[1aAiI]`)).OnElements("ol")
	p.AllowAttrs("reversed").Matching(match(``)).OnElements("ol")
	p.AllowAttrs("span").Matching(number).OnElements("col", "colgroup")
	p.AllowAttrs("colspan", "rowspan").Matching(match(`\d{1,3}`)).OnElements("td", "th")
	p.AllowAttrs("align").Matching(match(`left|center|right`)).OnElements("td", "th")
	p.AllowAttrs("scope").Matching(match(`row|col|rowgroup|colgroup`)).OnElements("th")
	return p
}

const (
	// classForm is the classes that the renderers write: the style sheet of
	// a page has no other for an article.
	classForm = `language-[A-Za-z0-9_+#.-]{1,40}|footnotes|footnote-ref|footnote-backref`

	// candidate is one image of a srcset.
	candidate = refForm + `[^\s,"'<>]( [0-9.]+[wx])?`
)

// srcsetForm is what srcsetOf gives.
var srcsetForm = regexp.MustCompile(`^` + candidate + `(, ` + candidate + `)*$`)
