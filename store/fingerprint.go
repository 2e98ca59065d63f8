package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"feedd/feed"
)

const (
	headWords = 8   // enough to look a beginning up by, not to judge by
	leadWords = 25  // a lead's first sentence
	minPrefix = 100 // bytes of text; below that a common beginning proves nothing
	minSketch = 20  // hashes; fewer word pairs may be shared by chance

	// In the file that held the other text, less proves as much.
	minPrefixInFile = 20
	minSketchInFile = 4

	sketchSize = 64 // hashes; the estimate's standard error at 0.2 is 0.05
)

// A fingerprint is what an article is recognised by. Only the text, the place
// and the day enter it.
type fingerprint struct {
	text   []byte // of the whole text
	length int    // of the text in bytes
	head   []byte // of the first headWords words
	lead   []byte // of the first leadWords words with place and day; empty when shorter than headWords
	sketch []byte // the smallest hashes of the word pairs; empty for written articles
	place  string
	wire   bool
}

func fingerprintOf(a *Article) fingerprint {
	fp := fingerprint{
		text:   hash(a.Text + wordless(a)),
		length: len(a.Text),
		place:  strings.ToLower(a.Entry.Place.City),
		wire:   a.Wire,
	}
	head, n := firstWords(a.Text, headWords)
	fp.head = hash(head)
	if !a.Wire {
		return fp
	}
	if n == headWords {
		lead, _ := firstWords(a.Text, leadWords)
		fp.lead = hash(lead + "\n" + fp.place + "\n" + a.Entry.Published.UTC().Format(time.DateOnly))
	}
	fp.sketch = sketchOf(a.Text)
	return fp
}

// fewWords is below how many bytes of text a written article is not known by
// its words alone: "Photo of the day" and another picture.
const fewWords = 60

// wordless is what besides its words an article is known by.
func wordless(a *Article) string {
	if a.Wire || len(a.Text) >= fewWords {
		return ""
	}
	return "\n" + a.Entry.Content
}

// extends tells whether the text is that of an entry, longer: the copy that was
// cut off, complete. Below least bytes nothing counts.
func extends(text string, st *state, least int) bool {
	return st.length >= least && st.length < len(text) && bytes.Equal(hash(text[:st.length]), st.text)
}

func hash(s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:16]
}

// firstWords returns the first n words of a text whose words are separated by
// single spaces, and how many there were.
func firstWords(text string, n int) (string, int) {
	end := 0
	for i := range n {
		next := strings.IndexByte(text[end:], ' ')
		if next < 0 {
			return text, i + 1
		}
		end += next + 1
	}
	return text[:end-1], n
}

// sketchOf returns the smallest hashes of the text's pairs of neighbouring
// words, ascending (a bottom-k sketch: Broder, On the resemblance and
// containment of documents, 1997).
func sketchOf(text string) []byte {
	words := strings.Split(text, " ")
	hashes := make([]uint32, 0, len(words))
	for i := range len(words) - 1 {
		h := fnv.New32a()
		h.Write([]byte(words[i]))
		h.Write([]byte{' '})
		h.Write([]byte(words[i+1]))
		hashes = append(hashes, h.Sum32())
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	out := make([]byte, 0, 4*sketchSize)
	for _, h := range hashes[:min(sketchSize, len(hashes))] {
		out = binary.BigEndian.AppendUint32(out, h)
	}
	return out
}

// resemblance estimates from two sketches which part of all word pairs two
// texts share, from 0 to 1. If one has fewer than least, it is 0.
func resemblance(a, b []byte, least int) float64 {
	if min(len(a), len(b)) < 4*least {
		return 0
	}
	var both, all int
	for all < sketchSize && (len(a) > 0 || len(b) > 0) {
		all++
		switch c := compareFirst(a, b); {
		case c < 0:
			a = a[4:]
		case c > 0:
			b = b[4:]
		default:
			a, b = a[4:], b[4:]
			both++
		}
	}
	return float64(both) / float64(all)
}

func compareFirst(a, b []byte) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return bytes.Compare(a[:4], b[:4])
}

// readHash tells whether a file says the same of an entry as it did before. A
// date that the author did not write does not count: touching a file changes
// nothing.
func readHash(e feed.Entry) ([]byte, error) {
	if e.DateSource != feed.DateHeader {
		e.Published, e.Updated, e.DateSource = time.Time{}, time.Time{}, ""
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return hash(string(body)), nil
}
