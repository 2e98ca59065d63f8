package watch

import (
	"fmt"
	"testing"
)

// An empty directory where many files were known is what a disk leaves that is
// not mounted; one that held a few was cleared.
func TestEmptyDirectoryAtTheStart(t *testing.T) {
	for _, n := range []int{1, accident, accident + 1, 1000} {
		known := map[string]Stamp{}
		for i := range n {
			known[fmt.Sprint(i)] = Stamp{}
		}
		b, err := Scan(t.Context(), t.TempDir(), known, Options{})
		if refused := err != nil; refused != (n > accident) {
			t.Errorf("%d files known: got %v and %d changes", n, err, len(b.Changes))
		}
	}
}
