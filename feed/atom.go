package feed

import (
	"cmp"
	"strconv"

	"github.com/gorilla/feeds"
)

const atomNamespace = "http://www.w3.org/2005/Atom"

// unknown is the date of a feed that never changed. Atom wants one, and
// validators doubt any that is earlier.
const unknown = "1990-01-01T00:00:00Z"

// Atom returns the feed as an Atom 1.0 document (RFC 4287).
func Atom(f *Feed, s Site) ([]byte, error) { return atom.encode(f, s) }

var atom = syntax{
	name:  "Atom",
	head:  atomHead,
	entry: atomEntry,
	end:   "\n</feed>\n",
}

// atomDocument is gorilla's feed; the fields that stand beside it are written
// in its place.
type atomDocument struct {
	Lang     string    `xml:"xml:lang,attr,omitempty"`
	DC       string    `xml:"xmlns:dc,attr"`
	Title    atomText  `xml:"title"`
	Subtitle *atomText `xml:"subtitle"`
	*feeds.AtomFeed
	Links     []atomLink   `xml:"link"`
	Authors   []atomPerson `xml:"author"`
	Rights    *atomText    `xml:"rights"`
	Generator string       `xml:"generator"`
}

// FeedXml hands the whole document to feeds.WriteXML.
func (d *atomDocument) FeedXml() any { return d }

// atomText is a text construct (RFC 4287 §3.1).
type atomText struct {
	Type string `xml:"type,attr"`
	markup
}

// atomLink is gorilla's link with a title (RFC 4287 §4.2.7).
type atomLink struct {
	feeds.AtomLink
	Title string `xml:"title,attr,omitempty"`
}

// atomPerson is a person construct (RFC 4287 §3.2).
type atomPerson struct {
	Name markup `xml:"name"`
	feeds.AtomPerson
}

func atomHead(f *Feed, s Site) ([]byte, error) {
	doc := (&feeds.Atom{Feed: &feeds.Feed{}}).AtomFeed()
	doc.Id = line(f.ID)
	doc.Updated = cmp.Or(timestamp(latest(f)), unknown)
	return xmlHead(&atomDocument{
		Lang:     language(f.Language),
		DC:       dublinCore,
		Title:    atomText{"text", markup{plain.Replace(feedTitle(f))}},
		Subtitle: atomPlain(f.Description),
		AtomFeed: doc,
		Links: []atomLink{
			newAtomLink("self", "application/atom+xml", s.URL(f.Path("atom.xml"))),
			newAtomLink("alternate", "text/html", s.URL(f.Path(""))),
		},
		Authors:   atomPersons(publishers(f)),
		Rights:    atomPlain(f.Rights),
		Generator: generator,
	})
}

// atomItem is gorilla's entry with what it lacks or writes wrongly. The long
// texts come last.
type atomItem struct {
	Lang             string         `xml:"xml:lang,attr,omitempty"`
	Title            atomText       `xml:"title"`
	*feeds.AtomEntry                // updated, id, published
	Links            []atomLink     `xml:"link"`
	Authors          []atomPerson   `xml:"author"`
	Categories       []atomCategory `xml:"category"`
	Rights           *atomText      `xml:"rights"`
	Place            *markup        `xml:"dc:coverage"`
	Summary          *atomText      `xml:"summary"`
	Content          *atomText      `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// atomEntry encodes one entry.
func atomEntry(e *Entry, f *Feed, s Site) ([]byte, error) {
	published := timestamp(e.Published)
	item := atomItem{
		Lang:  ownLanguage(e, f),
		Title: atomText{"text", markup{plain.Replace(entryTitle(e))}},
		AtomEntry: &feeds.AtomEntry{
			Id:        line(e.ID),
			Published: published,
			Updated:   cmp.Or(timestamp(e.Updated), published, unknown),
		},
		Links:   atomLinks(e, s),
		Authors: atomPersons(authorsOf(e, f)),
		Rights:  atomPlain(e.Rights),
		Place:   plainText(place(e)),
		Summary: atomPlain(entrySummary(e)),
	}
	for _, c := range lines(e.Categories) {
		item.Categories = append(item.Categories, atomCategory{c})
	}
	content := escaped.Replace(htmlContent(e, s))
	if content != "" {
		item.Content = &atomText{"html", markup{content}}
	}
	return xmlFragment(item, "  ", len(content)+2048)
}

func atomLinks(e *Entry, s Site) []atomLink {
	links := []atomLink{newAtomLink("alternate", "text/html", s.Permalink(e))}
	if via := webURL(e.Link); via != "" {
		links = append(links, newAtomLink("via", "", via))
	}
	for _, m := range media(e, s) {
		link := newAtomLink("enclosure", m.Type, m.URL)
		link.Title = m.Title
		if m.Length > 0 {
			link.Length = strconv.FormatInt(m.Length, 10)
		}
		links = append(links, link)
	}
	return links
}

func newAtomLink(rel, mediaType, href string) atomLink {
	return atomLink{AtomLink: feeds.AtomLink{Href: href, Rel: rel, Type: mediaType}}
}

func atomPersons(persons []Person) []atomPerson {
	var out []atomPerson
	for _, p := range persons {
		out = append(out, atomPerson{
			Name:       markup{plain.Replace(p.Name)},
			AtomPerson: feeds.AtomPerson{Uri: p.URL, Email: p.Email},
		})
	}
	return out
}

// atomPlain returns a text construct of plain text, nil when there is none.
func atomPlain(s string) *atomText {
	text := plainText(s)
	if text == nil {
		return nil
	}
	return &atomText{"text", *text}
}
