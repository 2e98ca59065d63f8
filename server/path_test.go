package server

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// hostilePaths are some hundred ways to ask for a file outside the tree, or
// for one that is not to be served.
func hostilePaths() []string {
	dots := []string{"..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "..;", "...", "%c0%ae%c0%ae", "%uff0e%uff0e", "..%20"}
	slashes := []string{"/", "%2f", "%2F", "%5c", "\\", "%252f", "//", "/./", "%c0%af", "/;/", "%ef%bc%8f"}
	starts := []string{"/", "/news/", "/articles/", "/articles/gulls/", "//"}
	var paths []string
	for _, dot := range dots {
		for _, slash := range slashes {
			for _, start := range starts {
				paths = append(paths, start+dot+slash+"etc"+slash+"passwd", start+dot+slash+dot+slash+"feedd.db")
			}
		}
	}
	return append(paths,
		"/.", "/..", "/./", "/../", "/.git/config", "/.env", "/articles/.rss.xml.feedd", "/.rss.xml", "/%2egit/HEAD",
		"/rss.xml%00", "/rss.xml%00.html", "/%00", "/articles//gulls/", "//rss.xml", "///", "/news//etc/passwd",
		"/C:/windows/win.ini", "/c:%5cboot.ini", "/rss.xml::$DATA", "/~root/../x", "/rss.xml%0d%0aSet-Cookie:%20a=b",
		"/%0a", "/%7f", "/%e2%80%ae", "/%ff%fe", "/a b", "/a%20b", "/"+strings.Repeat("a/", 600), "/"+strings.Repeat("%61", 2000),
		"/articles/../rss.xml", "/articles/./gulls/", "/articles/gulls/..", "/articles/gulls/.", "rss.xml", "", "*",
		"/news/../../etc/passwd", "/news/.", "/news", "/newsx/../rss.xml",
	)
}

// outside asks for every hostile path and returns what the handler asked of
// its Documents that is no clean path of the tree, and the answers that are
// no refusal.
func outside(t *testing.T, build func(Documents) http.Handler) (bad []string) {
	t.Helper()
	docs := gazette()
	h := build(docs)
	for _, path := range hostilePaths() {
		docs.asked = nil
		u, ok := requestURL(path)
		if !ok {
			continue // net/http refuses the request line itself
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, &http.Request{Method: "GET", URL: u, Header: http.Header{}})
		for _, asked := range docs.asked {
			if !clean(asked) {
				bad = append(bad, fmt.Sprintf("%.60q asked for %.60q", path, asked))
			}
		}
		if w.Code != http.StatusNotFound && path != "/news" {
			bad = append(bad, fmt.Sprintf("%.60q: %d", path, w.Code))
		}
	}
	return bad
}

// requestURL parses a request target like net/http, and makes one of those
// that it would refuse: another front may be less strict.
func requestURL(target string) (*url.URL, bool) {
	u, err := url.ParseRequestURI(target)
	if err == nil {
		return u, true
	}
	path, err := url.PathUnescape(target)
	return &url.URL{Path: path, RawPath: target}, err == nil
}

// clean says in other words than the server what a path of the tree is.
func clean(name string) bool {
	return fs.ValidPath(name) && !strings.ContainsAny(name, "\\:%\x00\r\n\t \x7f") && !strings.Contains("/"+name, "/.") &&
		len(name) <= maxPath+len("/index.html") && strings.ToValidUTF8(name, "") == name
}

func TestNothingOutsideIsAsked(t *testing.T) {
	if n := len(hostilePaths()); n < 500 {
		t.Fatalf("only %d paths", n)
	}
	bad := outside(t, func(docs Documents) http.Handler { return newServer(t, docs) })
	for _, fault := range bad {
		t.Error(fault)
	}
}

// TestOutsideIsSeen is the control: a server that believes what it is told.
func TestOutsideIsSeen(t *testing.T) {
	bad := outside(t, func(docs Documents) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := docs.Document(strings.TrimPrefix(r.URL.Path, "/")); err != nil {
				w.WriteHeader(http.StatusNotFound)
			}
		})
	})
	if len(bad) < 100 {
		t.Errorf("only %d faults are seen: %q", len(bad), bad)
	}
	for _, want := range []string{`"/.env" asked for ".env"`, `"/rss.xml%00" asked for "rss.xml\x00"`} {
		if !slices.Contains(bad, want) {
			t.Errorf("not seen: %s", want)
		}
	}
}

func TestGoodPathsPass(t *testing.T) {
	for path, want := range map[string]string{
		"/":                          "",
		"/rss.xml":                   "rss.xml",
		"/news/":                     "",
		"/news/tags/tide/rss.xml":    "tags/tide/rss.xml",
		"/tags/c++/feed.json":        "tags/c++/feed.json",
		"/tags/k%C3%BCste/":          "tags/küste/",
		"/%72ss.xml":                 "rss.xml",
		"/archive/12/atom.xml":       "archive/12/atom.xml",
		"/articles/a-b_c~d/pic.jpg":  "articles/a-b_c~d/pic.jpg",
		"/articles/2026..report.txt": "articles/2026..report.txt",
	} {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := cleanPath(u, "/news/"); got != want || !ok {
			t.Errorf("%s: got %q, %t, want %q", path, got, ok, want)
		}
	}
}

func FuzzCleanPath(f *testing.F) {
	for _, path := range hostilePaths() {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, target string) {
		u, ok := requestURL(target)
		if !ok {
			return
		}
		if name, ok := cleanPath(u, "/news/"); ok && !clean(indexOf(name)) {
			t.Errorf("%q is let in as %q", target, name)
		}
	})
}
