package server

import (
	"net/http"
	"strings"

	"feedd/feed"
)

// retryAfter is how many seconds a client waits after a 503 (RFC 9110
// §10.2.3).
const retryAfter = "30"

var nosniff = []string{"nosniff"}

// fail answers with a short text. The cause is for the log alone.
func fail(w http.ResponseWriter, text string, status int) {
	w.Header()["X-Content-Type-Options"] = nosniff
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, text, status)
}

func notFound(w http.ResponseWriter) { fail(w, "not found", http.StatusNotFound) }

// isFeed tells whether a path is a feed's, whose documents scripts of other
// sites may read.
func isFeed(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for i := range feed.Formats {
		if base == feed.Formats[i].File {
			return true
		}
	}
	return false
}

func allowed(method, name string) bool {
	switch method {
	case http.MethodGet, http.MethodHead:
		return true
	case http.MethodOptions:
		return isFeed(name)
	}
	return false
}

func methods(name string) string {
	if isFeed(name) {
		return "GET, HEAD, OPTIONS"
	}
	return "GET, HEAD"
}

func methodNotAllowed(w http.ResponseWriter, name string) {
	w.Header().Set("Allow", methods(name))
	fail(w, "method not allowed", http.StatusMethodNotAllowed)
}

// preflight tells a browser what a script of another site may ask of a feed
// (Fetch Standard, CORS protocol).
func preflight(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Allow", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "A-IM, Cache-Control, If-Modified-Since, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
