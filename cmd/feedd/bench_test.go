package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"

	"feedd/internal/corpus"
	"feedd/publish"
	"feedd/store"
	"feedd/watch"
)

// testConfig is the default configuration in a directory of its own.
func testConfig(t testing.TB, args ...string) *config {
	t.Helper()
	dir := t.TempDir()
	c := &config{}
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	c.register(flags)
	args = append([]string{
		"--seeds", filepath.Join(dir, "seeds"), "--out", filepath.Join(dir, "feeds"), "--store", filepath.Join(dir, "feedd.db"),
	}, args...)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := c.load(flags); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(c.Seeds, 0o755); err != nil {
		t.Fatal(err)
	}
	return c
}

// BenchmarkBuild is the first build of a site: reading, pages, feeds.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 1000 {
				b.Skip("long")
			}
			for range b.N {
				b.StopTimer()
				c := testConfig(b)
				if err := corpus.WriteMarkdown(c.Seeds, 0, n); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				r, err := build(b.Context(), c, io.Discard)
				if err != nil || r.Created != n {
					b.Fatalf("got %+v, %v, want %d new", r, err, n)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

// BenchmarkNewFile is one new file until all its documents are replaced on
// disk, schedule aside. What it costs must not depend on what is stored.
func BenchmarkNewFile(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprintf("stored=%d", n), func(b *testing.B) {
			if testing.Short() && n > 1000 {
				b.Skip("long")
			}
			c := testConfig(b)
			if err := corpus.WriteMarkdown(c.Seeds, 0, n); err != nil {
				b.Fatal(err)
			}
			if _, err := build(b.Context(), c, io.Discard); err != nil {
				b.Fatal(err)
			}
			in, pub := openAll(b, c)
			if _, err := pub.Publish(b.Context()); err != nil {
				b.Fatal(err)
			}
			next := n
			for b.Loop() {
				name := fmt.Sprintf("new-%d.md", next)
				body := bytes.Replace(corpus.Markdown(next), []byte("2026-01-"), []byte("2026-02-"), 1) // newer than all others
				if err := os.WriteFile(filepath.Join(c.Seeds, name), body, 0o644); err != nil {
					b.Fatal(err)
				}
				next++
				if _, err := in.take(b.Context(), []watch.Change{{Path: name}}, quietly); err != nil {
					b.Fatal(err)
				}
				r, err := pub.Publish(b.Context())
				if err != nil || r.Pages != 1 {
					b.Fatalf("got %+v, %v", r, err)
				}
			}
		})
	}
}

func openAll(t testing.TB, c *config) (*intake, *publish.Publisher) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), c.Store, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	pub, err := newPublisher(t.Context(), c, s, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pub.Close() })
	return newIntake(c, s, log), pub
}
