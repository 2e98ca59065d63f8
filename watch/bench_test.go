package watch

import (
	"fmt"
	"os"
	"testing"
)

// BenchmarkScan compares 10,000 unchanged files, as a restart does.
func BenchmarkScan(b *testing.B) {
	const files = 10_000
	dir := b.TempDir()
	fill(b, dir, files)
	first, err := Scan(b.Context(), dir, nil, Options{})
	if err != nil {
		b.Fatal(err)
	}
	before := known(first)
	b.ReportAllocs()
	for b.Loop() {
		again, err := Scan(b.Context(), dir, before, Options{})
		if err != nil || len(again.Changes) != 0 {
			b.Fatal(len(again.Changes), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/files, "ns/file")
}

// BenchmarkScanNew reads none of the files, but asks for a lease on each.
func BenchmarkScanNew(b *testing.B) {
	const files = 10_000
	dir := b.TempDir()
	fill(b, dir, files)
	for b.Loop() {
		first, err := Scan(b.Context(), dir, nil, Options{})
		if err != nil || len(first.Changes) != files {
			b.Fatal(len(first.Changes), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/files, "ns/file")
}

func fill(b *testing.B, dir string, files int) {
	b.Helper()
	for n := range files {
		if err := os.WriteFile(fmt.Sprintf("%s/%d.md", dir, n), []byte("x"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	fill(b, dir, 1)
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Read(root, "0.md", 4<<20); err != nil {
			b.Fatal(err)
		}
	}
}
