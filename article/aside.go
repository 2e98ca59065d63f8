package article

import "strings"

// dropLead leaves out a leading subordinate clause: "After months of talks,".
// What is left has to be a clause with a verb.
func dropLead(words []token) []token {
	for range 3 {
		rest := dropOneLead(words)
		if len(rest) == len(words) {
			break
		}
		words = rest
	}
	return words
}

func dropOneLead(words []token) []token {
	if len(words) < 8 || !leadWords[words[0].core] && !isParticiple(words[0]) {
		return words
	}
	for i := 1; i < len(words)-4; i++ {
		if !endsPiece(words[i-1]) {
			continue
		}
		if conjunctions[words[i].core] || relatives[words[i].core] || isPlaceOrNumber(words, i) || inList(words, i) {
			continue
		}
		if verb := mainVerb(words[i:]); verb >= 1 && isBalanced(joinTokens(words[:i])) {
			return words[i:]
		}
		return words
	}
	return words
}

func isParticiple(w token) bool {
	return len(w.core) > 5 && strings.HasSuffix(w.core, "ing") && !endsPiece(w)
}

// isPlaceOrNumber recognises the piece between two commas that a name or a
// date has: Austin, Texas, and January 3, 2026,.
func isPlaceOrNumber(words []token, i int) bool {
	if startsWithDigit(words[i].text) && endsPiece(words[i]) {
		return true
	}
	for j := i; j < len(words) && j < i+4; j++ {
		if endsPiece(words[j]) {
			return world().isRegion(pieceOf(words, i, j))
		}
	}
	return false
}

// dropAsides leaves out what stands between two commas beside the sentence:
// a date, a region, an apposition to the subject, a clause with who or
// alongside. The items of a list stay.
func dropAsides(words []token) []token {
	out := make([]token, 0, len(words))
	start := mainStart(words)
	hasVerb := false
	for i := 0; i < len(words); i++ {
		out = append(out, words[i])
		if !endsPiece(words[i]) {
			continue
		}
		hasVerb = hasVerb || mainVerb(out) >= 0
		end := asidesEnd(words, i+1, hasVerb)
		if end < 0 || len(out) < 2 || start > i {
			continue
		}
		if end+1 >= len(words) || !determiners[words[end+1].core] {
			out[len(out)-1].text = strings.TrimSuffix(words[i].text, ",")
		}
		i = end
	}
	if len(out) < 4 {
		return words
	}
	return out
}

// asidesEnd is the end of the asides, one after the other, that begin at word
// i: ", 45, the mayor of the town,".
func asidesEnd(words []token, i int, hasVerb bool) int {
	end := asideEnd(words, i, hasVerb)
	for end >= 0 {
		next := asideEnd(words, end+1, hasVerb)
		if next < 0 {
			break
		}
		end = next
	}
	return end
}

// asideEnd returns the index of the last word of the aside that begins at
// word i, -1 if none does.
func asideEnd(words []token, i int, hasVerb bool) int {
	if i >= len(words) {
		return -1
	}
	if end := dateOrRegionEnd(words, i); end >= 0 {
		return end
	}
	participle := hasVerb && isPast(words, i, words[i].core)
	opener := (asideWords[words[i].core] || relatives[words[i].core] || participle) && !(hasVerb && determiners[words[i].core])
	for j := i; j+1 < len(words) && j < i+40; j++ {
		if !endsPiece(words[j]) {
			continue
		}
		after := words[j+1].core
		if opensPredicate(words, j+1) && (!hasVerb || opener) {
			return j
		}
		if opener && after != "and" && after != "or" && cutPrepositions[after] && !inList(words, j+1) {
			return j
		}
		if hasVerb && !opener || closesRelative(words, i, j) {
			return -1
		}
	}
	return -1
}

// closesRelative tells whether the comma behind word j ends the relative
// clause that begins at word i, so that what follows is not part of it.
func closesRelative(words []token, i, j int) bool {
	if !relatives[words[i].core] || inList(words, j+1) {
		return false
	}
	for k := i + 1; k <= j; k++ {
		if isFiniteVerb(words, k) {
			return true
		}
	}
	return false
}

// opensPredicate tells whether the main verb stands at word i or behind an
// adverb there.
func opensPredicate(words []token, i int) bool {
	if adverbs[words[i].core] && i+1 < len(words) {
		i++
	}
	return isFiniteVerb(words, i)
}

// dateOrRegionEnd finds the end of ", January 3, 2026," or ", Switzerland,".
func dateOrRegionEnd(words []token, i int) int {
	for j := i; j < len(words) && j < i+5; j++ {
		if !endsPiece(words[j]) {
			continue
		}
		piece := pieceOf(words, i, j)
		if n, size := readDay(piece); size == len(piece) && n.month != 0 {
			return withYear(words, j)
		}
		if world().isRegion(piece) && j+1 < len(words) && words[j+1].core != "and" && !inList(words, i) {
			return j
		}
		if isAge(piece) {
			return j
		}
		return -1
	}
	return -1
}

// pieceOf joins the words i to j and leaves the comma behind them out.
func pieceOf(words []token, i, j int) string {
	return strings.TrimSuffix(joinTokens(words[i:j+1]), ",")
}

func isAge(piece string) bool { return len(piece) <= 2 && startsWithDigit(piece) }

// withYear takes the year that follows the day at word j along.
func withYear(words []token, j int) int {
	if j+1 < len(words) && len(words[j+1].text) == 5 && startsWithDigit(words[j+1].text) && endsPiece(words[j+1]) {
		return j + 1
	}
	return j
}

// dropBrackets leaves out what stands in brackets.
func dropBrackets(words []token) []token {
	out := make([]token, 0, len(words))
	for i := 0; i < len(words); i++ {
		end := bracketEnd(words, i)
		if end < 0 || len(out) == 0 {
			out = append(out, words[i])
			continue
		}
		if endsPiece(words[end]) {
			out[len(out)-1].text += ","
		}
		i = end
	}
	return out
}

func bracketEnd(words []token, i int) int {
	if !strings.HasPrefix(words[i].text, "(") && !strings.HasPrefix(words[i].text, "<") {
		return -1
	}
	for j := i; j < len(words) && j < i+12; j++ {
		if w := strings.TrimRight(words[j].text, ",."); strings.HasSuffix(w, ")") || strings.HasSuffix(w, ">") {
			return j
		}
	}
	return -1
}

// dropPhrases returns the sentence without one, and without all, of the
// prepositional phrases between its subject and its main verb.
func dropPhrases(words []token) [][]token {
	verb := mainVerb(words)
	if verb < 3 {
		return nil
	}
	starts := []int{}
	for i := max(1, openingQuote(words)); i < verb; i++ {
		if phrasePrepositions[words[i].core] || relatives[words[i].core] {
			starts = append(starts, i)
		}
	}
	var list [][]token
	for k, from := range starts {
		to := verb
		if k+1 < len(starts) && !relatives[words[from].core] {
			to = starts[k+1]
		}
		list = append(list, without(words, from, to))
	}
	if len(starts) > 1 {
		list = append(list, without(words, starts[0], verb))
	}
	return list
}

// dropTimes leaves out today, on Monday and the like.
func dropTimes(words []token) []token {
	out := make([]token, 0, len(words))
	for i := 0; i < len(words); i++ {
		w := words[i]
		day := i
		if w.text == "on" && i+1 < len(words) {
			day++
		}
		if i > 0 && timeWords[strings.ToLower(words[day].text)] {
			i = day
			continue
		}
		out = append(out, w)
	}
	return out
}

func without(words []token, from, to int) []token {
	out := make([]token, 0, len(words))
	return append(append(out, words[:from]...), words[to:]...)
}
