package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A wireLine is one line of copy that is not blank.
type wireLine struct {
	text   string // without white space around it
	num    int    // in the file, from 1
	indent int    // columns before the text
	gap    bool   // a blank line, or the top of the file, is above it
}

// wireLines reads the lines of a file, the blank ones left out.
func wireLines(text string) []wireLine {
	lines := make([]wireLine, 0, 1+strings.Count(text, "\n"))
	num, gap := 0, true
	for raw := range strings.Lines(text) {
		num++
		raw = strings.TrimRight(raw, " \t\n\u00a0\u3000")
		indent, start := measureIndent(raw)
		if start == len(raw) {
			gap = true
			continue
		}
		lines = append(lines, wireLine{text: oneSpace(raw[start:]), num: num, indent: indent, gap: gap})
		gap = false
	}
	return lines
}

func measureIndent(s string) (columns, bytes int) {
	for i, r := range s {
		switch r {
		case ' ', '\u00a0':
			columns++
		case '\t':
			columns += 8
		case '\u3000':
			columns += 2
		default:
			return columns, i
		}
	}
	return columns, len(s)
}

// oneSpace makes runs of blanks and tabs one space.
func oneSpace(s string) string {
	if !strings.Contains(s, "  ") && !strings.Contains(s, "\t") {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}

// A story is the lines of one article, told apart from its neighbours.
type story struct {
	fields []field
	head   []wireLine   // what stands above the dateline or the text
	blocks [][]wireLine // the body; a dateline opens it if dated
	dated  bool
}

func (s *story) line() int {
	switch {
	case len(s.head) > 0:
		return s.head[0].num
	case len(s.blocks) > 0:
		return s.blocks[0][0].num
	}
	return 1
}

func (s *story) hasWords() bool {
	for _, b := range s.allBlocks() {
		for _, l := range b {
			if hasWords(l.text) {
				return true
			}
		}
	}
	return false
}

const maxLookalikes = 20 // warnings of one article

// lookalikes warns of the lines inside an article that open as a dateline
// does: another article may begin there.
func (s *story) lookalikes() []Warning {
	var list []Warning
	for i, b := range s.blocks {
		for k, l := range b {
			remedy := ""
			if i+k > 0 {
				remedy = lookalikeRemedy(l)
			}
			if remedy == "" {
				continue
			}
			list = append(list, Warning{l.num, "looks like the dateline of another article; if it is one, " + remedy})
			if len(list) == maxLookalikes {
				return list
			}
		}
	}
	return list
}

// lookalikeRemedy tells what line l lacks to begin an article, "" if it does
// not look as if it should.
func lookalikeRemedy(l wireLine) string {
	_, evident := parseDateline(l.text)
	switch {
	case evident:
		return "put a blank line above it"
	case !looksDated(l.text):
		return ""
	case l.gap:
		return "name the country or the agency in it"
	}
	return "put a blank line above it, and name the country or the agency in it"
}

// readStories tells the articles of a file apart.
func readStories(text string) []story {
	var list []story
	var above []field // a header with nothing but a rule below it
	for _, section := range splitSections(wireLines(text)) {
		fields, rest := cutWireHeader(section)
		fields = append(above, fields...)
		above = nil
		found := storiesOf(rest)
		if len(found) == 0 || !found[0].hasWords() {
			above = fields
			continue
		}
		found[0].fields = fields
		if len(list) > 0 && fields == nil && isAppendix(found) {
			last := &list[len(list)-1]
			last.blocks = append(last.blocks, found[0].allBlocks()...)
			continue
		}
		list = append(list, found...)
	}
	return list
}

// isAppendix tells whether what follows an end mark is no article but credits
// and notes of the one before.
func isAppendix(found []story) bool {
	if len(found) != 1 || found[0].dated {
		return false
	}
	for _, b := range found[0].allBlocks() {
		if !isCredit(b[0].text) {
			return false
		}
	}
	return true
}

func (s *story) allBlocks() [][]wireLine {
	if len(s.head) == 0 {
		return s.blocks
	}
	return append([][]wireLine{s.head}, s.blocks...)
}

// splitSections cuts a file at its rules and end marks and leaves those out.
func splitSections(lines []wireLine) [][]wireLine {
	var sections [][]wireLine
	kept := lines[:0] // never ahead of the line that is read
	start := 0
	for i, l := range lines {
		switch divides(lines, i, len(kept)-start) {
		case markNone:
			kept = append(kept, l)
		case markSplit:
			sections = append(sections, kept[start:])
			start = len(kept)
		case markDrop:
			if i+1 < len(lines) {
				lines[i+1].gap = true
			}
		}
	}
	sections = append(sections, kept[start:])
	return slices.DeleteFunc(sections, func(s []wireLine) bool { return len(s) == 0 })
}

type mark int

const (
	markNone  mark = iota
	markSplit      // an article ends here
	markDrop       // a sign between paragraphs
)

// divides tells what line i is; before counts the lines of its section so far.
func divides(lines []wireLine, i, before int) mark {
	s := lines[i].text
	last := i+1 == len(lines) || lines[i+1].gap
	switch {
	case isSpacedBreak(s) && !opensBelow(lines, i+1):
		return markDrop
	case isRule(s):
		underlines := before == 1 && !lines[i].gap && len(s) > 3 && isHeadline(lines[i-1].text)
		return ruleMark(s, underlines)
	case isPageMark(s):
		return markDrop
	case !isEndMark(s):
		return markNone
	case lines[i].gap || last || endsSentence(lines[i-1].text):
		return markSplit
	}
	return markNone
}

// opensBelow tells whether a dateline or a headline follows at line i.
func opensBelow(lines []wireLine, i int) bool {
	end := i
	for end < len(lines) && end < i+headLines && (end == i || !lines[end].gap) {
		end++
	}
	b := lines[i:end]
	return len(b) > 0 && (openingLine(b) >= 0 || allHeadLines(b))
}

// ruleMark tells what a rule does: only ---, *** and ### end an article, and
// not right under a headline.
func ruleMark(s string, underlines bool) mark {
	if underlines || strings.ContainsRune("_=~", rune(s[0])) {
		return markDrop
	}
	return markSplit
}

// cutWireHeader takes the "Key: value" lines off the top of a section, up to
// the blank line after them.
func cutWireHeader(lines []wireLine) ([]field, []wireLine) {
	if len(lines) == 0 || !isWireKey(lines[0].text) {
		return nil, lines
	}
	var fields []field
	for i, l := range lines {
		if i > 0 && l.gap {
			return fields, lines[i:]
		}
		if last := len(fields) - 1; last >= 0 && l.indent > lines[0].indent {
			fields[last].value = textValue(*fields[last].text + " " + l.text)
			continue
		}
		key, v, ok := strings.Cut(l.text, ":")
		if !ok || len(key) > 32 || !isKeyName(key) || strings.HasPrefix(v, "//") {
			return nil, lines
		}
		fields = append(fields, field{key, l.num, textValue(strings.TrimSpace(v))})
	}
	return fields, nil
}

// isWireKey tells whether a line opens metadata: its key has to be known.
func isWireKey(s string) bool {
	key, _, ok := strings.Cut(s, ":")
	if !ok || !isKeyName(key) {
		return false
	}
	_, known := rankOf(headerKey(key))
	return known
}

// headerKey is the name that the metadata knows a key of wire copy by.
func headerKey(key string) string {
	switch strings.ToLower(key) {
	case "headline", "hed", "subject":
		return "title"
	case "by":
		return "author"
	case "embargo":
		return "publishdate"
	}
	return key
}

func isKeyName(key string) bool {
	for i, r := range key {
		if !unicode.IsLetter(r) && (i == 0 || r != '-' && r != '_' && r != ' ') {
			return false
		}
	}
	return key != "" && strings.Count(key, " ") <= 1
}

// storiesOf tells the articles of a section apart: each block that a
// dateline opens begins one.
func storiesOf(lines []wireLine) []story {
	blocks := splitBlocks(lines)
	if len(blocks) == 0 {
		return nil
	}
	var list []story
	floor := 0 // the first block that no article has yet
	for i, b := range blocks {
		at := openingLine(b)
		if at < 0 {
			continue
		}
		from := headBlocks(blocks, floor, i, list)
		if from > floor || len(list) == 0 && from > 0 {
			list = appendBody(list, blocks[floor:from])
		}
		head := append(joinLines(blocks[from:i]), b[:at]...)
		list = append(list, story{head: head, blocks: [][]wireLine{b[at:]}, dated: true})
		floor = i + 1
	}
	return appendBody(list, blocks[floor:])
}

// appendBody adds blocks to the last article; where there is none, they are
// an article without a dateline.
func appendBody(list []story, blocks [][]wireLine) []story {
	if len(blocks) == 0 {
		return list
	}
	if len(list) == 0 {
		return append(list, plainStory(blocks))
	}
	last := &list[len(list)-1]
	last.blocks = append(last.blocks, blocks...)
	return list
}

func joinLines(blocks [][]wireLine) []wireLine {
	var lines []wireLine
	for _, b := range blocks {
		lines = append(lines, b...)
	}
	return lines
}

func splitBlocks(lines []wireLine) [][]wireLine {
	var blocks [][]wireLine
	start := 0
	for i := range lines {
		if i > start && (lines[i].gap || opensUnspaced(lines[i-1].text, lines[i].text)) {
			blocks = append(blocks, lines[start:i:i])
			start = i
		}
	}
	if start < len(lines) {
		blocks = append(blocks, lines[start:len(lines):len(lines)])
	}
	return blocks
}

// opensUnspaced tells whether line s begins an article although no blank line
// is above it: the line before ends a sentence, and the dateline names an
// agency or a date, which no paragraph of another article begins with.
func opensUnspaced(before, s string) bool {
	if !endsSentence(before) {
		return false
	}
	d, ok := parseDateline(s)
	return ok && (d.day.month != 0 || world().isAgency(d.agency))
}

const headLines = 8 // slug, headline, deck, note, byline and the like

// openingLine returns which line of a block begins with a dateline, -1 if
// none does. Above it may stand the lines of a headline.
func openingLine(b []wireLine) int {
	for i := 0; i < len(b) && i < headLines; i++ {
		if _, ok := parseDateline(b[i].text); ok || goesOnBelow(b, i) {
			return i
		}
		if !isHeadLine(b[i].text) {
			break
		}
	}
	return wrappedOpening(b)
}

// goesOnBelow tells whether line i begins a dateline, with the whole name of
// the place, that ends in the next line.
func goesOnBelow(b []wireLine, i int) bool {
	s := b[i].text
	if i+1 >= len(b) || len(s) > wrapColumns {
		return false
	}
	if next, ok := parseDateline(b[i+1].text); ok && next.city != "" {
		return false
	}
	d, ok := parseDateline(s + " " + b[i+1].text)
	return ok && d.city != "" && d.length > len(s)+1 && strings.HasPrefix(s, d.city)
}

// wrappedOpening looks for a dateline that goes on in the next line, or whose
// sentence does.
func wrappedOpening(b []wireLine) int {
	for i := 0; i+1 < len(b) && i < headLines; i++ {
		s := b[i].text
		if len(s) > 2*wrapColumns {
			return -1
		}
		d, ok := parseDateline(joinWrapped(b[i:min(i+3, len(b))]))
		if ok && (d.length > len(s) || len(s) >= wrapMin) {
			return i
		}
		if !isHeadLine(s) {
			return -1
		}
	}
	return -1
}

// isHeadLine tells whether a line may stand above a dateline: a headline, a
// byline, a note.
func isHeadLine(s string) bool {
	if isCredit(s) {
		return true
	}
	_, byline := parseByline(s)
	return byline || isHeadline(s)
}

const headRunes = 120

// isHeadline tells whether a line looks like a headline: short, and not cut
// out of a sentence.
func isHeadline(s string) bool {
	if len(s) > 4*headRunes || utf8.RuneCountInString(s) > headRunes || !hasWords(s) {
		return false
	}
	if strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "...") && trimStop(s) != s {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	if strings.ContainsRune(",;:-–—。", r) {
		return false
	}
	return isUpper(s) || !isFunctionWord(lastWord(s)) || verbParticles[core(lastWord(s))]
}

// headBlocks returns the first of the blocks above block i that belong to its
// headline.
func headBlocks(blocks [][]wireLine, floor, i int, list []story) int {
	from, lines := i, 0
	for from > floor && lines < headLines {
		b := blocks[from-1]
		lines += len(b)
		if lines > headLines || !allHeadLines(b) || len(list) > 0 && !setApart(b, list) {
			break
		}
		from--
	}
	return from
}

func allHeadLines(b []wireLine) bool {
	for _, l := range b {
		if !isHeadLine(l.text) {
			return false
		}
	}
	return true
}

// setApart tells a headline between two articles from the last paragraph of
// the first one, cut off early: where the first has no headline the second
// seldom has one, and headlines do not begin like sentences.
func setApart(b []wireLine, list []story) bool {
	s := b[0].text
	if isCredit(s) {
		return false
	}
	if isUpper(s) || len(list[len(list)-1].head) > 0 {
		return true
	}
	return !startsSentenceWord(s) && utf8.RuneCountInString(s) <= 90
}

// plainStory reads blocks that no dateline opens: the first line may be a
// title, and a byline follow it.
func plainStory(blocks [][]wireLine) story {
	s := story{blocks: blocks}
	first := blocks[0]
	for len(first) > 0 && isCredit(first[0].text) && len(s.head) < headLines {
		s.takeLine()
		if len(s.blocks) == 0 {
			return s
		}
		first = s.blocks[0]
	}
	if !standsAlone(s.blocks) {
		return s
	}
	s.takeLine()
	for len(s.blocks) > 0 && len(s.head) < headLines {
		if _, ok := parseByline(s.blocks[0][0].text); !ok || len(s.blocks) == 1 && len(s.blocks[0]) == 1 {
			return s
		}
		s.takeLine()
	}
	return s
}

// takeLine moves the first line of the body to the head.
func (s *story) takeLine() {
	b := s.blocks[0]
	s.head = append(s.head, b[0])
	if len(b) > 1 {
		s.blocks = append([][]wireLine{b[1:]}, s.blocks[1:]...)
		return
	}
	s.blocks = s.blocks[1:]
}

// standsAlone tells whether the first line is a title: it looks like one, is
// not the beginning of a wrapped paragraph, and text follows.
func standsAlone(blocks [][]wireLine) bool {
	b := blocks[0]
	if !isHeadline(b[0].text) || endsSentence(b[0].text) && !strings.ContainsAny(b[0].text[len(b[0].text)-1:], "?!") {
		return false
	}
	if len(b) == 1 {
		return len(blocks) > 1
	}
	if b[1].indent > b[0].indent {
		return true
	}
	if _, ok := parseByline(b[1].text); ok {
		return true
	}
	w := newWrapping([][]wireLine{b})
	return !w.wrapped || w.short(b[0], b[1]) && !unicodeLowerAfter(b[1].text)
}
