package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mainVerb returns the index of the word that looks like the main verb of an
// English sentence, -1 if none does. It knows common verbs and the endings of
// the past; a verb in a relative clause does not count.
func mainVerb(words []token) int {
	// What a sentence opens with in quotes is not what it says itself.
	if end := openingQuote(words); end > 0 && end < len(words) {
		if verb := clauseVerb(words[end:]); verb >= 0 {
			return end + verb
		}
	}
	return clauseVerb(words)
}

func clauseVerb(words []token) int {
	skip := false
	start := mainStart(words)
	for i, w := range words {
		switch {
		case i < start:
		case i > 0 && relatives[w.core] && !isFiniteVerb(words, i-1):
			skip = true
			if verb := verbAfterWho(words, i); verb > 0 {
				skip, start = false, verb+1
			}
		case !isFiniteVerb(words, i):
		case skip:
			skip = verbFollows(words, i+1)
		default:
			return i
		}
	}
	return -1
}

// verbFollows tells whether a finite verb stands at word i or behind adverbs
// there: has earlier reported.
func verbFollows(words []token, i int) bool {
	for i < len(words) && adverbs[words[i].core] {
		i++
	}
	return i < len(words) && isFiniteVerb(words, i)
}

// verbAfterWho returns the last word of the verb that follows who at word i:
// that of the relative clause, whether it is a known one or not. 0 if
// something else follows.
func verbAfterWho(words []token, i int) int {
	verb := i + 1
	if verb < len(words) && adverbs[words[verb].core] {
		verb++
	}
	if words[i].core != "who" || verb >= len(words) || determiners[words[verb].core] || upperFirst(words[verb].text) == words[verb].text {
		return 0
	}
	for verb+1 < len(words) && isFiniteVerb(words, verb) && isFiniteVerb(words, verb+1) {
		verb++ // has been arrested
	}
	return verb
}

// mainStart returns where the main clause begins when a subordinate one with
// a verb of its own comes first.
func mainStart(words []token) int {
	if len(words) == 0 || !subordinators[words[0].core] {
		return 0
	}
	for i, w := range words {
		if endsPiece(w) && !inList(words, i+1) {
			return i + 1
		}
	}
	return 0
}

// isFiniteVerb tells whether word i looks like a finite verb: an auxiliary,
// a common verb, or a past tense where no adjective would stand.
func isFiniteVerb(words []token, i int) bool {
	c := words[i].core
	if auxiliaries[c] {
		return true
	}
	prev := ""
	if i > 0 {
		prev = words[i-1].core
	}
	if prev == "to" || determiners[prev] || i > 0 && cutPrepositions[prev] || prev == "of" {
		return false
	}
	if finiteVerbs[c] {
		return true
	}
	return isPast(words, i, c)
}

func isPast(words []token, i int, c string) bool {
	if len(c) < 5 || !strings.HasSuffix(c, "ed") || strings.HasSuffix(c, "eed") {
		return false
	}
	if nonFinite[c] && !(takesObject[c] && i+1 < len(words) && isObjectHead(words[i+1])) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(words[i].text)
	return unicode.IsLower(r) && !strings.Contains(c, "-") && i > 0
}

// isObjectHead tells whether a word begins the object of a verb: a determiner
// or a name.
func isObjectHead(w token) bool {
	return determiners[w.core] || upperFirst(w.text) == w.text && startsWithLetter(w.text)
}
