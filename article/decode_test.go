package article

import (
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"ascii", "a\tb\nc", "a\tb\nc"},
		{"utf-8 with mark", "\xEF\xBB\xBFčaj", "čaj"},
		{"utf-16 little endian", "\xFF\xFEa\x00\x0d\x01", "ač"},
		{"utf-16 big endian", "\xFE\xFF\x00a\x01\x0d", "ač"},
		{"utf-16 surrogate pair", "\xFF\xFE\x3D\xD8\x00\xDE", "😀"},
		{"utf-16 lone surrogate", "\xFF\xFEa\x00\x3D\xD8b\x00", "ab"},
		{"utf-16 odd length", "\xFF\xFEa\x00b", "a"},
		{"windows-1252", "Caf\xe9 \x93now\x94 \x97 5 \x80", "Café “now” — 5 €"},
		{"windows-1252 that has a valid sequence", "CAF\xC9\x94 \x93", "CAFÉ” “"},
		{"utf-8 with a stray byte", "čaj – \x93 – žito", "čaj – “ – žito"},
		{"utf-8 cut in a character", "čaj ž\xC5", "čaj ž"},
		{"utf-8 with a surrogate", "čaj\xED\xA0\x80 ž", "čaj ž"},
		{"crlf and cr", "a\r\nb\rc\r\r\nd", "a\nb\nc\n\nd"},
		{"unicode line ends", "a\u0085b\u2028c\u2029d", "a\nb\nc\nd"},
		{"form feed is no line", "a\fb\vc", "a b c"},
		{"composed", "e\u0301", "é"},
		{"controls", "a line of text\x01 with \x1bfour\x7f of\u0090 them in it, all gone", "a line of text with four of them in it, all gone"},
		{"non-characters", "a\uFFFEb\uFDD0c\U0001FFFFd\uFFFDe\uFEFFf", "abcdef"},
		{"override", "a\u202Eb\u202Cc", "abc"},
		{"override within an embedding", "\u202Aa\u202Eb\u202Cc\u202C", "\u202Aabc\u202C"},
		{"isolate", "a\u2067b\u2069c", "a\u2067b\u2069c"},
		{"isolate without end", "a\u2067b\nc", "ab\nc"},
		{"embedding without end in an isolate", "\u2067a\u202Bb\u2069", "\u2067ab\u2069"},
		{"end without an isolate", "a\u2069b\u202Cc", "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decode([]byte(tt.in))
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestDecodeKeepsLines(t *testing.T) {
	in := "one\r\n\x01\r\n\u202Ethree\r\n\r\nfive\xFF"
	got, err := decode([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	if lineOf(got, "three") != 3 || lineOf(got, "five") != 5 {
		t.Errorf("got %q: the lines have moved", got)
	}
}

func TestDecodeBinary(t *testing.T) {
	for name, in := range map[string]string{
		"nul":           "abc\x00def",
		"utf-16":        "a\x00b\x00",
		"nul in utf-16": "\xFF\xFEa\x00\x00\x00",
		"controls":      strings.Repeat("\x01\x02\x03abc\x8f\x90", 50),
	} {
		if got, err := decode([]byte(in)); err == nil || !strings.Contains(err.Error(), "not a text") {
			t.Errorf("%s: got %q, %v, want an error", name, got, err)
		}
	}
}

func TestCleanIsStable(t *testing.T) {
	in := "a\u2067b\u202E\u2069c\u202C\u2069\r\n\u0085\x01é"
	once := clean(in)
	if twice := clean(once); once != twice {
		t.Errorf("got %q, then %q", once, twice)
	}
	if isDirty("a\n\t–é“日本😀") {
		t.Error("ordinary text is taken for dirty")
	}
}
