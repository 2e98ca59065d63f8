package feed

import (
	"bytes"
	"encoding/json"

	"github.com/gorilla/feeds"
)

// JSON returns the feed as a JSON Feed 1.1 document
// (https://www.jsonfeed.org/version/1.1/). What the format has no key for is
// in each item's _feedd object.
func JSON(f *Feed, s Site) ([]byte, error) { return jsonFeed.encode(f, s) }

var jsonFeed = syntax{
	name:      "JSON Feed",
	head:      jsonHead,
	entry:     jsonItem,
	separator: ",",
	indent:    "\n  ",
	end:       "]\n}\n",
}

// jsonDocument is gorilla's feed with items, which come last and are there
// even when there are none.
type jsonDocument struct {
	*feeds.JSONFeed
	Extension jsonGenerator `json:"_feedd"`
	Items     []struct{}    `json:"items"`
}

// jsonGenerator is the _feedd object of the feed: JSON Feed has no key for the
// program that wrote it.
type jsonGenerator struct {
	Generator string `json:"generator"`
}

// jsonHead leaves the authors to the items, each of which has its own: some
// readers append those of the feed to every item's.
func jsonHead(f *Feed, s Site) ([]byte, error) {
	doc := (&feeds.JSON{Feed: &feeds.Feed{
		Title:       feedTitle(f),
		Description: line(f.Description),
		Link:        &feeds.Link{Href: s.URL(f.Path(""))},
	}}).JSONFeed()
	doc.FeedUrl = s.URL(f.Path("feed.json"))
	doc.Language = language(f.Language)
	return marshalJSON(jsonDocument{JSONFeed: doc, Extension: jsonGenerator{generator}, Items: []struct{}{}}, "")
}

// jsonEntry is gorilla's item with what it lacks or writes wrongly.
type jsonEntry struct {
	*feeds.JSONItem
	Published   string           `json:"date_published,omitempty"`
	Modified    string           `json:"date_modified,omitempty"`
	Language    string           `json:"language,omitempty"`
	Attachments []jsonAttachment `json:"attachments,omitempty"`
	Extension   *jsonExtension   `json:"_feedd,omitempty"`
}

type jsonAttachment struct {
	URL      string  `json:"url"`
	Type     string  `json:"mime_type"`
	Title    string  `json:"title,omitempty"`
	Size     int64   `json:"size_in_bytes,omitempty"`
	Duration float64 `json:"duration_in_seconds,omitempty"`
}

// jsonExtension is the _feedd object of an item.
type jsonExtension struct {
	Place     string `json:"place,omitempty"`
	Dateline  string `json:"dateline,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
}

// jsonItem encodes one entry.
func jsonItem(e *Entry, f *Feed, s Site) ([]byte, error) {
	item := jsonEntry{
		JSONItem: &feeds.JSONItem{
			Id:          line(e.ID),
			Url:         s.Permalink(e),
			ExternalUrl: webURL(e.Link),
			Title:       entryTitle(e),
			ContentHTML: htmlContent(e, s),
			Summary:     entrySummary(e),
			Image:       webURL(s.Resolve(e, e.Image)),
			Authors:     jsonAuthors(authorsOf(e, f)),
			Tags:        lines(e.Categories),
		},
		Published:   timestamp(e.Published),
		Modified:    timestamp(e.Updated),
		Language:    ownLanguage(e, f),
		Attachments: jsonAttachments(e, s),
		Extension:   newJSONExtension(e),
	}
	// An item must have a content of one kind or the other.
	if item.ContentHTML == "" {
		item.ContentText = item.Summary
	}
	b, err := marshalJSON(item, "    ")
	if err != nil {
		return nil, err
	}
	return append([]byte("\n    "), bytes.TrimSuffix(b, []byte("\n"))...), nil
}

func jsonAuthors(persons []Person) []*feeds.JSONAuthor {
	var out []*feeds.JSONAuthor
	for _, p := range persons {
		out = append(out, &feeds.JSONAuthor{Name: p.Name, Url: p.URL})
	}
	return out
}

func jsonAttachments(e *Entry, s Site) []jsonAttachment {
	var out []jsonAttachment
	for _, m := range media(e, s) {
		out = append(out, jsonAttachment{
			URL:      m.URL,
			Type:     m.Type,
			Title:    m.Title,
			Size:     m.Length,
			Duration: max(0, m.Duration.Seconds()),
		})
	}
	return out
}

// newJSONExtension returns nil when it would have nothing to say.
func newJSONExtension(e *Entry) *jsonExtension {
	x := jsonExtension{
		Place:     place(e),
		Dateline:  line(e.Dateline),
		Truncated: e.Truncated,
	}
	if x == (jsonExtension{}) {
		return nil
	}
	return &x
}

// marshalJSON encodes for people to read too: indented, and HTML as it is.
func marshalJSON(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
