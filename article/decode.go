package article

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// decode returns the text of a file: clean UTF-8 in NFC (Unicode Annex #15)
// with "\n" at the end of each line. UTF-8 and UTF-16 are told by their byte
// order marks, UTF-8 also by being valid; anything else is Windows-1252.
//
// No line is added or taken away, so that line n of the text is line n of the
// file.
func decode(data []byte) (string, error) {
	text := toUTF8(data)
	if !isDirty(text) {
		return norm.NFC.String(text), nil
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return "", fmt.Errorf("not a text: NUL at character %d; save it as UTF-8", utf8.RuneCountInString(text[:i])+1)
	}
	if mostlyControls(text) {
		return "", errors.New("not a text: too many control characters; save it as UTF-8")
	}
	return normal(text), nil
}

// normal cleans a text and composes its characters. Text that comes from
// escapes, as in YAML, JSON and HTML, passes here once more.
func normal(s string) string { return norm.NFC.String(clean(s)) }

func toUTF8(data []byte) string {
	if rest, ok := bytes.CutPrefix(data, []byte{0xFF, 0xFE}); ok {
		return fromUTF16(rest, func(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 })
	}
	if rest, ok := bytes.CutPrefix(data, []byte{0xFE, 0xFF}); ok {
		return fromUTF16(rest, func(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 })
	}
	data = bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF})
	if utf8.Valid(data) {
		return string(data)
	}
	return fromBroken(data)
}

func fromUTF16(data []byte, unit func([]byte) uint16) string {
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, unit(data))
	}
	var b strings.Builder
	b.Grow(len(units))
	for _, r := range utf16.Decode(units) {
		if r != utf8.RuneError { // a lone surrogate
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fromBroken decodes what is not valid UTF-8. If most of what lies outside
// ASCII is valid, the text is UTF-8 with some stray bytes in it, as when it
// was cut off inside a character or pasted together; otherwise it is
// Windows-1252.
func fromBroken(data []byte) string {
	valid, stray := 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case isSurrogate(data[i:]):
			n = 3
		case r == utf8.RuneError && n == 1:
			stray++
		case n > 1:
			valid++
		}
		i += n
	}
	if stray >= valid {
		return decodeBytes(data, func(d []byte) (rune, int) { return charmap.Windows1252.DecodeByte(d[0]), 1 })
	}
	return decodeBytes(data, mixedRune)
}

// mixedRune decodes UTF-8, with a stray byte as Windows-1252. Surrogates in
// UTF-8, and the character that the end of the file cuts, are nothing.
func mixedRune(d []byte) (rune, int) {
	r, n := utf8.DecodeRune(d)
	switch {
	case r != utf8.RuneError || n > 1:
		return r, n
	case isSurrogate(d):
		return -1, 3
	case !utf8.FullRune(d):
		return -1, len(d)
	}
	return charmap.Windows1252.DecodeByte(d[0]), 1
}

func isSurrogate(d []byte) bool {
	return len(d) >= 3 && d[0] == 0xED && d[1]&0xE0 == 0xA0 && d[2]&0xC0 == 0x80
}

func decodeBytes(data []byte, next func([]byte) (rune, int)) string {
	var b strings.Builder
	b.Grow(len(data) + len(data)/8)
	for len(data) > 0 {
		r, n := next(data)
		data = data[n:]
		if r >= 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// mostlyControls tells binary data without a NUL from text: one character in
// ten is more than any text holds.
func mostlyControls(s string) bool {
	controls := 0
	for i, r := range s {
		if r < 0x20 && !strings.ContainsRune("\t\n\v\f\r\x1b", r) || r >= 0x7F && r < 0xA0 && r != 0x85 || r == utf8.RuneError {
			controls++
		}
		if i > 64<<10 {
			break
		}
	}
	return controls > 0 && controls*10 > min(len(s), 64<<10)
}

// clean ends lines with "\n" and removes what has no business in a text that
// is published: control characters, non-characters, U+FFFD, and the
// directional formatting that would turn what follows it around.
func clean(s string) string {
	if !isDirty(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for line := range strings.Lines(newlines.Replace(s)) {
		cleanLine(&b, line)
	}
	return b.String()
}

// newlines are the ends of lines (Unicode Annex #14: CR, NL, BK), but for the
// vertical tab and the form feed, which editors show within a line.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\v", " ", "\f", " ")

func isDirty(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c < 0x7F || c == '\n' || c == '\t' || c >= 0x80 && c < 0xC2 || c > 0xC2 && c < 0xE2 {
			continue
		}
		if c < 0x80 {
			return true
		}
		if r, _ := utf8.DecodeRuneInString(s[i:]); isUnwanted(r) || isDirectional(r) || r == 0x2028 || r == 0x2029 {
			return true
		}
	}
	return false
}

func cleanLine(b *strings.Builder, line string) {
	drop := openDirections(line)
	for i, r := range line {
		if len(drop) > 0 && drop[0] == i {
			drop = drop[1:]
			continue
		}
		if !isUnwanted(r) {
			b.WriteRune(r)
		}
	}
}

func isUnwanted(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t'
	case r < 0x7F:
		return false
	case r < 0xA0:
		return true
	case r == 0xFEFF, r == utf8.RuneError, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	}
	return r&0xFFFE == 0xFFFE
}

// The explicit directional formatting characters (Unicode Annex #9 §2).
const (
	lre, pdf, lro, rlo = 0x202A, 0x202C, 0x202D, 0x202E
	lri, pdi           = 0x2066, 0x2069

	maxDirections = 125 // max_depth, §3.3.2; what is nested deeper has no effect
)

func isDirectional(r rune) bool { return r >= lre && r <= rlo || r >= lri && r <= pdi }

// openDirections returns where in a line directional formatting is to be
// removed: every override, and what is not closed or not opened in the line.
func openDirections(line string) []int {
	type mark struct {
		at int
		r  rune
	}
	var open []mark
	var drop []int
	closeLast := func(at int, match func(rune) bool) {
		for i := len(open) - 1; i >= 0; i-- {
			if !match(open[i].r) {
				continue
			}
			for _, m := range open[i+1:] {
				drop = append(drop, m.at)
			}
			if r := open[i].r; r == lro || r == rlo {
				drop = append(drop, open[i].at, at)
			}
			open = open[:i]
			return
		}
		drop = append(drop, at)
	}
	for i, r := range line {
		switch {
		case !isDirectional(r):
		case r == pdf:
			closeLast(i, func(r rune) bool { return r <= rlo })
		case r == pdi:
			closeLast(i, func(r rune) bool { return r >= lri })
		case len(open) == maxDirections:
			drop = append(drop, i)
		default:
			open = append(open, mark{i, r})
		}
	}
	for _, m := range open {
		drop = append(drop, m.at)
	}
	slices.Sort(drop)
	return drop
}
