package server

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"feedd/feed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var modified = time.Date(2026, 5, 4, 12, 30, 0, 0, time.UTC)

// A tree is Documents that remember what they were asked for.
type tree struct {
	docs map[string]*feed.Document
	err  error  // if not nil, the answer to everything
	hook func() // if not nil, called first

	mu    sync.Mutex
	asked []string
}

func (tr *tree) Document(path string) (*feed.Document, error) {
	tr.mu.Lock()
	tr.asked = append(tr.asked, path)
	tr.mu.Unlock()
	if tr.hook != nil {
		tr.hook()
	}
	if tr.err != nil {
		return nil, tr.err
	}
	if doc := tr.docs[path]; doc != nil {
		return doc, nil
	}
	return nil, fmt.Errorf("open %q: %w", path, fs.ErrNotExist)
}

func newTree(sizes map[string]int) *tree {
	tr := &tree{docs: map[string]*feed.Document{}}
	for path, size := range sizes {
		body := bytes.Repeat([]byte("<p>Low water at "+path+"</p>\n"), size)[:size]
		tr.docs[path] = &feed.Document{Path: path, Body: body, Size: int64(size), ETag: feed.ETag(body), Modified: modified}
	}
	return tr
}

// gazette is a small output tree: some documents large enough for gzip, some
// not.
func gazette() *tree {
	return newTree(map[string]int{
		"index.html": 3000, "rss.xml": 5000, "atom.xml": 6000, "feed.json": 4000, "feed.css": 200, "robots.txt": 60,
		"sitemap.xml": 2000, "opml.xml": 300, "media/gull.png": 9000,
		"articles/gulls/index.html": 2700, "tags/tide/index.html": 900, "tags/tide/rss.xml": 800,
	})
}

func site(t testing.TB, base string) feed.Site {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return feed.NewSite(u)
}

func newServer(t testing.TB, docs Documents) *Server {
	return New(Options{Documents: docs, Site: site(t, "https://press.example/news")})
}

// do asks a handler in this process. Headers are given as name, value, ….
func do(h http.Handler, method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPaths(t *testing.T) {
	s := newServer(t, gazette())
	for _, c := range []struct {
		guards, target string
		status         int
		location       string
		contentType    string
	}{
		{"home page", "/", 200, "", "text/html; charset=utf-8"},
		{"home page below the prefix", "/news/", 200, "", "text/html; charset=utf-8"},
		{"prefix without its slash", "/news", 301, "./news/", ""},
		{"RSS", "/rss.xml", 200, "", "application/rss+xml; charset=utf-8"},
		{"RSS below the prefix", "/news/rss.xml", 200, "", "application/rss+xml; charset=utf-8"},
		{"Atom", "/atom.xml", 200, "", "application/atom+xml; charset=utf-8"},
		{"JSON Feed", "/feed.json", 200, "", "application/feed+json; charset=utf-8"},
		{"feed of a tag", "/tags/tide/rss.xml", 200, "", "application/rss+xml; charset=utf-8"},
		{"style sheet", "/feed.css", 200, "", "text/css; charset=utf-8"},
		{"robots", "/robots.txt", 200, "", "text/plain; charset=utf-8"},
		{"picture", "/media/gull.png", 200, "", "image/png"},
		{"permalink", "/articles/gulls/", 200, "", "text/html; charset=utf-8"},
		{"permalink without its slash", "/articles/gulls", 301, "./gulls/", ""},
		{"the same below the prefix", "/news/articles/gulls?from=mail", 301, "./gulls/?from=mail", ""},
		{"query is ignored", "/rss.xml?v=2", 200, "", "application/rss+xml; charset=utf-8"},
		{"encoded letter", "/rss%2Exml", 200, "", "application/rss+xml; charset=utf-8"},
		{"unknown", "/nothing", 404, "", "text/plain; charset=utf-8"},
		{"directory without index", "/articles/", 404, "", "text/plain; charset=utf-8"},
		{"directory without index or slash", "/articles", 404, "", "text/plain; charset=utf-8"},
		{"file as directory", "/rss.xml/", 404, "", "text/plain; charset=utf-8"},
		{"prefix twice", "/news/news/rss.xml", 404, "", "text/plain; charset=utf-8"},
	} {
		t.Run(c.guards, func(t *testing.T) {
			r := do(s, "GET", c.target)
			if r.StatusCode != c.status || r.Header.Get("Location") != c.location {
				t.Errorf("got %d %q, want %d %q", r.StatusCode, r.Header.Get("Location"), c.status, c.location)
			}
			if got := r.Header.Get("Content-Type"); got != c.contentType {
				t.Errorf("got Content-Type %q, want %q", got, c.contentType)
			}
			if got := r.Header.Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("got X-Content-Type-Options %q", got)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	s := newServer(t, gazette())
	for _, c := range []struct {
		method, target string
		status         int
		allow          string
	}{
		{"POST", "/rss.xml", 405, "GET, HEAD, OPTIONS"},
		{"PUT", "/", 405, "GET, HEAD"},
		{"DELETE", "/nothing", 405, "GET, HEAD"},
		{"OPTIONS", "/", 405, "GET, HEAD"},
		{"OPTIONS", "/news/feed.json", 204, "GET, HEAD, OPTIONS"},
		{"POST", "/healthz", 405, "GET, HEAD"},
		{"TRACE", "/../rss.xml", 405, "GET, HEAD"},
		{"BREW", "/rss.xml", 405, "GET, HEAD, OPTIONS"},
	} {
		r := do(s, c.method, c.target)
		if r.StatusCode != c.status || r.Header.Get("Allow") != c.allow {
			t.Errorf("%s %s: got %d, Allow %q, want %d, %q", c.method, c.target,
				r.StatusCode, r.Header.Get("Allow"), c.status, c.allow)
		}
	}
}

func TestPreflight(t *testing.T) {
	s := newServer(t, gazette())
	r := do(s, "OPTIONS", "/rss.xml", "Origin", "https://reader.example",
		"Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-none-match")
	if r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("got %v", r.Header)
	}
	if !strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), "If-None-Match") {
		t.Errorf("If-None-Match is not allowed: %v", r.Header)
	}
}

func TestUnavailable(t *testing.T) {
	var log bytes.Buffer
	docs := gazette()
	s := newServer(t, docs)
	s.log = slog.New(slog.NewTextHandler(&log, nil))
	docs.err = errors.New("disk on fire at /dev/sdq1")

	r := do(s, "GET", "/rss.xml?token=sesame", "Authorization", "Bearer sesame")
	text := body(t, r)
	if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %d %v", r.StatusCode, r.Header)
	}
	if strings.Contains(text, "sdq1") {
		t.Errorf("the client sees the cause: %q", text)
	}
	if !strings.Contains(log.String(), "sdq1") || !strings.Contains(log.String(), "path=rss.xml") {
		t.Errorf("the log lacks the cause or the path: %q", log.String())
	}
	if strings.Contains(log.String(), "sesame") {
		t.Errorf("the log has a secret: %q", log.String())
	}
}

func TestPanic(t *testing.T) {
	var log bytes.Buffer
	docs := gazette()
	s := newServer(t, docs)
	s.log = slog.New(slog.NewTextHandler(&log, nil))
	docs.hook = func() { panic("index out of range") }

	r := do(s, "GET", "/"+strings.Repeat("a", 900)+"?token=sesame")
	if text := body(t, r); r.StatusCode != 500 || text != "internal error\n" {
		t.Errorf("got %d %q", r.StatusCode, text)
	}
	if !strings.Contains(log.String(), "index out of range") || strings.Contains(log.String(), "sesame") {
		t.Errorf("log: %q", log.String())
	}
	if n := strings.Count(log.String(), "a"); n > 700 || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("the path fills the log: %q", log.String())
	}
	docs.hook = nil
	if r := do(s, "GET", "/rss.xml"); r.StatusCode != 200 {
		t.Errorf("after a panic: got %d", r.StatusCode)
	}
}

func TestAbortedHandlerStaysAborted(t *testing.T) {
	docs := gazette()
	docs.hook = func() { panic(http.ErrAbortHandler) }
	defer func() {
		if v := recover(); v != http.ErrAbortHandler {
			t.Errorf("got panic %v, want http.ErrAbortHandler", v)
		}
	}()
	do(newServer(t, docs), "GET", "/rss.xml")
}

func TestHealth(t *testing.T) {
	docs := gazette()
	docs.err = errors.New("no disk")
	var wrong error
	s := New(Options{Documents: docs, Site: site(t, "https://press.example"), Ready: func() error { return wrong }})
	for _, c := range []struct {
		target string
		wrong  error
		status int
		text   string
	}{
		{"/healthz", nil, 200, "ok\n"},
		{"/readyz", nil, 200, "ok\n"},
		{"/healthz", errors.New("store locked"), 200, "ok\n"},
		{"/readyz", errors.New("store locked\nsince noon"), 503, "store locked since noon\n"},
	} {
		wrong = c.wrong
		r := do(s, "GET", c.target)
		if text := body(t, r); r.StatusCode != c.status || text != c.text {
			t.Errorf("%s with %v: got %d %q, want %d %q", c.target, c.wrong, r.StatusCode, text, c.status, c.text)
		}
		if r.Header.Get("Cache-Control") != "no-store" || (r.Header.Get("Retry-After") != "") != (c.status == 503) {
			t.Errorf("%s with %v: got %v", c.target, c.wrong, r.Header)
		}
	}
	s.stopping.Store(true)
	wrong = nil
	if r := do(s, "GET", "/readyz"); r.StatusCode != 503 || r.Header.Get("Connection") != "close" {
		t.Errorf("while stopping: got %d %v", r.StatusCode, r.Header)
	}
	if len(docs.asked) != 0 {
		t.Errorf("a probe asked for %q", docs.asked)
	}
}

func gunzip(t *testing.T, text string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
