package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A paragraph of copy is one line of text, however it was wrapped.
type paragraph struct {
	text string
	line int // where it begins in the file
}

const (
	wrapColumns = 132 // the widest copy that counts as hard-wrapped
	wrapMin     = 45  // the narrowest
	wrapSlack   = 5   // the part of the width that a wrapped line may lack
)

// A wrapping tells how the lines of an article make paragraphs: one each, or
// hard-wrapped.
type wrapping struct {
	wrapped bool
	width   int // of the longest line
	indent  int // of the lines that begin no paragraph
}

// newWrapping looks at all lines that another one follows without a blank
// line. Most lines of wrapped copy stop in the middle of a sentence; most
// paragraphs do not.
func newWrapping(blocks [][]wireLine) wrapping {
	w := wrapping{indent: -1}
	inner, open := 0, 0
	for _, b := range blocks {
		for i, l := range b {
			w.width = max(w.width, utf8.RuneCountInString(l.text))
			if i+1 == len(b) {
				continue
			}
			inner++
			if !endsSentence(l.text) {
				open++
			}
			if next := b[i+1].indent; w.indent < 0 || next < w.indent {
				w.indent = next
			}
		}
	}
	w.wrapped = inner > 0 && w.width >= wrapMin && w.width <= wrapColumns && open*2 >= inner
	return w
}

// breaksAfter tells whether a paragraph ends between two lines of a block.
func (w wrapping) breaksAfter(l, next wireLine) bool {
	if !w.wrapped || isCredit(next.text) {
		return true
	}
	if next.indent > w.indent && !w.goesOn(l, next) {
		return true
	}
	if !w.short(l, next) {
		return false
	}
	return endsSentence(l.text) || !unicodeLowerAfter(next.text) && !isProse(l.text)
}

// goesOn recognises the lines of an indented quotation, which all begin in
// the same column.
func (w wrapping) goesOn(l, next wireLine) bool {
	return next.indent == l.indent && unicodeLowerAfter(next.text) && !w.short(l, next)
}

// short tells whether the next line's first word had had room on this one, so
// that the line was not broken for want of it.
func (w wrapping) short(l, next wireLine) bool {
	need := utf8.RuneCountInString(l.text) + 1 + utf8.RuneCountInString(firstWord(next.text))
	return need < w.width-w.width/wrapSlack
}

// unwrap makes paragraphs of the blocks of an article.
func unwrap(blocks [][]wireLine) []paragraph {
	w := newWrapping(blocks)
	var list []paragraph
	for _, b := range blocks {
		start := 0
		for i := range b {
			if i+1 == len(b) || w.breaksAfter(b[i], b[i+1]) {
				list = append(list, paragraph{joinWrapped(b[start : i+1]), b[start].num})
				start = i + 1
			}
		}
	}
	return list
}

// joinWrapped joins lines by spaces. A hyphen at the end of a line stays,
// without a space after it.
func joinWrapped(lines []wireLine) string {
	if len(lines) == 1 {
		return lines[0].text
	}
	var b strings.Builder
	for i, l := range lines {
		if i > 0 && !joinsWords(lines[i-1].text, l.text) {
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// joinsWords tells whether a line ends in a hyphen that is part of a word, or
// both lines are of a script that puts no spaces between words.
func joinsWords(line, next string) bool {
	last, size := utf8.DecodeLastRuneInString(line)
	first, _ := utf8.DecodeRuneInString(next)
	if isUnspaced(last) && isUnspaced(first) {
		return true
	}
	if last != '-' && last != '\u2010' && last != '\u00ad' || !unicode.IsLetter(first) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(line[:len(line)-size])
	return unicode.IsLetter(before) || unicode.IsDigit(before)
}

func isUnspaced(r rune) bool {
	return r >= 0x3000 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r <= 0x303f || r >= 0xff00 && r <= 0xffef)
}
