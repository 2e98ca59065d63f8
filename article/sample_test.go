package article

import (
	"fmt"
	"strings"
	"testing"
)

// The sample that the language is told by ends inside, at the end and behind
// the end of a paragraph.
func TestLanguageSampleOfAnyLength(t *testing.T) {
	for n := languageSample - 5; n < languageSample+5; n++ {
		text := strings.Repeat("x", n) + "\n\nAnd a second paragraph.\n"
		list, err := Parse(File{Path: "a.md", Data: []byte(text), ModTime: testSeen, Seen: testSeen}, Options{Language: "en"})
		if err != nil || len(list) != 1 {
			t.Error(fmt.Sprint(n), err)
		}
	}
}
