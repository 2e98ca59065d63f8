package article

import "strings"

// boundary tells how strong the boundary in front of word i is, from 0, none,
// to 3, a clause of its own begins.
func boundary(words []token, i, verb int) int {
	prev, next := words[i-1], words[i].core
	if conditions[next] || conditionFollows(words, i) {
		return 0 // what it would cut off may turn the sense round
	}
	switch {
	case strings.HasSuffix(prev.text, ";") || strings.HasSuffix(prev.text, ":") || isDash(words[i].text):
		return 3
	case endsPiece(prev) && (verbFollows(words, i) || splitsSubject(words, i)):
		return 0 // the subject would lose its verb
	case endsPiece(prev):
		return commaBoundary(words, i)
	case clauseWords[next]:
		return clauseBoundary(words, i)
	case timeWords[next] || next == "on" && i+1 < len(words) && timeWords[words[i+1].core]:
		return timeBoundary(words, i, verb)
	case next == "to":
		return purposeBoundary(words, i, verb)
	case next == "and" && i+1 < len(words) && isFiniteVerb(words, i+1):
		return 2
	case next == "that" && i > verb+2 && !needsComplement(prev) && !contentNouns[prev.core]:
		return 2
	case i > verb+2 && i+1 < len(words) && words[i+1].core == "by" && !needsComplement(prev):
		return 2
	case nonFinite[next] && i > verb+2 && i+1 < len(words) && (words[i+1].core == "by" || cutPrepositions[words[i+1].core]):
		return 2
	case cutPrepositions[next] && i > verb+2 && !needsComplement(prev):
		return 1
	}
	return 0
}

// splitsSubject tells whether the comma before word i stands between a
// subject and its apposition, with the verb of both behind them.
func splitsSubject(words []token, i int) bool {
	from := i - pieceLength(words, i)
	for k := from; k < i; k++ {
		if from == 0 || isFiniteVerb(words, k) {
			return false
		}
	}
	end := asideEnd(words, i, false)
	return end >= 0 && opensPredicate(words, end+1)
}

// conditionFollows looks for "by July unless …" a few words on.
func conditionFollows(words []token, i int) bool {
	for j := i + 1; j < len(words) && j < i+6; j++ {
		if endsPiece(words[j-1]) {
			return false
		}
		switch words[j].core {
		case "if", "unless", "until", "without", "except":
			return true
		}
	}
	return false
}

func isDash(w string) bool { return w == "-" || w == "–" || w == "—" || w == "--" }

// commaBoundary tells a comma between clauses from one in a list.
func commaBoundary(words []token, i int) int {
	next := words[i].core
	if conjunctions[next] {
		return conjunctionBoundary(words, i)
	}
	if inList(words, i) {
		return 0
	}
	if clauseWords[next] || relatives[next] || strings.HasSuffix(next, "ing") || isAttribution(words, i) {
		return 3
	}
	if determiners[next] || cutPrepositions[next] || next == "but" {
		return 3
	}
	return 2
}

// conjunctionBoundary tells ", and nobody should" from the end of a list.
func conjunctionBoundary(words []token, i int) int {
	for j := i + 1; j < len(words) && j < i+6; j++ {
		if isFiniteVerb(words, j) {
			return 3
		}
		if endsPiece(words[j]) {
			break
		}
	}
	// In other languages a long piece before it is no item of a list.
	if mainVerb(words) < 0 && pieceLength(words, i) > 3 {
		return 2
	}
	return 0
}

// pieceLength counts the words between the comma before word i and the one
// before that.
func pieceLength(words []token, i int) int {
	n := 1
	for j := i - 2; j >= 0 && !endsPiece(words[j]); j-- {
		n++
	}
	return n
}

// inList tells whether the comma before word i separates the items of a list:
// short pieces, until one that begins with and.
func inList(words []token, i int) bool {
	run := 0
	for j := i; j < len(words) && run < 7; j++ {
		w := words[j].core
		if conjunctions[w] && w != "but" && j > i && (endsPiece(words[j-1]) || run < 4) {
			return !isFiniteVerb(words, min(j+1, len(words)-1)) && !relatives[words[i].core]
		}
		run++
		if endsPiece(words[j]) {
			run = 0
		}
		if isFiniteVerb(words, j) {
			return false
		}
	}
	return false
}

// isAttribution recognises ", police said" and ", the agency reported".
func isAttribution(words []token, i int) bool {
	for j := i; j < len(words) && j < i+8; j++ {
		if sayings[words[j].core] {
			return true
		}
	}
	return false
}

func clauseBoundary(words []token, i int) int {
	next, prev := words[i].core, words[i-1].core
	if next == "as" && (asBefore[prev] || i+1 < len(words) && asAfter[words[i+1].core]) {
		return 0
	}
	if adverbs[prev] && (next == "after" || next == "before" || next == "since" || next == "as" || next == "when") {
		return 0 // "two days after" belongs together
	}
	return 3
}

// timeBoundary cuts off today or on Monday where a verb has had its object.
func timeBoundary(words []token, i, verb int) int {
	if verb < 0 || i < verb+2 || needsComplement(words[i-1]) {
		return 0
	}
	return 2
}

// purposeBoundary cuts off an infinitive of purpose. One that the verb or the
// noun before it needs (agreed to, a plan to) is no boundary.
func purposeBoundary(words []token, i, verb int) int {
	if verb < 0 || i < verb+3 || needsComplement(words[i-1]) || infinitiveAfter[words[i-1].core] {
		return 0
	}
	for j := verb; j < i && j < verb+3; j++ {
		if infinitiveAfter[words[j].core] {
			return 0
		}
	}
	return 2
}

// endsPiece tells whether a comma follows the word.
func endsPiece(w token) bool { return strings.HasSuffix(w.text, ",") }

// needsComplement tells whether a word leaves something to be said after it.
func needsComplement(w token) bool {
	c := w.core
	return needsObject[c] || auxiliaries[c] || adverbs[c] || infinitiveAfter[c] || finiteVerbs[c] ||
		strings.HasSuffix(c, "ing") && c != "meeting" && c != "building" || determiners[c]
}
