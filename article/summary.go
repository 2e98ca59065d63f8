package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	summaryRunes  = 300 // about as much as readers show
	sentenceRunes = 500 // a first sentence up to this length is kept whole
	leadBytes     = 4096
)

// summaryOf makes the summary of an article: its first sentence whole, and
// as many of the next ones as fit.
func summaryOf(paragraphs []string) string {
	var b strings.Builder
	size := 0
	for _, p := range paragraphs {
		if isCredit(p) {
			continue
		}
		full := addSentences(&b, &size, cutBytes(p, leadBytes))
		if full || len(p) > leadBytes {
			break
		}
	}
	return b.String()
}

// addSentences adds a paragraph's sentences to the summary while they fit and
// tells whether there was one that did not.
func addSentences(b *strings.Builder, size *int, p string) (full bool) {
	for _, s := range splitSentences(p, 8) {
		s = strings.Join(strings.Fields(s), " ")
		n := utf8.RuneCountInString(s)
		switch {
		case *size == 0:
			s = cutWords(s, sentenceRunes)
			n = utf8.RuneCountInString(s)
		case *size+1+n > summaryRunes || !endsSentence(s):
			return true
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(s)
		*size += n
	}
	return false
}

// cutWords cuts s to at most n characters, at a word, and marks the cut.
func cutWords(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	s = cutRunes(s, n-1)
	if i := strings.LastIndexAny(s, " \t"); i > len(s)/2 {
		s = s[:i]
	}
	return strings.TrimRight(s, " \t,;:-–—") + "…"
}

func cutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// textKey reduces a text to its words: lower case, letters and digits only,
// single spaces. Marks that a letter is written with count as part of it.
func textKey(s string) string { return string(appendTextKey(make([]byte, 0, len(s)), s)) }

// appendTextKey adds the words of s to those of key.
func appendTextKey(key []byte, s string) []byte {
	gap := len(key) > 0
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			i++
			if c = keyBytes[c]; c == 0 {
				gap = len(key) > 0
				continue
			}
			if gap {
				key, gap = append(key, ' '), false
			}
			key = append(key, c)
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			gap = len(key) > 0
			continue
		}
		if gap {
			key, gap = append(key, ' '), false
		}
		key = utf8.AppendRune(key, unicode.ToLower(r))
	}
	return key
}

// keyBytes maps ASCII letters and digits to what they are in a key, and the
// rest to 0.
var keyBytes = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		switch b := byte(c); {
		case 'A' <= b && b <= 'Z':
			table[c] = b + 'a' - 'A'
		case 'a' <= b && b <= 'z' || '0' <= b && b <= '9':
			table[c] = b
		}
	}
	return table
}()

// escapeText makes text safe between tags; the quote, too, so that no text is
// taken for an attribute (see [feed.Site.Content]).
var escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// paragraphsHTML returns the paragraphs as HTML, one a line.
func paragraphsHTML(paragraphs []string) string {
	var b strings.Builder
	size := 0
	for _, p := range paragraphs {
		size += len(p) + len("<p></p>\n")
	}
	b.Grow(size)
	for i, p := range paragraphs {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("<p>")
		_, _ = escapeText.WriteString(&b, p) // a Builder never fails
		b.WriteString("</p>")
	}
	return b.String()
}
