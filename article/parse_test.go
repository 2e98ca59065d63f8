package article

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

// TestGuarded guards that a parser that panics rejects its file and no more.
func TestGuarded(t *testing.T) {
	f := File{Path: "a.md"}
	list, err := guarded(f, Options{}, func(File, Options) ([]Article, error) {
		var none []Article
		return none[1:2], nil
	})
	if e, ok := errors.AsType[*Error](err); !ok || e.Path != "a.md" || list != nil {
		t.Errorf("got %v, %v, want an *Error", list, err)
	}
	if list, err := guarded(f, Options{}, func(File, Options) ([]Article, error) { return []Article{{Line: 1}}, nil }); len(list) != 1 || err != nil {
		t.Errorf("got %v, %v from a parser that does not panic", list, err)
	}
}

// TestParseConcurrently guards the parsers that are shared.
func TestParseConcurrently(t *testing.T) {
	const n = 40
	var want [n]string
	for i := range n {
		want[i] = parsed(i)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range n {
				if got := parsed(i); got != want[i] {
					t.Errorf("article %d: got %s, want %s", i, got, want[i])
				}
			}
		})
	}
	wg.Wait()
}

func parsed(i int) string {
	f := corpusMarkdown(i)
	if i%3 == 0 { // another renderer
		f.Data = append(f.Data, "\n<b>raw</b>\n\n[^1]: a\n\nb[^1]"...)
	}
	list, err := Parse(f, Options{Language: "en"})
	return fmt.Sprintf("%+v %v", list, err)
}
