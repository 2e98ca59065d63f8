package server

import (
	"net/http"
	"strings"
	"time"
)

// precondition evaluates the conditions of a GET or HEAD in the order of
// RFC 9110 §13.2.2. It returns the status that they ask for, or 0 when the
// request is to be answered as if it had none.
func precondition(r *http.Request, etag string, modified time.Time) int {
	h := r.Header
	modified = modified.Truncate(time.Second) // as Last-Modified says it
	if tags := h["If-Match"]; len(tags) > 0 {
		if !matches(tags, etag, strongly) {
			return http.StatusPreconditionFailed
		}
	} else if t, ok := date(h, "If-Unmodified-Since"); ok && modified.After(t) {
		return http.StatusPreconditionFailed
	}
	if tags := h["If-None-Match"]; len(tags) > 0 {
		if matches(tags, etag, weakly) {
			return http.StatusNotModified
		}
		return 0
	}
	if t, ok := date(h, "If-Modified-Since"); ok && !modified.After(t) {
		return http.StatusNotModified
	}
	return 0
}

// date reads an HTTP date. One that cannot be read is no condition.
func date(h http.Header, name string) (time.Time, bool) {
	v := h.Get(name)
	if v == "" {
		return time.Time{}, false
	}
	t, err := http.ParseTime(v)
	return t, err == nil
}

// A comparison of a listed entity tag with one of ours, which is strong.
type comparison func(listed, etag string) bool

func strongly(listed, etag string) bool { return listed == etag }

func weakly(listed, etag string) bool { return strings.TrimPrefix(listed, "W/") == etag }

// matches tells whether the list of entity tags, over one or more header
// lines, is * or has one that equals etag. Reading stops at the first error.
func matches(lines []string, etag string, equal comparison) bool {
	for _, line := range lines {
		if strings.TrimSpace(line) == "*" {
			return true
		}
		for line != "" {
			var tag string
			tag, line = nextTag(line)
			if tag == "" {
				break
			}
			if equal(tag, etag) {
				return true
			}
		}
	}
	return false
}

// nextTag returns the first entity tag of a list (RFC 9110 §8.8.3), as it is
// written, and the rest of the list; "" if there is none. A tag may hold a
// comma.
func nextTag(list string) (tag, rest string) {
	list = strings.TrimLeft(list, " \t,")
	quote := 0
	if strings.HasPrefix(list, "W/") {
		quote = 2
	}
	if quote >= len(list) || list[quote] != '"' {
		return "", ""
	}
	end := strings.IndexByte(list[quote+1:], '"')
	if end < 0 {
		return "", ""
	}
	end += quote + 2
	return list[:end], list[end:]
}
