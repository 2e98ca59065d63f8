package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A separator is what stands between two groups.
type separator struct {
	dash, comma, stop, slash, colon bool
}

func (s separator) any() bool { return s.dash || s.comma || s.stop || s.slash || s.colon }

// readPlaceName reads capitalised words, with particles between them, up to
// what cannot be part of a name. In a region the common nouns and adjectives
// of regions are small as well.
func readPlaceName(s string, region bool) (string, int) {
	end := 0
	for words := 0; words <= datelineWords; words++ {
		at := end
		if words > 0 {
			at += len(s[end:]) - len(trimLead(s[end:], " \u00a0"))
			if at == end || beginsGroup(s[at:]) {
				break
			}
		}
		n := placeWord(s[at:], words == 0, region)
		if n < 0 {
			return "", 0
		}
		if n == 0 {
			break
		}
		end = at + n
	}
	return s[:end], end
}

// beginsGroup tells whether the next word is a date or a bracket, not part of
// the name.
func beginsGroup(s string) bool {
	if s == "" {
		return true
	}
	if strings.ContainsRune("(/-–—_", rune(s[0])) || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "—") {
		return true
	}
	_, n := readDay(s)
	return n > 0
}

// placeWord measures one word of a name: 0 when none begins here, -1 when
// one does that no place has.
func placeWord(s string, first, region bool) int {
	n := scanPlaceWord(s)
	if n == 0 {
		if s != "" && !strings.ContainsAny(s[:1], ",.:;") {
			return -1
		}
		return 0
	}
	w := s[:n]
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’"))
	if !unicode.IsLower(r) || lowerPrefix(w) || particles[w] && !first || region && regionWords[w] {
		return n
	}
	return -1
}

// lowerPrefix recognises names such as al-Arish and 's-Hertogenbosch.
func lowerPrefix(w string) bool {
	head, tail, ok := strings.Cut(w, "-")
	if !ok || len(head) > 4 {
		head, tail, ok = strings.Cut(strings.ReplaceAll(w, "’", "'"), "'")
	}
	if !ok || utf8.RuneCountInString(head) > 3 || tail == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(tail)
	return unicode.IsUpper(r)
}

// scanPlaceWord measures letters with the signs that names have inside them.
func scanPlaceWord(s string) int {
	end := 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || r == '\'' || r == '’' || r == '‘' || r == 'ʻ':
			end = i + utf8.RuneLen(r)
		case r == '.' && i == end && i > 0 && keepsStop(s[:i], s[i+1:]):
			end = i + 1
		case (r == '-' || r == '/') && i == end && i > 0 && startsWithLetter(s[i+1:]):
			// Joins two names; counted with the letter that follows.
			end = i + 1
		case r == '–' && i == end && i > 0 && joinsNames(s[i+len("–"):]):
			end = i + len("–")
		default:
			return end
		}
		if i > 4*datelineRunes {
			return 0
		}
	}
	return end
}

// joinsNames tells the dash of POLAND–UKRAINE from that of PARIS–The.
func joinsNames(next string) bool {
	w := next[:scanPlaceWord(next)]
	return utf8.RuneCountInString(w) > 1 && isUpper(w)
}

// keepsStop tells whether a full stop belongs to the word before it, as in
// ST. PAUL, WASHINGTON D.C. and Minn., and does not end the name.
func keepsStop(word, next string) bool {
	if strings.HasPrefix(next, "-") && startsWithLetter(next[1:]) {
		return true
	}
	if startsWithLetter(next) {
		return true
	}
	if strings.Contains(word, ".") {
		return true
	}
	if placeAbbreviations[strings.ToLower(word)] || utf8.RuneCountInString(word) == 1 {
		return true
	}
	return len(word) <= 6 && strings.ContainsAny(word[1:], "abcdefghijklmnopqrstuvwxyz") && world().isRegion(word+".")
}

var placeAbbreviations = wordSet(`st ste mt ft pt sta sto pto n s e w no so nor new twp hts spgs`)

// bracketed returns what "(…)" or "/…/" at the start of s encloses.
func bracketed(s string) (inner string, n int) {
	const longest = 60
	closing := byte(')')
	switch s[0] {
	case '(':
	case '/':
		closing = '/'
	default:
		return "", 0
	}
	end := strings.IndexByte(s[1:min(len(s), longest)], closing)
	if end < 1 {
		return "", 0
	}
	return strings.TrimSpace(s[1 : 1+end]), end + 2
}

// splitBracket splits "Marketwire - January 3, 2026" and "January 3".
func splitBracket(inner string) (name, date string) {
	for _, dash := range []string{" - ", " – ", " -- ", " — ", ", "} {
		if name, date, ok := strings.Cut(inner, dash); ok {
			if _, n := readDay(date); n == len(date) {
				return name, date
			}
		}
	}
	if _, n := readDay(inner); n > 0 && n == len(inner) {
		return "", inner
	}
	return inner, ""
}

// agencyLike tells whether an unknown name may be an agency's. A ticker such
// as NYSE: ABC has a colon.
func agencyLike(name string) bool {
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -/.&'’", r) {
			return false
		}
	}
	return strings.Count(name, " ") < 4
}

// readBareAgency reads an agency that no brackets mark, as in
// "TOKYO, Jan. 3, Kyodo — ": it has to be followed by a sign of its own.
func (p *datelineParser) readBareAgency() bool {
	if p.d.agency != "" {
		return false
	}
	s := p.rest()
	n := 0
	for range 3 {
		n += scanPlaceWord(s[n:])
		if n > 0 && world().exact[s[:n]] && closesAgency(s[n:], p.sep) {
			p.d.agency, p.known = s[:n], true
			p.pos += n
			return true
		}
		if !strings.HasPrefix(s[n:], " ") || n == 0 {
			return false
		}
		n++
	}
	return false
}

// closesAgency tells whether next ends an agency without brackets.
func closesAgency(next string, before separator) bool {
	if strings.HasPrefix(next, ". ") {
		return before.dash || before.stop
	}
	trimmed := trimLead(next, " ")
	if before.slash {
		return strings.HasPrefix(trimmed, "/")
	}
	for _, dash := range []string{"–", "—", "--", "- "} {
		if strings.HasPrefix(trimmed, dash) {
			return true
		}
	}
	return false
}

// skipSeparator skips white space and the signs between two groups, and
// notes which they were.
func (p *datelineParser) skipSeparator() {
	p.sep = separator{}
	for p.pos < len(p.s) {
		n := p.separatorAt()
		if n == 0 {
			return
		}
		p.pos += n
	}
}

func (p *datelineParser) separatorAt() int {
	s := p.rest()
	switch s[0] {
	case ' ', '\t':
		return 1
	case ',':
		p.sep.comma = true
		return 1
	case ':':
		p.sep.colon = true
		return 1
	case '.':
		if strings.HasPrefix(s, "...") {
			return 0
		}
		p.sep.stop = true
		return 1
	case '/':
		if p.spaced(1) {
			p.sep.slash = true
			return 1
		}
		return 0
	}
	if strings.HasPrefix(s, "\u00a0") {
		return len("\u00a0")
	}
	n := p.dashAt()
	p.sep.dash = p.sep.dash || n > 0
	return n
}

// dashAt measures the dash that the cursor stands at, 0 if none does. A
// hyphen is one only between spaces, or right behind a bracket or full stop.
func (p *datelineParser) dashAt() int {
	s := p.rest()
	switch {
	case strings.HasPrefix(s, "--"):
		return len(s) - len(strings.TrimLeft(s, "-"))
	case strings.HasPrefix(s, "–") && p.joined():
		return 0
	case strings.HasPrefix(s, "—"), strings.HasPrefix(s, "―"), strings.HasPrefix(s, "–"):
		return len("—")
	case s[0] == '_' && p.spaced(1):
		return 1
	case s[0] != '-':
		return 0
	case p.spaced(1):
		return 1
	case p.pos > 0 && strings.IndexByte(").:/", p.s[p.pos-1]) >= 0 && !unicodeLowerAfter(s[1:]):
		return 1
	}
	return 0
}

// joined tells whether an en dash may be that of a compound, Paris–Roubaix:
// no space on either side, no capitals before it.
func (p *datelineParser) joined() bool {
	next := p.s[p.pos+len("–"):]
	return startsWithLetter(next) && p.pos > 0 && !isBlank(p.s[p.pos-1]) &&
		!isUpper(p.d.city) && !p.afterName && !p.d.day.named()
}

func unicodeLowerAfter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// spaced tells whether white space or an end is on both sides of the n bytes
// at the cursor.
func (p *datelineParser) spaced(n int) bool {
	after := p.pos + n
	return (p.pos == 0 || isBlank(p.s[p.pos-1])) && (after >= len(p.s) || isBlank(p.s[after]))
}

// isBlank holds for the last byte of a no-break space, too.
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == 0xa0 }
