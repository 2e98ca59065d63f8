package feed

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"
)

// fifty is a feed of fifty entries whose content is 2.7 KB each.
func fifty() *Feed {
	const paragraph = "<p>The ferry <em>Marit</em> left the quay at dawn with forty people, nine bicycles &amp; a piano; the harbour master, who had waited all night, waved it off.</p>\n"
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	f := &Feed{ID: "urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-000000000001", Title: "Harbour Gazette", Language: "en", Authors: []Person{{Name: "Harbour Gazette"}}, Updated: at}
	for i := range 50 {
		f.Entries = append(f.Entries, Entry{
			ID: fmt.Sprintf("urn:uuid:0b1f6a3e-4c5d-5e6f-8a7b-0000000001%02d", i), Slug: fmt.Sprintf("ferry-%d", i),
			Title: "Ferry & crew resume after the storm", Summary: "The first boat in nine days left at dawn.",
			Content: strings.Repeat(paragraph, 2700/len(paragraph)), Published: at, Updated: at.Add(-time.Duration(i) * time.Minute),
			Authors: []Person{{Name: "Ada Quill"}}, Categories: []string{"sea", "traffic"},
		})
	}
	return f
}

// library is the same feed for gorilla/feeds alone.
func library(f *Feed, s Site) *feeds.Feed {
	out := &feeds.Feed{Title: f.Title, Link: &feeds.Link{Href: s.URL("")}, Updated: f.Updated}
	for i := range f.Entries {
		e := &f.Entries[i]
		out.Add(&feeds.Item{
			Id: e.ID, Title: e.Title, Link: &feeds.Link{Href: s.Permalink(e)}, Description: e.Summary, Content: e.Content,
			Author: &feeds.Author{Name: e.Authors[0].Name}, Created: e.Published, Updated: e.Updated,
		})
	}
	return out
}

func benchmark(b *testing.B, format Format, bare func(*feeds.Feed, io.Writer) error) {
	s, f := site(b, "https://news.example/"), fifty()
	syntax := syntaxes[format.File]
	var fragments [][]byte
	for i := range f.Entries {
		fragment, err := syntax.entry(&f.Entries[i], f, s)
		if err != nil {
			b.Fatal(err)
		}
		fragments = append(fragments, fragment)
	}
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			encode(b, format, f, s)
		}
	})
	b.Run("kept", func(b *testing.B) {
		b.ReportAllocs()
		var doc []byte
		for b.Loop() {
			var err error
			if doc, err = syntax.assemble(doc[:0], f, s, fragments); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("gorilla", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var w bytes.Buffer
			if err := bare(library(f, s), &w); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// All encodes every entry, kept puts fragments together that are encoded
// already, gorilla is the library alone.
func BenchmarkRSS(b *testing.B)  { benchmark(b, Formats[0], (*feeds.Feed).WriteRss) }
func BenchmarkAtom(b *testing.B) { benchmark(b, Formats[1], (*feeds.Feed).WriteAtom) }
func BenchmarkJSON(b *testing.B) { benchmark(b, Formats[2], (*feeds.Feed).WriteJSON) }
