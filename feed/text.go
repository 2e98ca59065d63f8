package feed

import (
	"cmp"
	"slices"
	"strings"
)

// line returns plain text as one line that every format can hold: runs of
// white space become one space, and what [forbidden] names is left out.
// No-break and ideographic spaces inside the text are the author's and stay.
func line(s string) string {
	if isLine(s) {
		return strings.TrimSpace(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case breaks(r):
			return ' '
		case forbidden(r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	return strings.TrimSpace(s)
}

// isLine tells the texts that are one clean line already, as most are.
func isLine(s string) bool {
	last := ' '
	for _, r := range s {
		if forbidden(r) || breaks(r) && (r != ' ' || last == ' ') {
			return false
		}
		last = r
	}
	return true
}

// lines returns each text as [line] does, without those that are empty or
// repeated.
func lines(texts []string) []string {
	var out []string
	for _, t := range texts {
		if t = line(t); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// cleanHTML puts a space for every forbidden character of sanitised HTML. A
// space, because leaving a character out joins what the sanitiser saw apart,
// such as the halves of a URL's scheme.
func cleanHTML(s string) string {
	if !dirty(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if forbidden(r) && r != '\t' && r != '\n' {
			return ' '
		}
		return r
	}, s)
}

// dirty tells whether [cleanHTML] has anything to do: most often it has not, and
// looking is four times faster.
func dirty(s string) bool {
	for _, r := range s {
		if (r < ' ' || r >= 0x7F) && forbidden(r) && r != '\t' && r != '\n' {
			return true
		}
	}
	return false
}

// breaks tells the white space that ends a word or a line.
func breaks(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// forbidden tells the characters that no document may hold: those that XML 1.0
// §2.2 leaves out, the C1 controls and non-characters that it discourages, and
// U+FFFD, which is also what invalid UTF-8 and lone surrogates decode to.
func forbidden(r rune) bool {
	switch {
	case r < 0x20, 0x7F <= r && r <= 0x9F:
		return true
	case r < 0xFDD0:
		return false
	}
	return r <= 0xFDEF || r == 0xFFFD || r&0xFFFE == 0xFFFE
}

// plain escapes text that readers show as it is: titles, categories, rights.
// Some of them decode the named references twice, and validators take those
// for HTML; numbers are read right by all (RSS Best Practices Profile,
// "Character Data").
var plain = strings.NewReplacer("&", "&#x26;", "<", "&#x3C;", ">", "&#x3E;")

// escaped is HTML, escaped once, to be read by people in the raw document too:
// quotes and line ends stay.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// markup is an element whose text has been escaped: [encoding/xml] would put
// references for quotes and line ends, and named ones for & and <.
type markup struct {
	Text string `xml:",innerxml"`
}

// plainText returns the element of a text, nil when there is none.
func plainText(s string) *markup {
	if s = line(s); s == "" {
		return nil
	}
	return &markup{plain.Replace(s)}
}

// plainTexts returns an element for each text.
func plainTexts(texts []string) []markup {
	var out []markup
	for _, t := range lines(texts) {
		out = append(out, markup{plain.Replace(t)})
	}
	return out
}

// feedTitle returns a feed's title, which every format wants.
func feedTitle(f *Feed) string { return cmp.Or(line(f.Title), generator) }

// place returns where an entry was filed from, "" when that is not known.
func place(e *Entry) string {
	return Place{City: line(e.Place.City), Region: line(e.Place.Region)}.String()
}

// entrySummary returns an entry's summary, its title when there are no words
// to make one of: an entry that is only an image has one too.
func entrySummary(e *Entry) string { return cmp.Or(line(e.Summary), entryTitle(e)) }

// entryTitle returns an entry's title. Every format wants one and validators
// object to an empty one, so an entry without is called by what it has.
func entryTitle(e *Entry) string {
	return cmp.Or(line(e.Title), line(e.Summary), line(e.ID))
}
