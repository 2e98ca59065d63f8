// Package corpus makes articles for benchmarks and for tests that want many:
// each differs from all others, and is the same every time. Nothing but tests
// imports it.
package corpus

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

var sentences = []string{
	"The ferry left on time, and nobody on the quay waved at it.",
	"A company spokeswoman said the second boat would be ready before the summer.",
	"Three of the harbour's four cranes have stood still since the autumn storms.",
	"The council votes on the budget next week, two months later than it had promised.",
	"Fishermen say the new lights blind them on the way home.",
	"What the survey does not say is who asked for it, and who paid.",
	"Rain is expected from the west by noon, with gusts on the coast.",
	"The museum shows forty maps, one of which is known to be a forgery.",
	"Bread costs a fifth more than a year ago, flour only half as much.",
	"Engineers found the leak under a school, where nobody had looked for it.",
	"The train that was to be the fastest in the region now runs twice a day.",
	"Her first novel sold four hundred copies; her ninth has been translated into eleven languages.",
}

var places = []string{"Lisbon", "Oslo", "Nairobi", "Hanoi", "Quito", "Gdansk"}

// text returns n sentences, with a number in between so that no two texts are
// alike.
func text(r *rand.Rand, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = sentences[r.IntN(len(sentences))]
	}
	return fmt.Sprintf("%s Item %x has the details.", strings.Join(list, " "), r.Uint32())
}

// Markdown returns article i: about 2.7 KB with front matter.
func Markdown(i int) []byte {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	place := places[r.IntN(len(places))]
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: \"Report %d: what changed in %s\"\ndate: 2026-01-%02dT%02d:%02d:00Z\n", i, place, 1+i%28, i%24, i%60)
	fmt.Fprintf(&b, "author: Ana Novak\ntags: [harbour, %s, budget]\nlang: en\n---\n\n", strings.ToLower(place))
	for b.Len() < 2500 {
		switch r.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "## %s, part %d\n\n", place, b.Len())
		case 1:
			fmt.Fprintf(&b, "- %s\n- %s\n\n", text(r, 1), text(r, 1))
		case 2:
			fmt.Fprintf(&b, "> %s\n\n", text(r, 2))
		}
		fmt.Fprintf(&b, "%s The *full* report is [on the site](https://reports.example/%d), with a **table** of figures.\n\n", text(r, 3), i)
	}
	return []byte(b.String())
}

// Wire returns file i of wire copy, with n articles.
func Wire(i, n int) []byte {
	r := rand.New(rand.NewPCG(uint64(i), 2))
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%s, January %d — %s\n%s\n%s\n\n", strings.ToUpper(places[r.IntN(len(places))]), 1+r.IntN(28),
			text(r, 3), text(r, 4), text(r, 3))
	}
	return []byte(b.String())
}

// WriteMarkdown writes the articles from first on into dir, a hundred to a
// directory.
func WriteMarkdown(dir string, first, n int) error {
	for i := first; i < first+n; i++ {
		sub := filepath.Join(dir, fmt.Sprintf("%04d", i/100))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("report-%d.md", i)), Markdown(i), 0o644); err != nil {
			return err
		}
	}
	return nil
}
