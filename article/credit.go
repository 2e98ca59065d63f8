package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"feedd/feed"
)

// creditHeads open lines about the making of the copy. They stay in the
// content and are never its lead. Lower case, straight apostrophes.
var creditHeads = []string{
	"reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by ", "edited by ",
	"translated by ", "reported by ", "graphic by ", "graphics by ", "photos by ", "additional writing by ",
	"eds:", "eds note", "attention editors", "attn editors", "attn:", "editor's note", "editors' note", "editors note", "note to editors", "notes to editors", "editors:",
	"our standards:", "the associated press contributed", "associated press writer", "associated press reporter",
	"ap writer", "ap reporter", "ap sports writer", "follow ap", "for more information", "media contact", "press contact",
	"contact:", "contacts:", "view original content", "source ", "distributed by ", "for immediate release",
	"press release", "news release", "embargoed ", "embargo:", "this story corrects", "this story has been",
	"this version corrects", "redaktion:", "notizblock", "hinweis:", "(corrects", "(adds", "(updates", "(refiles",
	"(recasts", "(removes", "(fixes", "(rewrites", "(repeats", "(this story", "(changes", "(clarifies", "(releads",
	"(reporting", "(additional reporting", "(writing", "(editing", "(compiled", "(edited", "(with ", "(by ", "(translated",
	"(graphic", "(photo", "(file", "(editor's", "(editors'", "(note:", "(story ", "(for more", "(c) ", "(con información",
}

// isCredit tells whether a paragraph is a credit line or a note to editors.
func isCredit(p string) bool {
	head := strings.ToLower(strings.ReplaceAll(cutBytes(p, 48), "’", "'"))
	for _, h := range creditHeads {
		if !strings.HasPrefix(head, h) {
			continue
		}
		return creditHolds(p, h)
	}
	return false
}

// creditHolds looks again at heads that a sentence may have as well.
func creditHolds(p, head string) bool {
	switch {
	case head == "source ":
		return strings.HasPrefix(p, "SOURCE ") && len(p) < 200
	case strings.HasPrefix(head, "("):
		return strings.HasSuffix(strings.TrimRight(p, ". "), ")")
	case strings.HasSuffix(head, " release") || head == "embargoed " || head == "for more information":
		return len(p) < 200
	case strings.HasSuffix(head, " by "):
		return len(p) < 300
	}
	return true
}

// isSlug recognises the line that a desk files a story under, as in
// "BC-Bridge, 1st Ld-Writethru".
func isSlug(s string) bool {
	if strings.Contains(s, "Ld-Writethru") {
		return true
	}
	if len(s) < 4 || len(s) > 60 {
		return false
	}
	if slugHeads[s[:3]] {
		return !strings.Contains(s, " ") || strings.Contains(s, "--")
	}
	return isPriorityLine(s) || isKeywordLine(s)
}

// isPriorityLine recognises the line that opens German copy, as in
// "bdt0123 4 pl 210 dpa 0456": number, priority, desk, words, agency.
func isPriorityLine(s string) bool {
	f := strings.Fields(s)
	return len(f) >= 5 && len(f[1]) == 1 && startsWithDigit(f[1]) && startsWithLetter(f[0]) &&
		startsWithDigit(f[0][len(f[0])-1:]) && slices.ContainsFunc(f[2:], world().isAgency)
}

// isKeywordLine recognises the keywords under that, as in "Energie/Europa/".
func isKeywordLine(s string) bool {
	return strings.HasSuffix(s, "/") && !strings.Contains(s, " ") && strings.Count(s, "/") > 1
}

var slugHeads = map[string]bool{"BC-": true, "AM-": true, "PM-": true, "bc-": true}

const bylineRunes = 100

// bylineHeads open a byline; "von" and the like only count before a name.
var bylineHeads = []string{"By ", "BY ", "By: ", "Von ", "VON ", "Par ", "PAR ", "Por ", "POR ", "(di ", "Di ", "di ", "by ", "Автор: ", "Текст: "}

// parseByline reads "By Jane Doe and John Roe, Reuters".
func parseByline(s string) ([]feed.Person, bool) {
	if utf8.RuneCountInString(s) > bylineRunes {
		return nil, false
	}
	rest, ok := cutByline(s)
	if !ok || strings.HasSuffix(rest, ".") && !strings.HasSuffix(rest, "r.") {
		return nil, false
	}
	var people []feed.Person
	for _, part := range splitNames(rest) {
		name := strings.TrimSpace(part)
		if !isName(name) {
			if len(people) > 0 {
				break // what follows the names is an agency, a desk, a town
			}
			return nil, false
		}
		people = append(people, feed.Person{Name: titlePerson(name)})
	}
	return people, len(people) > 0
}

func cutByline(s string) (string, bool) {
	for _, head := range bylineHeads {
		rest, ok := strings.CutPrefix(s, head)
		if !ok {
			continue
		}
		if head[0] == '(' {
			return strings.CutSuffix(rest, ")")
		}
		return strings.TrimSpace(rest), true
	}
	return "", false
}

// splitNames splits at and, &, in and commas. After a comma stands what the
// names belong to: only what and joins are further names.
func splitNames(s string) []string {
	var names []string
	pieces := strings.Split(strings.NewReplacer(" | ", ", ", " / ", ", ").Replace(s), ",")
	several := len(pieces) > 1 && hasAnd(pieces[len(pieces)-1])
	for i, piece := range pieces {
		if i > 0 && !several {
			break
		}
		for _, and := range []string{" and ", " AND ", " und ", " et ", " y ", " & ", " и ", " та "} {
			piece = strings.ReplaceAll(piece, and, "\n")
		}
		for name := range strings.SplitSeq(piece, "\n") {
			name = strings.TrimSpace(name)
			name = strings.TrimPrefix(strings.TrimPrefix(name, "and "), "AND ")
			for _, at := range []string{" in ", " at ", " of ", " for "} {
				name, _, _ = strings.Cut(name, at)
			}
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

func hasAnd(s string) bool {
	return strings.Contains(s, " and ") || strings.Contains(s, " AND ") || strings.Contains(s, " & ")
}

// isName tells whether s is one to five words that begin with capitals.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) < 1 || len(words) > 5 {
		return false
	}
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) || unicode.Is(unicode.Lo, r) {
			continue
		}
		if i == 0 && w != "the" || !particles[w] && !lowerPrefix(w) && w != "the" {
			return false
		}
	}
	return len(words) > 1 || world().isAgency(s) || isUpper(s) && len(s) > 3
}

// titlePerson shows a name in capitals as running text does.
func titlePerson(s string) string {
	if !isUpper(s) || world().isAgency(s) {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) > 2 && !strings.Contains(w, ".") {
			words[i] = titleCompound(w, true)
		}
	}
	return strings.Join(words, " ")
}

// endMarks close an article. They are compared without brackets, dashes and
// spaces around them.
var endMarks = wordSet(`30 end ends ende fin fine reuter reuters enditem endit nnnn 0 кінець конец`)

const markRunes = 14

// isEndMark tells whether a line is nothing but an end mark.
func isEndMark(s string) bool {
	if len(s) > markRunes {
		return false
	}
	if isSignOff(s) {
		return true
	}
	w := strings.ToLower(strings.Trim(s, " \t-–—_=*#/()[]<>.:"))
	w = strings.ReplaceAll(w, " ", "")
	if !endMarks[w] {
		return false
	}
	switch {
	case w == "30" || w == "0":
		return strings.ContainsAny(s, "-–—") && !startsWithDigit(s)
	case strings.HasPrefix(w, "reuter"):
		return true
	}
	return isUpper(s) || s != w || w == "enditem" || w == "endit"
}

// isSignOff recognises an agency's name at the end of its copy, as in ==Kyodo
// and -- BERNAMA.
func isSignOff(s string) bool {
	for _, sign := range []string{"--", "==", "–", "—"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return world().exact[strings.Trim(rest, " -–—=.")]
		}
	}
	return false
}

// isSpacedBreak recognises the spaced asterisks or hyphens that part the sections of
// one text as often as they part two.
func isSpacedBreak(s string) bool {
	return isRule(s) && strings.Contains(s, " ") && strings.ContainsRune("*-", rune(s[0]))
}

// isRule tells whether a line is made of one sign that divides: ---, ***,
// # # #.
func isRule(s string) bool {
	if len(s) < 3 || len(s) > 400 {
		return false
	}
	sign := s[0]
	if !strings.ContainsRune("-*#_=~", rune(sign)) {
		return false
	}
	n := strings.Count(s, string(sign))
	return n >= 3 && n+strings.Count(s, " ") == len(s)
}

// isPageMark recognises -more- and the like, at the foot of a page.
func isPageMark(s string) bool {
	if len(s) > 20 {
		return false
	}
	if strings.EqualFold(s, "more follows") {
		return true
	}
	w := strings.ToLower(strings.Trim(s, " -–—()/*."))
	return (w == "more" || w == "more to come" || w == "more to follow" || w == "more follows" || w == "mf" || w == "continued") && w != strings.ToLower(s)
}

// tailMarks stand at the end of the last line of some agencies' copy.
var tailMarks = []string{"Enditem", "End Item", "END ITEM", "Endit", "ENDITEM", "(ENDS)", "ENDS", "(END)", "-ENDS-", "-30-", "-0-", "###", "NNNN", "REUTER", "Reuter"}

// cutEndMark takes an end mark off the last line of an article. It has to
// follow the end of a sentence.
func cutEndMark(s string) string {
	for _, mark := range tailMarks {
		body, ok := strings.CutSuffix(s, mark)
		if ok && strings.HasSuffix(body, " ") && endsSentence(body) {
			return strings.TrimRight(body, " ")
		}
	}
	return s
}
