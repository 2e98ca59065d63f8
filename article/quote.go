package article

import (
	"strings"
	"unicode/utf8"
)

// balance takes out quotes and brackets that have no partner.
func balance(s string) string {
	if isBalanced(s) {
		return s
	}
	s = unquoteOpen(s)
	for _, pair := range quotePairs {
		for strings.Count(s, pair[1]) > strings.Count(s, pair[0]) {
			i := lastAtWord(s, pair[1])
			if i < 0 {
				break
			}
			s = s[:i] + s[i+len(pair[1]):]
		}
	}
	return strings.TrimSpace(s)
}

// lastAtWord finds the last sign that stands at a word; one among other signs,
// as in "]]>", belongs to them. -1 if there is none.
func lastAtWord(s, sign string) int {
	for end := len(s); ; {
		i := strings.LastIndex(s[:end], sign)
		if i < 0 {
			return -1
		}
		from := strings.LastIndexByte(s[:i], ' ') + 1
		if to := strings.IndexByte(s[i:]+" ", ' '); hasWords(s[from : i+to]) {
			return i
		}
		end = i
	}
}

// closers are the quotes that end what one before them opens.
var closers = []struct{ open, signs, add string }{
	{`"`, `"`, `"`}, {"“", "”", "”"}, {"„", "“”", "“"}, {"«", "»", "»"},
}

// openingQuote returns how many words the quote takes that a sentence begins
// with; 0 if it begins with none or that is not closed.
func openingQuote(words []token) int {
	if len(words) == 0 {
		return 0
	}
	for _, c := range closers {
		rest, ok := strings.CutPrefix(words[0].text, c.open)
		if !ok {
			continue
		}
		for i, w := range words {
			if i > 0 {
				rest = w.text
			}
			if strings.ContainsAny(rest, c.signs) {
				return i + 1
			}
		}
	}
	return 0
}

// closeQuote ends a sentence that begins with a quote and was cut within it,
// so that nobody takes the words for the writer's own.
func closeQuote(s, mark string) string {
	for _, c := range closers {
		rest, ok := strings.CutPrefix(s, c.open)
		if ok && rest != "" && !strings.ContainsAny(rest, c.signs) {
			return s + mark + c.add
		}
	}
	return s
}

var quotePairs = [][2]string{{"“", "”"}, {"«", "»"}, {"(", ")"}, {"[", "]"}}

// isBalanced tells whether every quote and bracket has its partner.
func isBalanced(s string) bool {
	if strings.Count(s, `"`)%2 != 0 {
		return false
	}
	if low := strings.Count(s, "„"); low > 0 {
		return low <= strings.Count(s, "“")+strings.Count(s, "”")
	}
	for _, pair := range quotePairs {
		if strings.Count(s, pair[0]) != strings.Count(s, pair[1]) {
			return false
		}
	}
	return !openSingle(s)
}

// openSingle tells whether a single quote opens a word and none closes one
// after it.
func openSingle(s string) bool {
	open := 0
	for i, r := range s {
		if r != '‘' && r != '\'' {
			continue
		}
		if (i == 0 || s[i-1] == ' ') && !isElision(s[i+utf8.RuneLen(r):]) {
			open = i + utf8.RuneLen(r)
		}
	}
	if open == 0 {
		return false
	}
	return strings.LastIndexAny(s[open:], "'’") < 0
}

// isElision recognises 'em, '90s and the like, which open no quote.
func isElision(rest string) bool {
	return startsWithDigit(rest) || strings.HasPrefix(rest, "em ") || strings.HasPrefix(rest, "s-") || strings.HasPrefix(rest, "tis ")
}

// unquoteOpen takes out the quotes and brackets that are opened and not
// closed, from the last one on.
func unquoteOpen(s string) string {
	if strings.Count(s, `"`)%2 != 0 {
		i := strings.LastIndexByte(s, '"')
		s = s[:i] + s[i+1:]
	}
	for _, pair := range append(quotePairs, [2]string{"„", "“"}) {
		closers := strings.Count(s, pair[1])
		if pair[0] == "„" {
			closers += strings.Count(s, "”")
		}
		for strings.Count(s, pair[0]) > closers {
			i := strings.LastIndex(s, pair[0])
			s = s[:i] + s[i+len(pair[0]):]
		}
	}
	if openSingle(s) {
		s = dropOpenSingle(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

func dropOpenSingle(s string) string {
	for _, quote := range []string{" '", " ‘"} {
		if i := strings.LastIndex(s, quote); i >= 0 {
			return s[:i+1] + s[i+len(quote):]
		}
	}
	return strings.TrimLeft(s, "'‘")
}
