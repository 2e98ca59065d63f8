package feed

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

// RSS returns the feed as an RSS 2.0 document
// (https://www.rssboard.org/rss-specification, and its Best Practices
// Profile), with the summary as description and the full text as
// content:encoded.
func RSS(f *Feed, s Site) ([]byte, error) { return rss.encode(f, s) }

var rss = syntax{
	name:  "RSS",
	head:  rssHead,
	entry: rssItem,
	end:   "\n  </channel>\n</rss>\n",
}

// rssDocument is gorilla's root with the namespaces that it lacks.
type rssDocument struct {
	feeds.RssFeedXml
	Atom    string     `xml:"xmlns:atom,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

// FeedXml hands the whole document to feeds.WriteXML.
func (d *rssDocument) FeedXml() any { return d }

// rssChannel is gorilla's channel; the fields that stand beside it are written
// in its place. The plain texts are escaped by number.
type rssChannel struct {
	Title       markup  `xml:"title"`
	Description markup  `xml:"description"`
	Copyright   *markup `xml:"copyright"`
	Self        rssLink `xml:"atom:link"`
	*feeds.RssFeed
}

// rssLink is atom:link; a feeds.AtomLink would be written without the prefix.
type rssLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

func rssHead(f *Feed, s Site) ([]byte, error) {
	channel := (&feeds.Rss{Feed: &feeds.Feed{
		Link: &feeds.Link{Href: s.URL(f.Path(""))},
	}}).RssFeed()
	channel.Language = language(f.Language)
	channel.LastBuildDate = rssDate(latest(f))
	channel.Generator = generator
	channel.Ttl = minutes(f.TTL)

	title := feedTitle(f)
	return xmlHead(&rssDocument{
		RssFeedXml: *channel.FeedXml().(*feeds.RssFeedXml),
		Atom:       atomNamespace,
		DC:         dublinCore,
		Channel: rssChannel{
			Title:       markup{plain.Replace(title)},
			Description: markup{plain.Replace(cmp.Or(line(f.Description), title))},
			Copyright:   plainText(f.Rights),
			Self:        rssLink{s.URL(f.Path("rss.xml")), "self", "application/rss+xml"},
			RssFeed:     channel,
		},
	})
}

// rssEntry is gorilla's item with what it lacks or writes wrongly. The long
// texts come last, description before content:encoded.
type rssEntry struct {
	Title         markup   `xml:"title"`
	feeds.RssItem          // link, enclosure, guid, pubDate
	Author        *markup  `xml:"author"`
	Creators      []markup `xml:"dc:creator"`
	Categories    []markup `xml:"category"`
	Place         *markup  `xml:"dc:coverage"`
	Description   markup   `xml:"description"`
	Content       *markup  `xml:"content:encoded"`
}

// rssItem encodes one entry.
func rssItem(e *Entry, f *Feed, s Site) ([]byte, error) {
	item := rssEntry{
		Title: markup{plain.Replace(entryTitle(e))},
		RssItem: feeds.RssItem{
			Link:      s.Permalink(e),
			Enclosure: rssEnclosure(e, s),
			Guid:      &feeds.RssGuid{Id: line(e.ID), IsPermaLink: "false"},
			PubDate:   rssDate(e.Published),
		},
		Categories: plainTexts(e.Categories),
		Place:      plainText(place(e)),
		// To readers a description is HTML: plain text is escaped for HTML
		// first. There is always one, for content:encoded wants it before.
		Description: markup{escaped.Replace(escaped.Replace(entrySummary(e)))},
	}
	item.Author, item.Creators = rssAuthors(authorsOf(e, f))
	content := escaped.Replace(htmlContent(e, s))
	if content != "" {
		item.Content = &markup{content}
	}
	return xmlFragment(item, "    ", len(content)+2048)
}

// rssAuthors names the authors. RSS has room for one author, and wants an
// e-mail address for it; anyone else is a dc:creator, and never are there both.
func rssAuthors(persons []Person) (author *markup, creators []markup) {
	if len(persons) == 1 && isMailbox(persons[0]) {
		return plainText(fmt.Sprintf("%s (%s)", persons[0].Email, persons[0].Name)), nil
	}
	for _, p := range persons {
		creators = append(creators, markup{plain.Replace(p.Name)})
	}
	return nil, creators
}

// isMailbox tells whether a person can be written as "mail (Name)": a name with
// parentheses would end the comment that it stands in (RFC 822 §3.4.3).
func isMailbox(p Person) bool {
	return p.Email != "" && !strings.ContainsAny(p.Name, `()\`)
}

// rssEnclosure returns the first enclosure: an item may have one. The length is
// required; 0 stands for one that is not known.
func rssEnclosure(e *Entry, s Site) *feeds.RssEnclosure {
	all := media(e, s)
	if len(all) == 0 {
		return nil
	}
	return &feeds.RssEnclosure{
		Url:    all[0].URL,
		Length: strconv.FormatInt(all[0].Length, 10),
		Type:   all[0].Type,
	}
}

// rssDate writes a date as RFC 822 with four digits for the year, in UTC.
func rssDate(t time.Time) string {
	if timestamp(t) == "" {
		return ""
	}
	return t.UTC().Format(time.RFC1123Z)
}

// minutes is what a ttl can say: whole minutes, at least one. It is rounded
// down, for a long ttl delays the news.
func minutes(d time.Duration) int {
	if d <= 0 {
		return 0
	}
	return max(1, int(d/time.Minute))
}
