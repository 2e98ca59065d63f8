package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"feedd/feed"
)

// maxSlug bounds a slug in bytes: short enough to read in a URL, and far below
// the 255 bytes of a file name.
const maxSlug = 80

// plainLetters are the Latin letters that have no decomposition.
var plainLetters = strings.NewReplacer(
	"ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i", "ħ", "h", "ŋ", "n",
)

// Slug returns what the permalink of the entry should end in: lower-case
// ASCII letters, digits and hyphens. A title with too few of them gives the
// day and the beginning of the id instead. The store allocates another when it
// is taken.
func Slug(e *feed.Entry) string {
	for _, wish := range []string{e.Slug, e.Title} {
		if slug := slugify(wish); readable(slug, wish) {
			return slug
		}
	}
	return e.Published.UTC().Format("2006-01-02") + "-" + shortID(e.ID, 8)
}

func slugify(s string) string {
	s = plainLetters.Replace(strings.ToLower(norm.NFC.String(s)))
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			// An accent, or the apostrophe inside a word.
		default:
			gap = true
		}
	}
	return cutSlug(b.String())
}

func cutSlug(s string) string {
	if len(s) <= maxSlug {
		return s
	}
	if i := strings.LastIndexByte(s[:maxSlug+1], '-'); i > maxSlug/2 {
		return s[:i]
	}
	return s[:maxSlug]
}

// readable tells whether a slug still says what it was made from: a Cyrillic
// title with one Latin word does not give a slug.
func readable(slug, from string) bool {
	letters := 0
	for _, r := range from {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
		}
	}
	return slug != "" && utf8.RuneCountInString(slug)*2 >= min(letters, maxSlug)
}

// shortID returns n hexadecimal digits that follow from an entry's id.
func shortID(id string, n int) string {
	const hex = "0123456789abcdef"
	out := make([]byte, n)
	sum := hash(id)
	for i := range out {
		out[i] = hex[sum[i/2]>>(4*(i%2))&15]
	}
	return string(out)
}
