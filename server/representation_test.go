package server

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"feedd/feed"
)

func TestCacheIsBounded(t *testing.T) {
	const limit = 64 << 10
	s := newServer(t, nil)
	s.kept = newCache(limit)
	zipped := func(doc *feed.Document) *representation {
		return s.representation(doc, "text/plain; charset=utf-8", true)
	}
	hot := noise("hot")
	kept := zipped(hot)
	for i := range 200 {
		zipped(noise(fmt.Sprint(i)))
		if zipped(hot) != kept {
			t.Fatalf("after %d documents one asked for all the time was made again", i)
		}
		if held := held(s.kept); held > limit {
			t.Fatalf("after %d documents %d bytes are kept, want at most %d", i, held, limit)
		}
	}
	first := noise("0")
	if s.kept.get(version{first.Path, first.ETag, first.Modified.Unix(), true}) != nil {
		t.Error("the first document is still kept: nothing was dropped")
	}
	large := &feed.Document{Path: "large", Body: make([]byte, 64<<20), ETag: "large"}
	for range 2 {
		if rep := zipped(large); len(rep.body) < limit/2 || held(s.kept) > limit {
			t.Errorf("a document larger than the cache: %d bytes, %d kept", len(rep.body), held(s.kept))
		}
	}
	if zipped(hot) != kept {
		t.Error("a document larger than the cache drove out another")
	}
}

func held(c *cache) (n int) {
	for _, generation := range []map[version]*representation{c.young, c.old} {
		for _, rep := range generation {
			n += len(rep.body)
		}
	}
	return n
}

// TestSameBytesLater guards a document that changes and changes back: same
// ETag, another Last-Modified.
func TestSameBytesLater(t *testing.T) {
	docs := gazette()
	s := newServer(t, docs)
	for _, at := range []time.Time{modified, modified.Add(time.Hour)} {
		docs.docs["rss.xml"].Modified = at
		if got, want := do(s, "GET", "/rss.xml").Header.Get("Last-Modified"), at.Format(time.RFC1123); got[:25] != want[:25] {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestCacheConcurrently(t *testing.T) {
	s := newServer(t, nil)
	s.kept = newCache(8 << 10)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 40 {
				doc := noise(fmt.Sprint((i + j) % 5))
				rep := s.representation(doc, "text/plain; charset=utf-8", true)
				if got := gunzip(t, string(rep.body)); got != string(doc.Body) {
					t.Errorf("document %s came back as another", doc.Path)
				}
			}
		})
	}
	wg.Wait()
}

// noise returns a document of 2 KiB that does not get smaller.
func noise(name string) *feed.Document {
	var seed [32]byte
	copy(seed[:], name)
	body := make([]byte, 2048)
	_, _ = rand.NewChaCha8(seed).Read(body) // never fails
	return &feed.Document{Path: name, Body: body, ETag: feed.ETag(body), Modified: modified}
}
