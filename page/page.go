// Package page turns entries into HTML pages: a permalink page for each entry
// and an index for each feed.
//
// The pages follow the HTML Living Standard and carry the microformats2
// classes h-entry and h-feed, so that a page can be read where a feed cannot.
// They work without JavaScript, ask no other host for anything but the
// pictures in the copy, and hold neither script nor inline style, so that a
// strict Content-Security-Policy fits them.
//
// The same values always give the same bytes: no clock is read. Whatever
// stands in a field is escaped; only an entry's content, which is sanitised
// HTML, goes in as it is.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"sync"

	"feedd/feed"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed feed.css
var stylesheet []byte

// Stylesheet returns the style sheet of all pages. It belongs at "feed.css"
// in the output tree.
func Stylesheet() []byte { return bytes.Clone(stylesheet) }

// Pages makes the pages of one publication. It is safe for concurrent use.
type Pages struct {
	site        feed.Site
	title       string
	language    string
	ownLanguage template.HTMLAttr // the attributes for it
	templates   *template.Template
	article     frame     // of every entry's page
	buffers     sync.Pool // of *bytes.Buffer
}

// New returns the Pages of the publication at site, which has the title and
// the language (BCP 47) given.
func New(site feed.Site, title, language string) (*Pages, error) {
	t, err := template.ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse page templates: %w", err)
	}
	p := &Pages{
		site:        site,
		title:       title,
		language:    language,
		ownLanguage: newLanguageAttr(language),
		templates:   t,
		buffers:     sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	p.article, err = p.newFrame(&feed.Feed{Title: title}, articleRoot)
	if err != nil {
		return nil, fmt.Errorf("frame of the pages: %w", err)
	}
	return p, nil
}

// Article returns the page of one entry, which stands at
// feed.PagePath(e.Slug) + "index.html" in the output tree.
func (p *Pages) Article(e *feed.Entry) ([]byte, error) {
	body, err := p.execute("article.html", p.articleView(e))
	if err != nil {
		return nil, fmt.Errorf("page of entry %q: %w", e.ID, err)
	}
	return body, nil
}

// Index returns the index page of a feed, its entries in the order they have
// there. It stands at f.Path("index.html") in the output tree.
func (p *Pages) Index(f *feed.Feed) ([]byte, error) {
	view, err := p.indexView(f)
	if err != nil {
		return nil, fmt.Errorf("index of feed %q: %w", f.Name, err)
	}
	body, err := p.execute("index.html", view)
	if err != nil {
		return nil, fmt.Errorf("index of feed %q: %w", f.Name, err)
	}
	return body, nil
}

func (p *Pages) execute(name string, view any) ([]byte, error) {
	b := p.buffers.Get().(*bytes.Buffer)
	defer p.buffers.Put(b)
	b.Reset()
	if err := p.templates.ExecuteTemplate(b, name, view); err != nil {
		return nil, err
	}
	return bytes.Clone(b.Bytes()), nil
}
