package article

import (
	"fmt"
	"testing"
	"time"

	"feedd/internal/corpus"
)

func corpusMarkdown(i int) File {
	return File{Path: fmt.Sprintf("posts/report-%d.md", i), Data: corpus.Markdown(i), ModTime: testSeen, Seen: testSeen}
}

func corpusWire(i, n int) File {
	return File{Path: fmt.Sprintf("wire/%d.txt", i), Data: corpus.Wire(i, n), ModTime: testSeen, Seen: testSeen}
}

var testSeen = time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)

func testBudget() budget {
	b := markdownBudget
	b.nesting = 100
	return b
}

func BenchmarkMarkdown(b *testing.B) {
	files := make([]File, 64)
	for i := range files {
		files[i] = corpusMarkdown(i)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(files[0].Data)))
	i := 0
	for b.Loop() {
		if _, err := Parse(files[i%len(files)], Options{Language: "en"}); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkSteps tells what the steps of an article cost.
func BenchmarkSteps(b *testing.B) {
	f := corpusMarkdown(7)
	l := Limits{}.withDefaults()
	text, err := decode(f.Data)
	if err != nil {
		b.Fatal(err)
	}
	_, body, line, err := cutFrontMatter(text, l)
	if err != nil {
		b.Fatal(err)
	}
	p, err := readMarkdown(body, line, "", l)
	if err != nil {
		b.Fatal(err)
	}
	blocks := blocksOf(p.content)
	joined := joinBlocks(blocks)
	steps := []struct {
		name string
		f    func()
	}{
		{"decode", func() { _, _ = decode(f.Data) }},
		{"frontmatter", func() { _, _, _, _ = cutFrontMatter(text, l) }},
		{"parse", func() { _, _ = parseMarkdown([]byte(body), 1, testBudget()) }},
		{"markdown", func() { _, _ = readMarkdown(body, line, "", l) }},
		{"sanitize", func() { _, _ = sanitize(p.content, l) }},
		{"blocks", func() { blocksOf(p.content) }},
		{"textKey", func() { textKey(joined) }},
		{"summary", func() { summaryOf(paragraphs(blocks)) }},
		{"language", func() { languageOf(joined[:min(len(joined), languageSample)], "en") }},
	}
	for _, s := range steps {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.f()
			}
		})
	}
}

func BenchmarkHTML(b *testing.B) {
	f := corpusMarkdown(7)
	p, err := readMarkdown(string(f.Data), 1, "", Limits{}.withDefaults())
	if err != nil {
		b.Fatal(err)
	}
	f.Path, f.Data = "page.html", []byte("<!doctype html><title>A page</title><main>"+p.content+"</main>")
	for b.Loop() {
		if _, err := Parse(f, Options{Language: "en"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWire(b *testing.B) {
	f := corpusWire(1, 20)
	b.SetBytes(int64(len(f.Data)))
	for b.Loop() {
		if _, err := Parse(f, Options{Language: "en"}); err != nil {
			b.Fatal(err)
		}
	}
}
