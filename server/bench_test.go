package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"feedd/feed"
)

// The benchmarks compare our handler, in process, with a bare one that has
// the same answer ready in memory. What net/http and the network cost on top
// is the same for both.

// A sink takes an answer and forgets it.
type sink struct {
	header http.Header
	status int
}

func (w *sink) Header() http.Header         { return w.header }
func (w *sink) Write(b []byte) (int, error) { return len(b), nil }
func (w *sink) WriteHeader(status int)      { w.status = status }

func BenchmarkServer(b *testing.B) {
	docs := newTree(map[string]int{"rss.xml": 150 << 10})
	s := newServer(b, memory(docs.docs))
	s.next = func() time.Time { return time.Now().Add(time.Minute) }
	benchmarks(b, s, docs.docs["rss.xml"])
}

func BenchmarkBare(b *testing.B) {
	docs := newTree(map[string]int{"rss.xml": 150 << 10})
	doc := docs.docs["rss.xml"]
	zipped := newZipper().compress(doc.Body)
	benchmarks(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		etag, answer := `"`+doc.ETag+`"`, doc.Body
		if r.Header.Get("Accept-Encoding") == "gzip" {
			etag, answer = `"`+doc.ETag+`-gzip"`, zipped
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("ETag", etag)
		h.Set("Content-Type", "application/rss+xml; charset=utf-8")
		h.Set("Vary", "Accept-Encoding")
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(answer)
	}), doc)
}

func benchmarks(b *testing.B, h http.Handler, doc *feed.Document) {
	for name, header := range map[string]http.Header{
		"identity": {},
		"gzip":     {"Accept-Encoding": {"gzip"}},
		"304":      {"Accept-Encoding": {"gzip"}, "If-None-Match": {`"` + doc.ETag + `-gzip"`}},
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, h, header) })
	}
}

func benchmark(b *testing.B, h http.Handler, header http.Header) {
	r := httptest.NewRequest("GET", "/rss.xml", nil)
	r.Header = header
	w := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		h.ServeHTTP(w, r)
	}
	if (w.status == http.StatusNotModified) != (header["If-None-Match"] != nil) {
		b.Fatalf("got status %d", w.status)
	}
}

// memory is Documents that cost nothing.
type memory map[string]*feed.Document

func (m memory) Document(path string) (*feed.Document, error) { return m[path], nil }
