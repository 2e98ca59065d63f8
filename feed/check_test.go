package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// A checker holds a document against the rules of well-behaved feeds that its
// bytes can show. It shares no code with the encoders. The number of each rule
// stands first in what it finds.
type checker struct{ found []string }

func (c *checker) want(ok bool, rule int, format string, args ...any) {
	if !ok {
		c.found = append(c.found, fmt.Sprintf("%d: %s", rule, fmt.Sprintf(format, args...)))
	}
}

// check returns what is wrong with a document in one of the formats.
func check(file string, doc []byte) []string {
	c := new(checker)
	c.want(utf8.Valid(doc), 23, "invalid UTF-8")
	c.text("document", string(doc))
	switch file {
	case "rss.xml":
		c.rss(c.root(doc))
	case "atom.xml":
		c.atom(c.root(doc))
	case "feed.json":
		c.json(doc)
	default:
		c.want(false, 1, "%s: unknown format", file)
	}
	return c.found
}

// An element is an element of an XML document.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
	Raw      string     `xml:",innerxml"`
}

const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
)

func (e element) name() string {
	switch e.XMLName.Space {
	case nsAtom:
		return "atom:" + e.XMLName.Local
	case nsDC:
		return "dc:" + e.XMLName.Local
	case nsContent:
		return "content:" + e.XMLName.Local
	case "":
		return e.XMLName.Local
	}
	return e.XMLName.Space + ":" + e.XMLName.Local
}

func (e element) all(name string) []element {
	var out []element
	for _, child := range e.Children {
		if child.name() == name {
			out = append(out, child)
		}
	}
	return out
}

// first returns the first such child, an empty element when there is none.
func (e element) first(name string) element {
	for _, child := range e.Children {
		if child.name() == name {
			return child
		}
	}
	return element{}
}

func (e element) index(name string) int {
	return slices.IndexFunc(e.Children, func(c element) bool { return c.name() == name })
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// root parses a document strictly.
func (c *checker) root(doc []byte) element {
	const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	c.want(bytes.HasPrefix(doc, []byte(declaration)), 1, "no XML declaration with UTF-8")
	c.want(bytes.HasSuffix(doc, []byte(">\n")), 1, "no line end at the end")
	c.want(!bytes.Contains(doc, []byte("<![CDATA[")), 13, "CDATA")
	var root element
	d := xml.NewDecoder(bytes.NewReader(doc))
	if err := d.Decode(&root); err != nil {
		c.want(false, 9, "not well-formed: %v", err)
		return root
	}
	rest, _ := d.Token()
	if tail, ok := rest.(xml.CharData); rest != nil && (!ok || strings.TrimSpace(string(tail)) != "") {
		c.want(false, 9, "something follows the root")
	}
	c.tree(root)
	return root
}

// tree checks every attribute and text once more, decoded.
func (c *checker) tree(e element) {
	c.text(e.name(), e.Text)
	seen := map[xml.Name]bool{}
	for _, a := range e.Attrs {
		c.text(e.name()+" "+a.Name.Local, a.Value)
		c.want(!seen[a.Name], 9, "%s: attribute %s twice", e.name(), a.Name.Local)
		seen[a.Name] = true
	}
	c.want(len(e.Children) == 0 || strings.TrimSpace(e.Text) == "", 9, "%s: mixed content", e.name())
	for _, child := range e.Children {
		c.tree(child)
	}
}

func (c *checker) text(where, s string) {
	for _, r := range s {
		bad := r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 ||
			r == 0xFFFD || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFF >= 0xFFFE
		if bad {
			c.want(false, 23, "%s: character %U", where, r)
			return
		}
	}
}

// names checks that an element has only the children that are listed, those
// with "!" exactly once, with "?" at most once, with "*" at will.
func (c *checker) names(rule int, e element, allowed string) {
	kinds := map[string]byte{}
	for _, a := range strings.Fields(allowed) {
		kinds[a[:len(a)-1]] = a[len(a)-1]
	}
	for _, child := range e.Children {
		c.want(kinds[child.name()] != 0, rule, "%s: unknown element %s", e.name(), child.name())
	}
	for name, kind := range kinds {
		n := len(e.all(name))
		c.want(kind != '!' || n == 1, rule, "%s: %d times %s", e.name(), n, name)
		c.want(kind != '?' || n < 2, rule, "%s: %d times %s", e.name(), n, name)
	}
}

var uriCharacters = regexp.MustCompile(`^https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]+)?/([A-Za-z0-9;/?:@&=+$.\-_!~*'(),#]|%[0-9A-Fa-f]{2})*$`)

func (c *checker) url(where, s string) {
	u, err := url.Parse(s)
	c.want(err == nil && u.IsAbs() && uriCharacters.MatchString(s), 12, "%s: URL %q", where, s)
}

var namedReference = regexp.MustCompile(`&[A-Za-z]+;`)

// plain checks a text that is escaped by number and once.
func (c *checker) plain(e element) {
	named := namedReference.FindString(e.Raw)
	c.want(named == "", 13, "%s: %s in plain text", e.name(), named)
	c.want(strings.TrimSpace(e.Text) == e.Text && !strings.Contains(e.Text, "\n"), 13, "%s: not one line", e.name())
	c.want(e.Text != "", 13, "%s: empty", e.name())
}

// Dates.

func (c *checker) rfc822(where, s string) time.Time {
	t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 +0000", s)
	if err != nil {
		c.want(false, 10, "%s: date %q", where, s)
		return t
	}
	c.want(t.Format("Mon, 02 Jan 2006 15:04:05 +0000") == s, 10, "%s: date %q: wrong weekday", where, s)
	c.want(t.Year() >= 1990, 10, "%s: date %q: too early", where, s)
	return t
}

var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?Z$`)

func (c *checker) rfc3339(where, s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	c.want(err == nil && rfc3339.MatchString(s), 19, "%s: date %q", where, s)
	c.want(t.Year() >= 1990, 10, "%s: date %q: too early", where, s)
	return t
}

// HTML inside content.

var (
	banned = []string{"script", "iframe", "object", "embed", "svg", "math", "style", "form"}
	void   = []string{"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"}
	links  = []string{"href", "src", "poster", "cite"}
)

func (c *checker) html(where, s string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(s))
	for z.Next() != html.ErrorToken {
		t := z.Token()
		switch t.Type {
		case html.StartTagToken:
			c.tag(where, t)
			if !slices.Contains(void, t.Data) {
				open = append(open, t.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != t.Data {
				c.want(false, 20, "%s: </%s> closes nothing", where, t.Data)
				return
			}
			open = open[:len(open)-1]
		case html.TextToken:
			c.text(where, t.Data)
		}
	}
	c.want(len(open) == 0, 20, "%s: not closed: %v", where, open)
}

func (c *checker) tag(where string, t html.Token) {
	c.want(!slices.Contains(banned, t.Data), 23, "%s: <%s>", where, t.Data)
	for _, a := range t.Attr {
		c.want(!strings.HasPrefix(a.Key, "on"), 23, "%s: attribute %s", where, a.Key)
		if slices.Contains(links, a.Key) {
			u, err := url.Parse(a.Val)
			c.want(err == nil && slices.Contains([]string{"http", "https", "mailto"}, u.Scheme), 23, "%s: %s=%q is not absolute", where, a.Key, a.Val)
		}
		if a.Key == "srcset" {
			for candidate := range strings.SplitSeq(a.Val, ",") {
				c.want(strings.HasPrefix(strings.TrimSpace(candidate), "http"), 23, "%s: srcset %q is not absolute", where, a.Val)
			}
		}
	}
}

// RSS.

func (c *checker) rss(root element) {
	c.want(root.name() == "rss" && root.attr("version") == "2.0", 9, "root is %s version %q", root.name(), root.attr("version"))
	c.names(9, root, "channel!")
	channel := root.first("channel")
	c.names(9, channel, `title! link! description! language? copyright? lastBuildDate? generator? ttl? atom:link* item*`)
	c.order(9, channel, "item")
	c.plain(channel.first("title"))
	c.plain(channel.first("description"))
	if channel.index("copyright") >= 0 {
		c.plain(channel.first("copyright"))
	}
	c.url("channel link", channel.first("link").Text)
	c.self(9, channel.all("atom:link"), "application/rss+xml")
	if ttl := channel.first("ttl"); channel.index("ttl") >= 0 {
		n, err := strconv.Atoi(ttl.Text)
		c.want(err == nil && n >= 1, 4, "ttl %q", ttl.Text)
	}
	built := time.Time{}
	if channel.index("lastBuildDate") >= 0 {
		built = c.rfc822("lastBuildDate", channel.first("lastBuildDate").Text)
	}
	guids := map[string]bool{}
	for _, item := range channel.all("item") {
		published := c.item(item)
		c.want(!published.After(built), 9, "lastBuildDate %v is older than an item of %v", built, published)
		guid := item.first("guid").Text
		c.want(!guids[guid], 11, "guid %q twice", guid)
		guids[guid] = true
	}
}

// order checks that nothing stands after the first element of this name but
// more of them.
func (c *checker) order(rule int, e element, last string) {
	seen := false
	for _, child := range e.Children {
		isLast := child.name() == last
		c.want(isLast || !seen, rule, "%s stands after the first %s", child.name(), last)
		seen = seen || isLast
	}
}

func (c *checker) self(rule int, links []element, mediaType string) {
	n := 0
	for _, l := range links {
		c.url("link "+l.attr("rel"), l.attr("href"))
		if l.attr("rel") == "self" {
			n++
			c.want(l.attr("type") == mediaType, rule, "self link of type %q", l.attr("type"))
		}
	}
	c.want(n == 1, rule, "%d self links", n)
}

var mailAndName = regexp.MustCompile(`^[A-Za-z0-9_.+'-]+@[A-Za-z0-9.-]+ \([^()\\]+\)$`)

func (c *checker) item(item element) (published time.Time) {
	c.names(11, item, `title! link! description! content:encoded? guid! pubDate? author? dc:creator* category* enclosure? dc:coverage?`)
	c.plain(item.first("title"))
	for _, e := range slices.Concat(item.all("category"), item.all("dc:creator"), item.all("dc:coverage"), item.all("author")) {
		c.plain(e)
	}
	c.url("item link", item.first("link").Text)
	guid := item.first("guid")
	c.want(guid.Text != "", 11, "empty guid")
	c.want(guid.attr("isPermaLink") == "false" || guid.Text == item.first("link").Text, 11, "guid %q is taken for a permalink", guid.Text)
	if item.index("pubDate") >= 0 {
		published = c.rfc822("pubDate", item.first("pubDate").Text)
	}
	c.want((item.index("author") < 0) != (item.index("dc:creator") < 0), 14, "want author or dc:creator")
	for _, e := range item.all("dc:creator") {
		c.personName(e.Text)
	}
	if author := item.first("author").Text; author != "" {
		c.want(mailAndName.MatchString(author), 14, "author %q", author)
	}
	if at := item.index("content:encoded"); at >= 0 {
		c.want(item.index("description") < at, 15, "description after content:encoded")
	}
	c.html("description", item.first("description").Text)
	c.html("content:encoded", item.first("content:encoded").Text)
	for _, e := range item.all("enclosure") {
		c.url("enclosure", e.attr("url"))
		_, err := strconv.ParseUint(e.attr("length"), 10, 63)
		c.want(err == nil, 15, "enclosure length %q", e.attr("length"))
		c.mediaType(15, e.attr("type"))
	}
	return published
}

func (c *checker) mediaType(rule int, s string) {
	t, _, err := mime.ParseMediaType(s)
	c.want(err == nil && strings.Contains(t, "/"), rule, "media type %q", s)
}

// Atom.

var (
	atomID    = regexp.MustCompile(`^(urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|tag:[a-z0-9.@_-]+,\d{4}(-\d\d){0,2}:[!-~]*)$`)
	relations = []string{"self", "alternate", "via", "enclosure", "hub", "related", "current", "prev-archive", "next-archive", "first", "last", "next", "previous"}
)

func (c *checker) atom(root element) {
	c.want(root.name() == "atom:feed", 17, "root is %s", root.name())
	c.names(17, root, `atom:id! atom:title! atom:updated! atom:subtitle? atom:rights? atom:generator? atom:link* atom:author* atom:entry*`)
	c.order(17, root, "atom:entry")
	c.want(root.attr("lang") != "", 17, "no xml:lang")
	c.want(atomID.MatchString(root.first("atom:id").Text), 17, "id %q", root.first("atom:id").Text)
	c.self(17, root.all("atom:link"), "application/atom+xml")
	c.atomTexts(root)
	c.atomLinks(root)
	c.persons(17, root)
	updated := c.rfc3339("feed updated", root.first("atom:updated").Text)
	ids, dates := map[string]bool{}, map[string]bool{}
	for _, e := range root.all("atom:entry") {
		c.entry(e)
		id, date := e.first("atom:id").Text, e.first("atom:updated").Text
		c.want(!ids[id], 18, "id %q twice", id)
		c.want(!dates[date], 19, "updated %q twice", date)
		c.want(!c.rfc3339("entry updated", date).After(updated), 9, "feed updated %v is older than an entry of %q", updated, date)
		ids[id], dates[date] = true, true
	}
}

func (c *checker) entry(e element) {
	c.names(18, e, `atom:id! atom:title! atom:updated! atom:published? atom:link* atom:author* atom:category* atom:rights? dc:coverage? atom:summary! atom:content?`)
	c.want(atomID.MatchString(e.first("atom:id").Text), 17, "id %q", e.first("atom:id").Text)
	if e.index("atom:published") >= 0 {
		c.rfc3339("published", e.first("atom:published").Text)
	}
	c.atomTexts(e)
	c.atomLinks(e)
	c.persons(18, e)
	for _, category := range e.all("atom:category") {
		c.want(category.attr("term") != "", 18, "category without term")
	}
	if content := e.first("atom:content"); content.XMLName.Local != "" {
		c.want(content.attr("type") == "html", 20, "content type %q", content.attr("type"))
		c.html("content", content.Text)
	}
}

func (c *checker) atomTexts(e element) {
	for _, name := range []string{"atom:title", "atom:subtitle", "atom:rights", "atom:summary"} {
		for _, t := range e.all(name) {
			c.want(t.attr("type") == "text", 18, "%s of type %q", name, t.attr("type"))
			c.plain(t)
		}
	}
}

func (c *checker) atomLinks(e element) {
	alternates := map[string]bool{}
	for _, l := range e.all("atom:link") {
		rel := l.attr("rel")
		c.url("link "+rel, l.attr("href"))
		c.want(slices.Contains(relations, rel), 20, "link relation %q", rel)
		if rel == "alternate" {
			kind := l.attr("type") + " " + l.attr("hreflang")
			c.want(!alternates[kind], 18, "two alternates of type %q", kind)
			c.want(l.attr("type") == "text/html", 18, "alternate of type %q", l.attr("type"))
			alternates[kind] = true
		}
		if rel == "enclosure" {
			c.mediaType(15, l.attr("type"))
		}
	}
	c.want(len(alternates) > 0, 18, "%s: no alternate", e.name())
}

func (c *checker) persons(rule int, e element) {
	authors := e.all("atom:author")
	c.want(len(authors) > 0, rule, "%s: no author of its own", e.name())
	for _, a := range authors {
		c.names(rule, a, "atom:name! atom:uri? atom:email?")
		c.plain(a.first("atom:name"))
		c.personName(a.first("atom:name").Text)
		if uri := a.first("atom:uri").Text; uri != "" {
			c.url("author uri", uri)
		}
	}
}

var mailInBrackets = regexp.MustCompile(`<[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+>`)

// personName checks a name as the W3C validator does (ContainsEmail).
func (c *checker) personName(name string) {
	c.want(!mailInBrackets.MatchString(name), 18, "name %q holds an address", name)
}

// JSON Feed.

var (
	jsonFeedKeys   = []string{"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon", "authors", "language", "expired", "hubs", "items"}
	jsonItemKeys   = []string{"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments"}
	jsonAuthorKeys = []string{"name", "url", "avatar"}
	escapedHTML    = regexp.MustCompile(`[^\\](\\\\)*\\u00(3c|3e|26)`)
	jsonFileKeys   = []string{"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"}
)

func (c *checker) json(doc []byte) {
	var root map[string]any
	if err := json.Unmarshal(doc, &root); err != nil {
		c.want(false, 9, "not JSON: %v", err)
		return
	}
	var indented bytes.Buffer
	json.Indent(&indented, doc, "", "  ")
	c.want(bytes.Equal(indented.Bytes(), doc) && bytes.HasSuffix(doc, []byte("}\n")), 22, "not indented by two spaces, or no line end at the end")
	c.want(!escapedHTML.Match(doc), 22, "HTML escaped for JavaScript")

	c.keys("feed", root, jsonFeedKeys)
	c.want(root["version"] == "https://jsonfeed.org/version/1.1", 22, "version %v", root["version"])
	c.str("title", root, true)
	c.url("home_page_url", c.str("home_page_url", root, true))
	c.url("feed_url", c.str("feed_url", root, true))
	c.want(root["authors"] == nil, 18, "authors of the feed: readers append them to those of every item")
	items, ok := root["items"].([]any)
	c.want(ok, 22, "no items")
	ids := map[string]bool{}
	for _, i := range items {
		item, _ := i.(map[string]any)
		c.jsonItem(item)
		id := c.str("id", item, true)
		c.want(!ids[id], 22, "id %q twice", id)
		ids[id] = true
	}
}

func (c *checker) keys(where string, object map[string]any, allowed []string) {
	for key, v := range object {
		if strings.HasPrefix(key, "_") {
			_, ok := v.(map[string]any)
			c.want(ok, 22, "%s: %s is no object", where, key)
			continue
		}
		c.want(slices.Contains(allowed, key), 22, "%s: key %q", where, key)
		if s, ok := v.(string); ok {
			c.text(where+" "+key, s)
		}
	}
}

// str returns a string member, which must not be empty when it is there.
func (c *checker) str(key string, object map[string]any, required bool) string {
	v, there := object[key]
	s, ok := v.(string)
	c.want(ok && s != "" || !there && !required, 22, "%s is %v", key, v)
	return s
}

func (c *checker) authors(object map[string]any) {
	list, ok := object["authors"].([]any)
	c.want(ok && len(list) > 0, 18, "item has no authors of its own")
	for _, a := range list {
		author, _ := a.(map[string]any)
		c.personName(c.str("name", author, true))
		c.keys("author", author, jsonAuthorKeys)
		if u := c.str("url", author, false); u != "" {
			c.url("author", u)
		}
	}
}

func (c *checker) jsonItem(item map[string]any) {
	c.keys("item", item, jsonItemKeys)
	c.authors(item)
	c.str("summary", item, true)
	content, isHTML := item["content_html"].(string)
	_, isText := item["content_text"].(string)
	c.want(isHTML != isText, 22, "item wants one of content_html and content_text")
	c.html("content_html", content)
	c.url("url", c.str("url", item, true))
	for _, key := range []string{"external_url", "image"} {
		if u := c.str(key, item, false); u != "" {
			c.url(key, u)
		}
	}
	for _, key := range []string{"date_published", "date_modified"} {
		if d := c.str(key, item, false); d != "" {
			c.rfc3339(key, d)
		}
	}
	files, _ := item["attachments"].([]any)
	for _, f := range files {
		file, _ := f.(map[string]any)
		c.keys("attachment", file, jsonFileKeys)
		c.url("attachment", c.str("url", file, true))
		c.mediaType(22, c.str("mime_type", file, true))
		if size, there := file["size_in_bytes"]; there {
			n, ok := size.(float64)
			c.want(ok && n > 0, 22, "size_in_bytes %v", size)
		}
	}
}
