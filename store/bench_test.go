package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"feedd/store"
)

// BenchmarkPut tells how many new entries are committed a second, one file of
// one article each, so many of them in a transaction.
func BenchmarkPut(b *testing.B) {
	for _, kind := range []struct {
		name string
		make func(n int) store.Article
	}{
		{"written", func(n int) store.Article { return written(fmt.Sprint("Title ", n), words(uint64(n), 400)) }},
		{"wire", func(n int) store.Article { return wire(fmt.Sprint("Place ", n%500), words(uint64(n), 400)) }},
	} {
		for _, size := range []int{1, 1000} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, size), func(b *testing.B) {
				s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "feedd.db"), store.Options{})
				if err != nil {
					b.Fatal(err)
				}
				defer s.Close()
				n := 0
				for b.Loop() {
					b.StopTimer()
					files := make([]store.File, size)
					for i := range files {
						a := kind.make(n)
						a.Entry.Updated = a.Entry.Updated.Add(time.Duration(n) * time.Second)
						a.Entry.Published = a.Entry.Updated
						files[i] = file(fmt.Sprintf("%d", n), a)
						n++
					}
					b.StartTimer()
					if _, err := s.Put(b.Context(), files); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
			})
		}
	}
}
