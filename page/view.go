package page

import (
	"html/template"
	"net/url"
	"path"
	"strings"
	"time"

	"golang.org/x/text/language"

	"feedd/feed"
)

// A head is what the head of a page says of it.
type head struct {
	Language    template.HTMLAttr // lang and dir
	Title       string
	Description string
	Canonical   template.HTMLAttr
	Links       template.HTML
}

type articleView struct {
	Head       head
	Masthead   template.HTML
	Title      string
	Published  template.HTML
	Updated    template.HTML // empty when it would read like Published
	Place      string
	Authors    []feed.Person
	Image      string
	Content    template.HTML
	Truncated  bool
	Enclosures []enclosureView
	Categories []string
	Link       string
	LinkHost   string
	Rights     string
	Foot       template.HTML
}

type enclosureView struct{ URL, Type, Name string }

type indexView struct {
	Head        head
	Masthead    template.HTML // empty on the home page, whose heading it would repeat
	Title       string
	Description string
	Entries     []itemView
	Foot        template.HTML
}

type itemView struct {
	Link      template.HTMLAttr
	Title     string
	Summary   string
	Language  template.HTMLAttr // lang and dir; empty when they are the page's
	Published template.HTML
	Place     string
}

func (p *Pages) articleView(e *feed.Entry) *articleView {
	lang := firstOf(e.Language, p.language)
	published, updated := times(e, lang)
	content := outline(p.site.Content(e))
	return &articleView{
		Head: head{
			Language:    p.languageAttr(lang),
			Title:       e.Title + " – " + p.title,
			Description: firstOf(e.Summary, e.Title),
			Canonical:   attr("href", p.site.Permalink(e)),
			Links:       p.article.Links,
		},
		Masthead:   p.article.Masthead,
		Title:      e.Title,
		Published:  published,
		Updated:    updated,
		Place:      e.Place.String(),
		Authors:    e.Authors,
		Image:      p.image(e),
		Content:    template.HTML(runIn(e.Dateline, content)),
		Truncated:  e.Truncated,
		Enclosures: p.enclosures(e),
		Categories: e.Categories,
		Link:       e.Link,
		LinkHost:   host(e.Link),
		Rights:     e.Rights,
		Foot:       p.article.Foot,
	}
}

func (p *Pages) indexView(f *feed.Feed) (*indexView, error) {
	root := indexRoot(f)
	common, err := p.newFrame(f, root)
	if err != nil {
		return nil, err
	}
	lang := firstOf(f.Language, p.language)
	v := &indexView{
		Head: head{
			Language:    p.languageAttr(lang),
			Title:       f.Title,
			Description: firstOf(f.Description, f.Title),
			Canonical:   attr("href", p.site.URL(f.Path(""))),
			Links:       common.Links,
		},
		Title:       f.Title,
		Description: f.Description,
		Entries:     make([]itemView, len(f.Entries)),
		Foot:        common.Foot,
	}
	if f.Name != "" {
		v.Masthead = common.Masthead
	}
	for i := range f.Entries {
		v.Entries[i] = item(&f.Entries[i], root, lang)
	}
	return v, nil
}

// indexRoot returns the relative URL of the publication's root from the
// feed's index.
func indexRoot(f *feed.Feed) string {
	if f.Name == "" {
		return "./"
	}
	return strings.Repeat("../", 1+strings.Count(f.Name, "/"))
}

func item(e *feed.Entry, root, pageLanguage string) itemView {
	v := itemView{
		Link:    attr("href", root+feed.PagePath(e.Slug)),
		Title:   e.Title,
		Summary: e.Summary,
		Place:   e.Place.String(),
	}
	if e.Language != "" && e.Language != pageLanguage {
		v.Language = newLanguageAttr(e.Language)
	}
	v.Published, _ = times(e, pageLanguage)
	return v
}

// image returns the URL of the entry's picture, or "" when the copy itself
// shows it.
func (p *Pages) image(e *feed.Entry) string {
	if e.Image == "" || strings.Contains(e.Content, template.HTMLEscapeString(e.Image)) {
		return ""
	}
	return p.site.Resolve(e, e.Image)
}

func (p *Pages) enclosures(e *feed.Entry) []enclosureView {
	var views []enclosureView
	for _, enclosure := range e.Enclosures {
		address := p.site.Resolve(e, enclosure.URL)
		views = append(views, enclosureView{
			URL:  address,
			Type: enclosure.Type,
			Name: firstOf(enclosure.Title, fileName(address)),
		})
	}
	return views
}

func fileName(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" || strings.HasSuffix(u.Path, "/") {
		return address
	}
	return path.Base(u.Path)
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Host
}

// times returns the time elements that tell when the entry was published and,
// where that reads otherwise, when it was updated. The time of day is left
// out where the copy named only a day: it was made up to keep the order.
func times(e *feed.Entry, lang string) (published, updated template.HTML) {
	layout := layoutFor(lang)
	if e.DateSource != feed.DateDateline && e.DateSource != feed.DateText {
		layout += ", 15:04 UTC"
	}
	first, latest := e.Published.UTC(), e.Updated.UTC()
	published = timeElement("dt-published", first, layout)
	if !first.Equal(latest) && first.Format(layout) != latest.Format(layout) {
		updated = timeElement("dt-updated", latest, layout)
	}
	return published, updated
}

// layoutFor writes out the month where the page is English and has the date
// in figures, which all read, everywhere else.
func layoutFor(lang string) string {
	if lang == "en" || strings.HasPrefix(lang, "en-") {
		return "2 January 2006"
	}
	return time.DateOnly
}

// timeElement is put together here and not by the template because nothing in
// it needs escaping.
func timeElement(class string, t time.Time, layout string) template.HTML {
	return template.HTML(`<time class="` + class + `" datetime="` + t.Format(time.RFC3339) + `">` +
		t.Format(layout) + `</time>`)
}

// attr returns an attribute, escaped here because the template's own escaping
// of a URL takes longer than the rest of an item. It is for values that
// cannot name a scheme of their own: what comes from an entry as a URL is left
// to the template.
func attr(name, value string) template.HTMLAttr {
	return template.HTMLAttr(name + `="` + template.HTMLEscapeString(value) + `"`)
}

func (p *Pages) languageAttr(lang string) template.HTMLAttr {
	if lang == p.language {
		return p.ownLanguage
	}
	return newLanguageAttr(lang)
}

func newLanguageAttr(lang string) template.HTMLAttr {
	return attr("lang", lang) + " " + attr("dir", direction(lang))
}

// direction returns the value of the dir attribute for a language.
func direction(lang string) string {
	script, _ := language.Make(lang).Script()
	switch script.String() {
	case "Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa":
		return "rtl"
	}
	return "ltr"
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
