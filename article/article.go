// Package article reads what is dropped into the seed directory: the bytes of
// a file become entries. It understands raw wire copy (several articles in a
// file, datelines, no headline), Markdown with front matter, HTML and plain
// text.
//
// Reading is pure: the same [File] and [Options] always give the same result,
// no word of the copy is lost and none is invented. Input is hostile until
// parsed; every limit is in [Limits], and what is refused is refused with an
// [*Error] that names the line and the remedy.
package article

import (
	"fmt"
	"time"

	"feedd/feed"
)

// A File is one dropped file as it was read.
type File struct {
	// Path is relative to the seed directory, with slashes. It chooses the
	// format and is named in messages; it is never part of an identity.
	Path    string
	Data    []byte
	ModTime time.Time
	Seen    time.Time // when the file was first seen; bounds every date
}

// Options are the settings that reading depends on.
type Options struct {
	Language string // BCP 47; of an article whose language is not told
	Limits   Limits
}

// Limits bound what one file may hold. A zero field means its default.
type Limits struct {
	FileBytes        int // 4 MiB
	FrontMatterBytes int // 64 KiB
	TitleRunes       int // 500
	Tags             int // 64
	Nesting          int // 100
}

// An Article is one entry as read, with what the store needs to find out
// whether it is new.
type Article struct {
	// Entry is complete but for ID (empty unless the author gave one) and
	// Slug (empty unless the author gave one).
	Entry feed.Entry

	// Wire tells raw copy from written articles, those with a title of
	// their own: only wire copy is matched by similarity.
	Wire bool

	// Text is the words of the body, dateline and headline left out: lower
	// case, letters and digits only, single spaces. Ids are computed from
	// it and articles matched by it.
	Text string

	Line     int       // where the article begins in the file, from 1
	IDLine   int       // where the author gave the ID; 0 if nowhere
	Draft    bool      // not to be published
	Embargo  time.Time // not to be published before; zero if none
	Expires  time.Time // to be withdrawn at; zero if never
	Warnings []Warning
}

// A Warning is something that an author can mend in an article that is
// published all the same.
type Warning struct {
	Line int    `json:"line,omitempty"`
	Text string `json:"text"`
}

// An Error says why a file cannot be read as an article.
type Error struct {
	Path   string
	Line   int    // from 1; 0 when the whole file is meant
	Reason string // lower case, as in `date: cannot read "yesterday"; want 2006-01-02 or RFC 3339`
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Reason)
}
