package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"feedd/feed"
)

// maxFresh bounds how long a response stays fresh, however rare publications
// are: readers such as Miniflux wait for it to pass.
const maxFresh = time.Hour

// pagePolicy fits the pages of package page and nothing else: pictures and
// recordings from anywhere, since copy has them, and our own style sheet.
const pagePolicy = "default-src 'none'; style-src 'self'; img-src http: https:; media-src http: https:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// navigated is the Content-Type of a feed that a browser navigates to.
var navigated = []string{"application/xml; charset=utf-8"}

// serveDocument answers a GET or HEAD with a document, or with 304 or 412 as
// the request's conditions have it.
func (s *Server) serveDocument(w http.ResponseWriter, r *http.Request, doc *feed.Document) {
	contentType := feed.MediaType(doc.Path)
	zip := compressible(contentType) && len(doc.Body) >= minGzip && acceptsGzip(r.Header["Accept-Encoding"])
	rep := s.representation(doc, contentType, zip)
	status := precondition(r, rep.etag, doc.Modified)
	if status == http.StatusPreconditionFailed {
		fail(w, "precondition failed", status)
		return
	}
	h := w.Header()
	set(h, rep.metadata)
	h["Cache-Control"] = []string{s.freshness()}
	if status == http.StatusNotModified {
		w.WriteHeader(status)
		return
	}
	set(h, rep.content)
	if isNavigation(r, contentType) {
		h["Content-Type"] = navigated
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	body := rep.body
	if body == nil {
		body = doc.Body
	}
	_, _ = w.Write(body) // a client that hangs up is no concern of ours
}

// freshness lets a response be used until the next publication is due.
func (s *Server) freshness() string {
	var fresh time.Duration
	if s.next != nil {
		fresh = min(max(time.Until(s.next()), 0), maxFresh)
	}
	return "public, max-age=" + strconv.Itoa(int(fresh/time.Second))
}

// isNavigation tells whether a browser is to show a feed to a person. As
// application/rss+xml or application/atom+xml it would show the raw source. A
// navigation says what it is (Fetch Metadata, Sec-Fetch-Dest), readers do not.
func isNavigation(r *http.Request, contentType string) bool {
	return strings.Contains(contentType, "+xml;") && r.Header.Get("Sec-Fetch-Dest") == "document"
}

func isXML(contentType string) bool { return strings.Contains(contentType, "xml;") }

func isPage(contentType string) bool { return strings.HasPrefix(contentType, "text/html") }
