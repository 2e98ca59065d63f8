package server

import (
	"strings"
	"testing"
	"time"
)

const (
	atIt   = "Mon, 04 May 2026 12:30:00 GMT" // modified
	before = "Mon, 04 May 2026 12:29:59 GMT"
	after  = "Mon, 04 May 2026 12:30:01 GMT"
)

func TestConditions(t *testing.T) {
	docs := gazette()
	s := newServer(t, docs)
	etag := docs.docs["rss.xml"].ETag
	own, zipped := `"`+etag+`"`, `"`+etag+`-gzip"`
	for _, c := range []struct {
		guards string
		header []string
		want   int
	}{
		{"no condition", nil, 200},
		{"own tag", []string{"If-None-Match", own}, 304},
		{"weak form of it", []string{"If-None-Match", "W/" + own}, 304},
		{"any", []string{"If-None-Match", "*"}, 304},
		{"another", []string{"If-None-Match", `"x"`}, 200},
		{"in a list", []string{"If-None-Match", `"a", W/"b",` + own}, 304},
		{"in a second line", []string{"If-None-Match", `"a"`, "If-None-Match", own}, 304},
		{"a comma in a tag", []string{"If-None-Match", `"a,b", ` + own}, 304},
		{"own tag inside another", []string{"If-None-Match", `"a` + etag + `"`}, 200},
		{"without quotes", []string{"If-None-Match", etag}, 200},
		{"not closed", []string{"If-None-Match", `"` + etag}, 200},
		{"empty", []string{"If-None-Match", ""}, 200},
		{"tag of the other coding", []string{"If-None-Match", zipped}, 200},
		{"gzip", []string{"Accept-Encoding", "gzip", "If-None-Match", zipped}, 304},
		{"gzip, tag of the plain one", []string{"Accept-Encoding", "gzip", "If-None-Match", own}, 200},

		{"modified before", []string{"If-Modified-Since", before}, 200},
		{"modified then", []string{"If-Modified-Since", atIt}, 304},
		{"modified after", []string{"If-Modified-Since", after}, 304},
		{"RFC 850 date", []string{"If-Modified-Since", "Monday, 04-May-26 12:30:00 GMT"}, 304},
		{"no date", []string{"If-Modified-Since", "yesterday"}, 200},

		{"tag wins over date, other tag", []string{"If-None-Match", `"x"`, "If-Modified-Since", after}, 200},
		{"tag wins over date, own tag", []string{"If-None-Match", own, "If-Modified-Since", before}, 304},

		{"If-Match own", []string{"If-Match", own}, 200},
		{"If-Match any", []string{"If-Match", "*"}, 200},
		{"If-Match weak", []string{"If-Match", "W/" + own}, 412},
		{"If-Match another", []string{"If-Match", `"x"`}, 412},
		{"If-Match wins", []string{"If-Match", own, "If-Unmodified-Since", before}, 200},
		{"If-Unmodified-Since before", []string{"If-Unmodified-Since", before}, 412},
		{"If-Unmodified-Since then", []string{"If-Unmodified-Since", atIt}, 200},
		{"If-Match, then If-None-Match", []string{"If-Match", own, "If-None-Match", own}, 304},
	} {
		t.Run(c.guards, func(t *testing.T) {
			r := do(s, "GET", "/rss.xml", c.header...)
			if r.StatusCode != c.want {
				t.Fatalf("got %d, want %d", r.StatusCode, c.want)
			}
			text := body(t, r)
			if r.StatusCode == 304 && (text != "" || r.Header.Get("Content-Type") != "" || r.Header.Get("Content-Length") != "") {
				t.Errorf("304 speaks of a body: %q %v", text, r.Header)
			}
			if r.StatusCode == 304 && strings.Contains(strings.Join(c.header, " "), "gzip") && r.Header.Get("Etag") != zipped {
				t.Errorf("304 for gzip has ETag %s, want %s", r.Header.Get("Etag"), zipped)
			}
		})
	}
}

// TestSubsecondTime guards against a Modified finer than HTTP can say: a
// client that repeats Last-Modified must get 304.
func TestSubsecondTime(t *testing.T) {
	docs := gazette()
	docs.docs["rss.xml"].Modified = modified.Add(300 * time.Millisecond)
	s := newServer(t, docs)
	since := do(s, "GET", "/rss.xml").Header.Get("Last-Modified")
	if r := do(s, "GET", "/rss.xml", "If-Modified-Since", since); r.StatusCode != 304 {
		t.Errorf("got %d, want 304", r.StatusCode)
	}
}

func FuzzMatches(f *testing.F) {
	f.Add(`"a", W/"b"`, "b")
	f.Add(`*`, "x")
	f.Fuzz(func(t *testing.T, list, validator string) {
		etag := `"` + validator + `"`
		if matches([]string{list}, etag, strongly) && !matches([]string{list}, etag, weakly) {
			t.Errorf("%q matches %s strongly and not weakly", list, etag)
		}
		if matches([]string{list}, etag, weakly) && strings.TrimSpace(list) != "*" && !strings.Contains(list, etag) {
			t.Errorf("%q does not hold %s", list, etag)
		}
	})
}
