package feed

import (
	"cmp"
	"html"
	"net/url"
	"regexp"
	"strings"
)

// What a URL in an entry's content begins with when it depends on where the
// publication is served. Neither is a scheme that anything else may use.
const (
	EntryRef = "feedd-entry:" // relative to the entry's permalink
	SiteRef  = "feedd-site:/" // relative to the root of the publication
)

// A Site is where a publication is served. Everything that is published names
// its URLs through it, so that they agree to the letter.
type Site struct {
	base string // ASCII, ends in a slash
}

// NewSite returns the Site at an absolute http or https URL, whose user, query
// and fragment are not part of it.
func NewSite(base *url.URL) Site {
	root := url.URL{Scheme: base.Scheme, Host: base.Host, Path: base.Path, RawPath: base.RawPath}
	return Site{base: strings.TrimRight(cmp.Or(webURL(root.String()), root.String()), "/") + "/"}
}

// URL returns the absolute URL of a path of the output tree.
func (s Site) URL(path string) string {
	return s.base + percent((&url.URL{Path: path}).EscapedPath())
}

// Permalink returns the URL of an entry's page.
func (s Site) Permalink(e *Entry) string { return s.URL(PagePath(e.Slug)) }

// PagePath is the path of an entry's page in the output tree. It ends in a
// slash: the document is index.html in that directory.
func PagePath(slug string) string { return "articles/" + slug + "/" }

// imageSet is the one attribute that holds several URLs.
var imageSet = regexp.MustCompile(`\ssrcset="[^"]*"`)

// Content returns the entry's HTML with every URL absolute.
func (s Site) Content(e *Entry) string {
	return s.resolveHTML(e, e.Content)
}

func (s Site) resolveHTML(e *Entry, content string) string {
	if !strings.Contains(content, EntryRef) && !strings.Contains(content, SiteRef) {
		return content
	}
	entry, root := html.EscapeString(s.Permalink(e)), html.EscapeString(s.base)
	all := strings.NewReplacer(EntryRef, entry, SiteRef, root)
	content = imageSet.ReplaceAllStringFunc(content, all.Replace)
	return strings.NewReplacer(`="`+EntryRef, `="`+entry, `="`+SiteRef, `="`+root).Replace(content)
}

// htmlContent is the Content of an entry as documents hold it. It is cleaned
// before the markers are resolved, so that no forbidden character hides one.
func htmlContent(e *Entry, s Site) string {
	return s.resolveHTML(e, cleanHTML(e.Content))
}

// Resolve returns one URL of the entry, such as its image, absolute.
func (s Site) Resolve(e *Entry, ref string) string {
	if rest, ok := strings.CutPrefix(ref, EntryRef); ok {
		return s.Permalink(e) + rest
	}
	if rest, ok := strings.CutPrefix(ref, SiteRef); ok {
		return s.base + rest
	}
	return ref
}
