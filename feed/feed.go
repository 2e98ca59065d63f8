// Package feed is the vocabulary of a syndicated publication and its encoders.
//
// An [Entry] is one article, a [Feed] a named selection of entries, a
// [Revision] one change of one entry as the change log keeps it. The encoders
// turn a Feed into the bytes of a document: RSS 2.0 ([RSS]), Atom 1.0
// (RFC 4287, [Atom]) and JSON Feed 1.1 ([JSON]).
//
// The package is pure: it reads no clock, no file and no network, and the same
// values always give the same bytes.
package feed

import "time"

// Seq numbers the revisions of a change log, from 1 upward. 0 stands before
// the first.
type Seq int64

// Kind tells what happened to an entry in a revision.
type Kind string

// The kinds of revision.
const (
	Created   Kind = "created"
	Updated   Kind = "updated"
	Withdrawn Kind = "withdrawn"
)

// A Cursor is how far a reader of the log has come, and the fingerprint of the
// settings that it ran with.
type Cursor struct {
	Seq    Seq
	Config string
}

// A Revision is one version of one entry. Revisions are never changed, only
// appended.
type Revision struct {
	Seq   Seq
	Kind  Kind
	At    time.Time // when the change was committed, UTC
	Entry Entry     // the whole entry; of a withdrawn one only ID and Slug
}

// An Entry is one article: an atom:entry, an RSS item, a JSON Feed item.
type Entry struct {
	// ID is atom:id, the RSS guid and the JSON Feed id. It never changes
	// (RFC 4287 §4.2.6).
	ID string `json:"id"`

	// Slug is the last segment of the permalink, without slashes, ASCII.
	// Allocated by the store; empty before that, or the author's own wish.
	Slug string `json:"slug,omitempty"`

	Title       string `json:"title"` // plain text, one line
	TitleSource string `json:"title_source"`

	// Summary is plain text, one paragraph.
	Summary string `json:"summary,omitempty"`

	// Content is sanitised, well-balanced HTML. Its URLs are absolute, or
	// begin with one of [EntryRef] and [SiteRef]; see [Site.Content].
	Content string `json:"content,omitempty"`

	// Published is when the article appeared, UTC. It is decided once.
	Published  time.Time `json:"published"`
	DateSource string    `json:"date_source"`

	// Updated is the article's own date, or the moment of its latest
	// significant change, UTC. No two entries share it.
	Updated time.Time `json:"updated"`

	Authors    []Person `json:"authors,omitempty"`
	Categories []string `json:"categories,omitempty"` // plain text, no duplicates
	Language   string   `json:"language,omitempty"`   // BCP 47

	Place    Place  `json:"place,omitzero"`
	Dateline string `json:"dateline,omitempty"` // as written, up to and with the dash
	Agency   string `json:"agency,omitempty"`   // as named in the dateline
	Rights   string `json:"rights,omitempty"`   // plain text

	// Link is where the article was first published, when that is elsewhere:
	// JSON Feed's external_url, Atom's rel=via. Absolute.
	Link string `json:"link,omitempty"`

	Image      string      `json:"image,omitempty"` // URL, as in Content
	Enclosures []Enclosure `json:"enclosures,omitempty"`

	// Truncated says that the copy stops in the middle of a sentence.
	Truncated bool `json:"truncated,omitempty"`
}

// Where a title came from.
const (
	TitleGiven     = "given"      // metadata, or a headline above the dateline
	TitleFirstLine = "first-line" // the first line of plain text
	TitleLead      = "lead"       // made from the first sentence
)

// Where a date came from.
const (
	DateDateline  = "dateline"   // the day named in the dateline
	DateText      = "text"       // "today, January 3, 2026" in the lead
	DateHeader    = "header"     // metadata that the author wrote
	DateMTime     = "mtime"      // the file's modification time
	DateFirstSeen = "first-seen" // the moment the file was first seen
)

// A Person is an author: atom:author, dc:creator, a JSON Feed author.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"` // absolute
}

// A Place is where an article was filed from, in title case.
type Place struct {
	City   string `json:"city,omitempty"`
	Region string `json:"region,omitempty"` // country, state or province, as the dateline names it
}

// String joins city and region as a reader writes them: "Paris, France".
func (p Place) String() string {
	if p.City == "" || p.Region == "" {
		return p.City + p.Region
	}
	return p.City + ", " + p.Region
}

// An Enclosure is a media file that belongs to an entry: the RSS enclosure,
// Atom's rel=enclosure, a JSON Feed attachment.
type Enclosure struct {
	URL      string        `json:"url"`  // as in Content
	Type     string        `json:"type"` // media type
	Length   int64         `json:"length"`
	Title    string        `json:"title,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
}

// A Feed is a named selection of entries: atom:feed, the RSS channel.
type Feed struct {
	Name string // "" for the main feed; for other feeds the path, as in "tags/science"

	// ID is atom:id of the feed, a urn:uuid. It never changes.
	ID string

	Title       string
	Description string
	Language    string   // BCP 47
	Authors     []Person // at least one: atom:feed wants it
	Rights      string

	// Updated is the newest change in the feed: atom:updated, lastBuildDate.
	Updated time.Time

	TTL     time.Duration // how long a reader may wait; 0 omits it
	Entries []Entry       // newest Updated first
}
