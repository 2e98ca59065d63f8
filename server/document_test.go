package server

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"feedd/feed"
)

func TestFeedHeaders(t *testing.T) {
	docs := gazette()
	s := newServer(t, docs)
	for path, vary := range map[string]string{
		"rss.xml":           "Accept-Encoding, Sec-Fetch-Dest",
		"atom.xml":          "Accept-Encoding, Sec-Fetch-Dest",
		"feed.json":         "Accept-Encoding",
		"tags/tide/rss.xml": "Accept-Encoding, Sec-Fetch-Dest",
	} {
		etag := `"` + docs.docs[path].ETag + `"`
		want := map[string]string{
			"Access-Control-Allow-Origin": "*",
			"Cache-Control":               "public, max-age=0",
			"Etag":                        etag,
			"Last-Modified":               "Mon, 04 May 2026 12:30:00 GMT",
			"Link":                        `<https://press.example/news/` + path + `>; rel="self"`,
			"Vary":                        vary,
			"X-Content-Type-Options":      "nosniff",
		}
		for name, header := range map[string][]string{"200": nil, "304": {"If-None-Match", etag}} {
			for _, method := range []string{"GET", "HEAD"} {
				got := do(s, method, "/"+path, header...).Header
				for key, value := range want {
					if !slices.Equal(got[key], []string{value}) {
						t.Errorf("%s %s answered %s: %s is %q, want %q", method, path, name, key, got[key], value)
					}
				}
			}
		}
	}
}

func TestPageHeaders(t *testing.T) {
	s := newServer(t, gazette())
	h := do(s, "GET", "/articles/gulls/").Header
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "style-src 'self'", "img-src http: https:", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("policy %q lacks %q", csp, part)
		}
	}
	for _, loose := range []string{"unsafe", "script-src", "data:", "*"} {
		if strings.Contains(csp, loose) {
			t.Errorf("policy %q has %q", csp, loose)
		}
	}
	if h.Get("Referrer-Policy") == "" || h.Get("Link") != "" || h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("got %v", h)
	}
	if h := do(s, "GET", "/media/gull.png").Header; h.Get("Vary") != "" || h.Get("Content-Security-Policy") != "" {
		t.Errorf("picture: got %v", h)
	}
}

// TestNavigation guards the one request that gets application/xml: a
// browser's own, for a feed.
func TestNavigation(t *testing.T) {
	s := newServer(t, gazette())
	for _, c := range []struct{ target, dest, want string }{
		{"/rss.xml", "document", "application/xml; charset=utf-8"},
		{"/atom.xml", "document", "application/xml; charset=utf-8"},
		{"/rss.xml", "empty", "application/rss+xml; charset=utf-8"},
		{"/rss.xml", "iframe", "application/rss+xml; charset=utf-8"},
		{"/rss.xml", "", "application/rss+xml; charset=utf-8"},
		{"/feed.json", "document", "application/feed+json; charset=utf-8"},
		{"/", "document", "text/html; charset=utf-8"},
	} {
		r := do(s, "GET", c.target, "Sec-Fetch-Dest", c.dest, "Accept", "text/html")
		if got := r.Header.Get("Content-Type"); got != c.want {
			t.Errorf("%s for %q: got %q, want %q", c.target, c.dest, got, c.want)
		}
	}
}

func TestFreshUntilNextRun(t *testing.T) {
	for _, c := range []struct {
		next time.Duration
		want string
	}{
		{10 * time.Second, "public, max-age=10"},
		{10*time.Second + 900*time.Millisecond, "public, max-age=10"},
		{400 * time.Millisecond, "public, max-age=0"},
		{-time.Minute, "public, max-age=0"},
		{30 * 24 * time.Hour, "public, max-age=3600"},
	} {
		synctest.Test(t, func(t *testing.T) {
			next := time.Now().Add(c.next)
			s := newServer(t, gazette())
			s.next = func() time.Time { return next }
			for _, target := range []string{"/rss.xml", "/"} {
				if got := do(s, "GET", target).Header.Get("Cache-Control"); got != c.want {
					t.Errorf("%s, next in %v: got %q, want %q", target, c.next, got, c.want)
				}
			}
		})
	}
}

// headDiffers asks for each document with GET and with HEAD, over the network
// and every way that matters, and returns where the answers differ.
func headDiffers(t *testing.T, h http.Handler) (differences []string) {
	t.Helper()
	web := httptest.NewServer(h)
	defer web.Close()
	client := web.Client()
	client.Transport.(*http.Transport).DisableCompression = true
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	targets := []string{"/healthz", "/nothing", "/articles/gulls", "/.."}
	for path := range gazette().docs {
		targets = append(targets, "/"+path)
	}
	for _, target := range targets {
		for _, coding := range []string{"", "gzip"} {
			for _, since := range []string{"", "Mon, 04 May 2026 12:30:00 GMT"} {
				header := http.Header{"Accept-Encoding": {coding}, "If-Modified-Since": {since}}
				get, head := ask(t, client, "GET", web.URL+target, header), ask(t, client, "HEAD", web.URL+target, header)
				if get != head {
					differences = append(differences, fmt.Sprintf("%s %q: GET %s, HEAD %s", target, coding, get, head))
				}
			}
		}
	}
	return differences
}

// ask returns the status and the header of an answer as one string.
func ask(t *testing.T, client *http.Client, method, address string, header http.Header) string {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text := body(t, resp); method == "HEAD" && text != "" {
		t.Errorf("%s: HEAD has a body: %q", address, text)
	}
	lines := []string{resp.Status}
	for _, key := range slices.Sorted(maps.Keys(resp.Header)) {
		if key != "Date" {
			lines = append(lines, key+": "+strings.Join(resp.Header[key], " & "))
		}
	}
	return strings.Join(lines, "; ")
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	for _, difference := range headDiffers(t, newServer(t, gazette())) {
		t.Error(difference)
	}
}

// TestHeadDifferenceIsSeen is the control: a server that answers HEAD without
// the length of what it would send.
func TestHeadDifferenceIsSeen(t *testing.T) {
	s := newServer(t, gazette())
	faulty := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "HEAD" {
			w = lengthless{w}
		}
		s.ServeHTTP(w, r)
	})
	if len(headDiffers(t, faulty)) == 0 {
		t.Error("the missing Content-Length is not seen")
	}
}

type lengthless struct{ http.ResponseWriter }

func (w lengthless) WriteHeader(status int) {
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
}

func TestGzip(t *testing.T) {
	docs := gazette()
	s := newServer(t, docs)
	for path, doc := range docs.docs {
		plain := do(s, "GET", "/"+path)
		if got := body(t, plain); got != string(doc.Body) || plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: plain bytes differ, or Content-Encoding is %q", path, plain.Header.Get("Content-Encoding"))
		}
		zipped := do(s, "GET", "/"+path, "Accept-Encoding", "gzip, br")
		text := body(t, zipped)
		if got, want := zipped.Header.Get("Content-Length"), fmt.Sprint(len(text)); got != want {
			t.Errorf("%s: got Content-Length %s, want %s", path, got, want)
		}
		if len(doc.Body) < 1024 || strings.HasSuffix(path, ".png") {
			if text != string(doc.Body) || zipped.Header.Get("Etag") != plain.Header.Get("Etag") {
				t.Errorf("%s should not have been compressed: %v", path, zipped.Header)
			}
			continue
		}
		if gunzip(t, text) != string(doc.Body) || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: not the document as gzip: %v", path, zipped.Header)
		}
		if got, want := zipped.Header.Get("Etag"), `"`+doc.ETag+`-gzip"`; got != want {
			t.Errorf("%s: got ETag %s, want %s", path, got, want)
		}
	}
}

func TestGzipFollowsTheVersion(t *testing.T) {
	docs := gazette()
	s := newServer(t, docs)
	do(s, "GET", "/rss.xml", "Accept-Encoding", "gzip")
	next := []byte(strings.Repeat("High water. ", 500))
	docs.docs["rss.xml"] = &feed.Document{Path: "rss.xml", Body: next, ETag: feed.ETag(next), Modified: modified.Add(time.Second)}
	if got := gunzip(t, body(t, do(s, "GET", "/rss.xml", "Accept-Encoding", "gzip"))); got != string(next) {
		t.Errorf("got the earlier version: %.40q", got)
	}
}
