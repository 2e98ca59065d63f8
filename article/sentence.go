package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// splitSentences cuts a paragraph at its sentence ends: those of Unicode
// (UAX #29), merged where the full stop belongs to an abbreviation. At most
// limit sentences are returned; the text after them is left out.
func splitSentences(s string, limit int) []string {
	var list []string
	start := 0
	it := sentences.FromString(s)
	for len(list) < limit && it.Next() {
		part := s[start:it.End()]
		if goesOn(part, s[it.End():]) {
			continue
		}
		if t := strings.TrimSpace(part); t != "" {
			list = append(list, t)
		}
		start = it.End()
	}
	if t := strings.TrimSpace(s[start:]); t != "" && len(list) < limit {
		list = append(list, t)
	}
	return list
}

// firstSentence returns the first sentence of a paragraph that has words.
func firstSentence(s string) string {
	for _, sentence := range splitSentences(s, 3) {
		if hasWords(sentence) {
			return sentence
		}
	}
	return s
}

// goesOn tells whether next continues the sentence that part begins: behind
// a quoted question, or an abbreviation.
func goesOn(part, next string) bool {
	part = strings.TrimRight(part, " \t\u00a0")
	next = strings.TrimLeft(next, " \t\u00a0")
	if next == "" {
		return false
	}
	if !strings.HasSuffix(part, ".") {
		return unicodeLowerAfter(next)
	}
	word := lastWord(strings.TrimSuffix(part, "."))
	low := strings.ToLower(word)
	switch {
	case titleAbbreviations[low] || isInitial(part, word):
		return true
	case months(low) || low == "no" || low == "nos" || low == "art" || low == "nr" || low == "fig":
		return startsWithDigit(next)
	case isOrdinal(word):
		name, _ := readName(next)
		return months(strings.ToLower(name))
	case isAbbreviation(word, low):
		return !startsSentenceWord(next)
	}
	return false
}

// isInitial tells whether word, at the end of part, is the initial of a name:
// one capital behind a word that begins with one.
func isInitial(part, word string) bool {
	if utf8.RuneCountInString(word) != 1 || !isUpper(word) {
		return false
	}
	before := lastWord(strings.TrimRight(strings.TrimSuffix(part, word+"."), " \t\u00a0"))
	r, _ := utf8.DecodeRuneInString(before)
	return unicode.IsUpper(r)
}

func lastWord(s string) string {
	s = s[strings.LastIndexAny(s, " \t\u00a0")+1:]
	return strings.TrimLeft(s, "\"'“‘„«([<")
}

func months(low string) bool { return calendarWords().months[foldName(low)] != 0 }

func isOrdinal(w string) bool {
	n := len(w)
	return n > 0 && n <= 2 && w[0] >= '0' && w[0] <= '9' && w[n-1] >= '0' && w[n-1] <= '9'
}

// isAbbreviation recognises initials (J., U.S., a.m.), companies (Inc.),
// states (Calif.) and other words that a full stop shortens.
func isAbbreviation(word, low string) bool {
	if word == "" {
		return false
	}
	if abbreviations[low] {
		return true
	}
	r, size := utf8.DecodeRuneInString(word)
	if size == len(word) {
		return unicode.IsUpper(r)
	}
	if strings.Contains(word, ".") && len(word) <= 12 {
		return isDotted(word)
	}
	return unicode.IsUpper(r) && len(word) >= 2 && len(word) <= 5 && !isUpper(word) && stateAbbreviations[low]
}

// isDotted tells whether every letter or pair of letters has its full stop,
// as in U.S, Ph.D, z.B.
func isDotted(w string) bool {
	for part := range strings.SplitSeq(w, ".") {
		n := utf8.RuneCountInString(part)
		if n == 0 || n > 2 || !startsWithLetter(part) {
			return false
		}
	}
	return true
}

// titleAbbreviations stand before a name and so never end a sentence.
var titleAbbreviations = wordSet(`mr mrs ms messrs dr prof gen lt maj col capt cmdr adm sgt
	cpl pvt rev hon pres supt det insp brig sen sens rep reps gov govs gens amb atty
	mme mlle mgr msgr ing dipl st ste mt ft vs fr dott avv sig sr.a ca bzw vgl`)

// abbreviations may end a sentence; the next word decides.
var abbreviations = wordSet(`inc corp co ltd llc plc bros cos jr sr esq assn dept dist univ
	bldg ave blvd rd hwy etc al est approx gmbh cie sa pty tel ext ed eds vol pp
	usw evtl inkl u.a d.h ок тыс млн млрд руб г гг ул им м тис`)

var stateAbbreviations = wordSet(`ala ariz ark calif colo conn del fla ga ill ind kan ky la
	md mass mich minn miss mo mont neb nev okla ore pa tenn tex vt va wash wis wyo alta
	ont que sask man`)

// sentenceWords begin a sentence far more often than they follow an
// abbreviation within one.
var sentenceWords = wordSet(`the a an in on at but he she it they we i his her their this
	that these those there when while after before as if however meanwhile since during
	under with for from by not no its our you your and or so still yet both such some
	many most all other among last earlier officials police
	der die das ein eine er sie es wir im am auf in nach bei mit
	le la les un une il elle ils elles en dans el los las una en lo gli nel
	он она они это в на но по`)

func startsSentenceWord(next string) bool {
	next = strings.TrimLeft(next, "\"“„«'‘(")
	w, n := readWord(next)
	if strings.HasPrefix(next[n:], ".") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && sentenceWords[strings.ToLower(w)]
}

func startsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

// endsSentence tells whether s closes with the sign of a sentence end,
// whatever quotes and brackets come after it.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0\"'“”‘’»«)]}>*_")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?。！？｡؟۔।॥։።၊။…", r) && r != utf8.RuneError
}

// isTruncated tells whether an article stops in the middle of a sentence:
// its last paragraph is prose and has no end.
func isTruncated(paragraphs []string) bool {
	last := len(paragraphs) - 1
	for last >= 0 && (isCredit(paragraphs[last]) || isSignature(paragraphs[last])) {
		last--
	}
	return last >= 0 && stopsShort(paragraphs[last])
}

func stopsShort(p string) bool {
	p = cutSignature(strings.TrimSpace(p))
	if strings.HasSuffix(p, "…") || strings.HasSuffix(p, "...") {
		return true
	}
	if endsSentence(p) {
		return titleAbbreviations[strings.ToLower(lastWord(strings.TrimRight(p, ".")))] && !endsSentence(strings.TrimRight(p, "."))
	}
	return isProse(p)
}

// cutSignature takes what desks sign copy with off the end of a sentence:
// their agency, initials, a credit in brackets.
func cutSignature(p string) string {
	if i := strings.LastIndex(p, " ("); i > 0 && strings.HasSuffix(p, ")") && endsSentence(p[:i]) {
		return p[:i]
	}
	rest := p
	for range signatureWords {
		i := strings.LastIndexByte(rest, ' ')
		if i < 0 || !signs(rest[i+1:]) {
			return p
		}
		if rest = rest[:i]; endsSentence(rest) {
			return rest
		}
	}
	return p
}

const signatureWords = 5

// isSignature tells whether a line holds nothing but who made the copy.
func isSignature(p string) bool {
	words := strings.Fields(cutBytes(p, 80))
	for _, w := range words {
		if !signs(w) {
			return false
		}
	}
	return len(words) <= signatureWords
}

// signs tells whether a word is part of a signature: the name of an agency,
// initials such as abc/def and ABC, a word in brackets.
func signs(w string) bool {
	if strings.HasPrefix(w, "(") && strings.HasSuffix(w, ")") || world().exact[w] {
		return true
	}
	if !strings.Contains(w, "/") && !isUpper(w) || isFunctionWord(w) {
		return false
	}
	for part := range strings.SplitSeq(w, "/") {
		if n := utf8.RuneCountInString(part); n < 2 || n > 4 || !isLetters(part) {
			return false
		}
	}
	return true
}

func isLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// isProse tells a sentence from what stands at the end of copy without being
// one: a row of a table, a list item, an address, a name, a link. In scripts
// whose sentences have no signs it cannot tell, and says no.
func isProse(p string) bool {
	if strings.HasPrefix(p, "(") && strings.HasSuffix(p, ")") {
		return false
	}
	switch p[0] {
	case '*', '+', '>', '|', '#':
		return false
	}
	if strings.HasPrefix(p, "- ") || strings.HasPrefix(p, "•") || strings.HasPrefix(p, "– ") {
		return false
	}
	tail := lastWord(p)
	if strings.Contains(tail, "://") || strings.Contains(tail, "@") || strings.HasPrefix(tail, "www.") {
		return false
	}
	c := countWords(p)
	if c.figures*4 >= c.all {
		return false
	}
	return c.small*2 >= c.all || c.small >= 3 && c.small*3 >= c.all || c.all > 1 && isFunctionWord(tail)
}

// A wordCount tells prose from names and tables.
type wordCount struct{ all, small, figures int }

// countWords counts the words of a paragraph, those in small letters and
// those that are figures.
func countWords(p string) wordCount {
	var c wordCount
	for w := range strings.FieldsSeq(cutBytes(p, 2000)) {
		r, _ := utf8.DecodeRuneInString(w)
		c.all++
		switch {
		case unicode.IsLower(r):
			c.small++
		case unicode.IsDigit(r):
			c.figures++
		}
	}
	return c
}
