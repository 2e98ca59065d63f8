package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

// generator is the name of the program in the documents.
const generator = "feedd"

// dublinCore is the namespace of dc:creator and dc:coverage.
const dublinCore = "http://purl.org/dc/elements/1.1/"

// A syntax is how the documents of one format are put together. An entry is
// encoded alone, to a fragment that can be kept; the document is the head with
// the fragments put in before its end, unparsed.
type syntax struct {
	name string

	// head encodes the document of the feed as if it had no entries.
	head func(*Feed, Site) ([]byte, error)

	// entry encodes one entry. Of the feed it may use only what entries
	// inherit: language and authors.
	entry func(*Entry, *Feed, Site) ([]byte, error)

	separator string // between fragments
	indent    string // between the last fragment and the end
	end       string // what closes the head
}

// encode returns the document of a feed.
func (x syntax) encode(f *Feed, s Site) ([]byte, error) {
	size := 4096 // for the head
	fragments := make([][]byte, len(f.Entries))
	for i := range f.Entries {
		var err error
		if fragments[i], err = x.entry(&f.Entries[i], f, s); err != nil {
			return nil, fmt.Errorf("encode entry %q as %s: %w", f.Entries[i].ID, x.name, err)
		}
		size += len(fragments[i]) + len(x.separator)
	}
	return x.assemble(make([]byte, 0, size), f, s, fragments)
}

// assemble appends to dst the document of a feed whose entries are encoded
// already.
func (x syntax) assemble(dst []byte, f *Feed, s Site, fragments [][]byte) ([]byte, error) {
	head, err := x.head(f, s)
	if err != nil {
		return nil, fmt.Errorf("encode feed %q as %s: %w", f.Name, x.name, err)
	}
	head, ok := bytes.CutSuffix(head, []byte(x.end))
	if !ok {
		return nil, fmt.Errorf("encode feed %q as %s: the head does not end in %q", f.Name, x.name, x.end)
	}
	dst = append(dst, head...)
	for i, fragment := range fragments {
		if i > 0 {
			dst = append(dst, x.separator...)
		}
		dst = append(dst, fragment...)
	}
	if len(fragments) > 0 {
		dst = append(dst, x.indent...)
	}
	return append(dst, x.end...), nil
}

// xmlHead encodes a document through gorilla/feeds, with the XML declaration
// on a line of its own.
func xmlHead(doc feeds.XmlFeed) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, 2048))
	if err := feeds.WriteXML(doc, b); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return slices.Insert(b.Bytes(), len(xml.Header)-1, '\n'), nil
}

// xmlFragment encodes an entry's element on a new line, indented by prefix.
func xmlFragment(element any, prefix string, size int) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, size))
	b.WriteByte('\n')
	enc := xml.NewEncoder(b)
	enc.Indent(prefix, "  ")
	if err := enc.Encode(element); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// latest returns the newest date of the feed and its entries: no document is
// older than what it holds.
func latest(f *Feed) time.Time {
	newest := f.Updated
	for i := range f.Entries {
		for _, t := range []time.Time{f.Entries[i].Updated, f.Entries[i].Published} {
			if t.After(newest) {
				newest = t
			}
		}
	}
	return newest
}

// timestamp writes a date as RFC 3339 in UTC, with milliseconds only when
// there are some; "" when there is no date that has four digits for the year.
func timestamp(t time.Time) string {
	t = t.UTC()
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.Format("2006-01-02T15:04:05.999Z")
}

// languageTag is the syntax of BCP 47 that names a language: a tag of one
// letter first is for private use.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// language returns a language tag, "" for what is none.
func language(tag string) string {
	if tag = line(tag); !languageTag.MatchString(tag) {
		return ""
	}
	return tag
}

// ownLanguage returns the language of an entry where it is not the feed's.
func ownLanguage(e *Entry, f *Feed) string {
	own := language(e.Language)
	if strings.EqualFold(own, language(f.Language)) {
		return ""
	}
	return own
}
