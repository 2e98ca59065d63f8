package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	headlineRunes = 110
	headlineMin   = 35 // a cut that leaves less says too little
	headlineWords = 120
)

// headlineOf makes a headline from the lead of copy that has none: the first
// sentence, and where that is too long its main clause. The words are those
// of the lead in their order; clauses are left out, nothing is added but the
// "…" of a cut that no clause boundary allows.
func headlineOf(lead string) string {
	s := firstSentence(cutBytes(lead, leadBytes))
	s = strings.Join(strings.Fields(s), " ")
	s = trimStop(balance(closeQuote(s, "")))
	if fitsHeadline(s) {
		return s
	}
	v := variantsOf(tokens(s))
	for _, shorten := range []func(variants) string{shortenByDropping, shortenByCutting, shortenSubject} {
		if h := shorten(v); h != "" {
			return h
		}
	}
	return cutHeadline(v)
}

// A token is a word of the lead: as written, and as its [core].
type token struct{ text, core string }

func tokens(s string) []token {
	var list []token
	for w := range strings.FieldsSeq(s) {
		if len(list) == headlineWords {
			break
		}
		list = append(list, token{w, core(w)})
	}
	return list
}

func joinTokens(words []token) string {
	size := 0
	for _, w := range words {
		size += len(w.text) + 1
	}
	var b strings.Builder
	b.Grow(size)
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// variants are a sentence and what is left of it without its leading clause,
// without that and its asides, and without all that and its brackets.
type variants struct{ whole, led, bare, barest []token }

func variantsOf(words []token) variants {
	v := variants{whole: words, led: dropLead(words)}
	v.bare = dropAsides(v.led)
	v.barest = v.bare
	if short := dropBrackets(v.led); len(short) < len(v.led) {
		v.barest = dropAsides(short)
	}
	return v
}

func fitsHeadline(s string) bool {
	return len(s) <= headlineRunes || utf8.RuneCountInString(s) <= headlineRunes
}

// trimStop takes off the full stop that a headline does not have. That of an
// abbreviation stays.
func trimStop(s string) string {
	body, ok := strings.CutSuffix(s, ".")
	body = strings.TrimRight(body, " ")
	if !ok || strings.HasSuffix(body, ".") || strings.Contains(lastWord(body), ".") {
		return s
	}
	if low := strings.ToLower(lastWord(body)); abbreviations[low] && low != "no" {
		return s
	}
	return body
}

// shortenByDropping leaves out a leading clause, asides and brackets, and
// nothing else.
func shortenByDropping(v variants) string {
	for _, short := range [][]token{v.led, v.bare, v.barest} {
		if len(short) == len(v.whole) || len(short) < 4 {
			continue
		}
		if h := finishHeadline(short); fitsHeadline(h) && keepsVerb(v.whole, short) && isBalanced(h) {
			return h
		}
	}
	return ""
}

func keepsVerb(from, to []token) bool { return mainVerb(from) < 0 || mainVerb(to) >= 0 }

// shortenByCutting cuts at the best clause boundary of the sentence, after
// its lead and its asides are left out.
func shortenByCutting(v variants) string {
	best := bestCut(v.led)
	if len(v.bare) < len(v.led) {
		best = betterCut(best, bestCut(v.bare))
	}
	if len(v.barest) < len(v.bare) {
		best = betterCut(best, bestCut(v.barest))
	}
	return best.text
}

// shortenSubject leaves out what a long subject says of itself in front of
// the main verb ("at a ski resort bar") or the day, so that the verb comes
// within reach.
func shortenSubject(v variants) string {
	best := cut{score: -1 << 20}
	for _, shorter := range append(dropPhrases(v.barest), dropTimes(v.barest)) {
		c := bestCut(shorter)
		c.score -= loss(v.barest) - loss(shorter)
		best = betterCut(best, c)
	}
	return best.text
}

// loss weighs words, names above all: they say what the news is about.
func loss(words []token) int {
	n := 0
	for _, w := range words {
		n += len(w.text) + 1
		if r, _ := utf8.DecodeRuneInString(w.text); unicode.IsUpper(r) {
			n += 60
		}
	}
	return n
}

// cutHeadline cuts at a word: the last resort.
func cutHeadline(v variants) string {
	words := v.bare
	if mainVerb(words) < 0 {
		words = v.whole
	}
	s := cutRunes(joinTokens(words), headlineRunes-1)
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = trimTail(s[:i])
	}
	if quoted := closeQuote(s, "…"); quoted != s {
		return cutRunes(upperFirst(quoted), headlineRunes)
	}
	return upperFirst(unquoteOpen(s)) + "…"
}

// trimTail takes function words and punctuation off the end.
func trimTail(s string) string {
	for {
		s = strings.TrimRight(s, " ,;:-–—(\"“„«'‘")
		i := strings.LastIndexByte(s, ' ')
		if i < 0 || !isFunctionWord(s[i+1:]) {
			return s
		}
		s = s[:i]
	}
}

// A cut is a headline that a boundary allows, and how good it is.
type cut struct {
	text  string
	score int
}

func betterCut(a, b cut) cut {
	if b.text != "" && b.score > a.score {
		return b
	}
	return a
}

// bestCut weighs the boundaries of a sentence that leave a headline short
// enough: a longer one tells more, a stronger boundary reads better.
func bestCut(words []token) cut {
	verb, quote := mainVerb(words), openingQuote(words)
	spoken := mainVerb(words[:quote])
	best := cut{}
	size := 0
	for i, w := range words {
		switch {
		case i > 0 && i < quote:
			best = cutAt(words, i, spoken, size, best)
			size++
		case i > 0:
			best = cutAt(words, i, verb, size, best)
			size++
		}
		size += utf8.RuneCountInString(w.text)
		if size > headlineRunes+1 {
			return best
		}
	}
	return cutAt(words, len(words), verb, size, best)
}

// cutAt returns the cut in front of word i if it is better than the best one
// so far.
func cutAt(words []token, i, verb, size int, best cut) cut {
	strength := 4
	if i < len(words) {
		strength = boundary(words, i, verb)
	}
	score := size + 18*strength
	if strength == 0 || score <= best.score || size < headlineMin || !complete(words, i, verb, strength) {
		return best
	}
	text := finishHeadline(words[:i])
	if !isBalanced(text) {
		text, score = upperFirst(unquoteOpen(closeQuote(text, "…"))), score-20
	}
	if !fitsHeadline(text) || !isBalanced(text) {
		return best
	}
	return betterCut(best, cut{text, score})
}

// complete tells whether what stands before word i can stand alone: it has
// the main verb and something after it, and does not end in the air.
func complete(words []token, i, verb, strength int) bool {
	last := words[i-1].core
	if functionWords[last] {
		return false
	}
	if verb < 0 {
		// The verb is not known: only what the writer marked counts.
		return strength >= 2
	}
	if i > verb && sayings[words[verb].core] && openingQuote(words) > 0 {
		return true // what is said stands before it
	}
	if i <= verb || saysNothing(words[verb:i]) || isCleft(words, verb, i) {
		return false
	}
	if i > 1 && relatives[words[i-2].core] && isFiniteVerb(words, i-1) {
		return false // "that began"
	}
	return i > verb+1 || i > verb && strength >= 3 && !needsObject[last]
}

// isCleft tells whether word i cuts "It was in May" off its "that".
func isCleft(words []token, verb, i int) bool {
	return verb == 1 && words[0].core == "it" && slices.ContainsFunc(words[i:], func(w token) bool { return w.core == "that" })
}

// saysNothing tells whether "said", or a "because" or "when" behind the main
// verb, which comes first, still waits for the verb of its own clause.
func saysNothing(words []token) bool {
	waiting, aside := saidThat[words[0].core], false
	for i := 1; i < len(words); i++ {
		w, comma := words[i], endsPiece(words[i-1])
		switch {
		case needsClause[w.core]:
			waiting, aside = true, endsPiece(w)
		case comma && relatives[w.core]:
			aside = true
		case aside:
			aside = !endsPiece(w)
		case isFiniteVerb(words, i) && !(comma && isPast(words, i, w.core)):
			waiting = false
		}
	}
	return waiting
}

// finishHeadline makes a headline of words: no sign at the end, a capital at
// the beginning.
func finishHeadline(words []token) string {
	s := strings.TrimRight(joinTokens(words), " ,;:-–—")
	return upperFirst(trimStop(s))
}

// core is a word without its punctuation, in small letters. Most words are
// that already.
func core(w string) string {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return slowCore(w)
		}
	}
	return w
}

func slowCore(w string) string {
	w = strings.Trim(w, ",;:.!?()[]\"“”„«»–—")
	if strings.Contains(w, "’") {
		w = strings.ReplaceAll(w, "’", "'")
	}
	return strings.ToLower(w)
}
