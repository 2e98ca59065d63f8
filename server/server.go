// Package server serves a publication's documents over HTTP (RFC 9110,
// RFC 9111).
//
//	/              index.html
//	/NAME          the document NAME of the output tree
//	/DIR/          DIR/index.html; /DIR answers 301 to it
//	/healthz       200 while the process lives
//	/readyz        200, or 503 with the reason
//
// The same URLs work below the path of the publication's base URL, for a
// proxy that passes requests on as they are: with https://host/news/ both
// /news/rss.xml and /rss.xml are rss.xml.
//
// Only GET and HEAD are answered, and OPTIONS for feeds. Every document has a
// strong ETag, one for each content coding, and may be asked for
// conditionally. What a request names is checked before the Documents are
// asked: no path leaves the tree, and none begins with a dot.
//
// Slow and hostile clients do not keep others out: each phase of a request
// has its time, and when the server is full the connection that has stood
// still for longest makes way (see [Server.Serve]).
package server

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"feedd/feed"
)

// Documents is what serving needs of publishing.
type Documents interface {
	// Document returns the current version of a document by its path in the
	// output tree. The error Is fs.ErrNotExist if there is none.
	Document(path string) (*feed.Document, error)
}

// Options are what a Server is made of. Documents and Site must be given.
type Options struct {
	Documents Documents
	Site      feed.Site

	// Next tells when the next publication is due: responses stay fresh until
	// then. Without it they are stale at once.
	Next func() time.Time

	// Ready tells why the service is not ready, for /readyz.
	Ready func() error

	Log *slog.Logger

	MaxConns   int           // open connections; 1000
	Drain      time.Duration // for requests in flight when the server stops; 10 s
	CacheBytes int           // compressed documents and their headers, in memory; 16 MiB
}

// A Server is the http.Handler of a publication.
type Server struct {
	documents Documents
	site      feed.Site
	prefix    string // path of the base URL, ends in a slash
	next      func() time.Time
	ready     func() error
	log       *slog.Logger
	kept      *cache
	zipper    *zipper
	maxConns  int
	drain     time.Duration
	stopping  atomic.Bool
}

// New returns a Server.
func New(o Options) *Server {
	s := &Server{
		documents: o.Documents,
		site:      o.Site,
		prefix:    "/",
		next:      o.Next,
		ready:     o.Ready,
		log:       o.Log,
		kept:      newCache(orDefault(o.CacheBytes, 16<<20)),
		zipper:    newZipper(),
		maxConns:  orDefault(o.MaxConns, 1000),
		drain:     orDefault(o.Drain, 10*time.Second),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if base, err := url.Parse(o.Site.URL("")); err == nil {
		s.prefix = base.Path
	}
	return s
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.rescue(w, r)
	w.Header()["X-Content-Type-Options"] = nosniff
	if s.stopping.Load() {
		w.Header().Set("Connection", "close")
	}
	if r.ContentLength != 0 {
		refuseBody(w)
	}
	name, ok := cleanPath(r.URL, s.prefix)
	switch {
	case !allowed(r.Method, name):
		methodNotAllowed(w, name)
	case r.Method == http.MethodOptions:
		preflight(w)
	case !ok:
		notFound(w)
	case name == "healthz":
		probe(w, nil)
	case name == "readyz":
		probe(w, s.notReady())
	default:
		s.serve(w, r, name)
	}
}

// serve answers with a document, or says where or why there is none.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, name string) {
	doc, err := s.documents.Document(indexOf(name))
	switch {
	case err == nil:
		s.serveDocument(w, r, doc)
	case !errors.Is(err, fs.ErrNotExist):
		s.unavailable(w, name, err)
	case s.isDirectory(name):
		redirectToDirectory(w, r)
	default:
		notFound(w)
	}
}

// indexOf returns the document that a path stands for.
func indexOf(name string) string {
	if name == "" || strings.HasSuffix(name, "/") {
		return name + "index.html"
	}
	return name
}

// isDirectory tells whether a path lacks nothing but the slash at its end.
func (s *Server) isDirectory(name string) bool {
	if name == "" || strings.HasSuffix(name, "/") {
		return false
	}
	if "/"+name+"/" == s.prefix {
		return true
	}
	_, err := s.documents.Document(name + "/index.html")
	return err == nil
}

// redirectToDirectory names the directory relative to the request, which is
// right whatever a proxy has taken off the path.
func redirectToDirectory(w http.ResponseWriter, r *http.Request) {
	location := "./" + url.PathEscape(path.Base(r.URL.Path)) + "/"
	if r.URL.RawQuery != "" {
		location += "?" + r.URL.RawQuery
	}
	h := w.Header()
	h.Set("Location", location)
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Content-Length", "0")
	w.WriteHeader(http.StatusMovedPermanently)
}

func (s *Server) unavailable(w http.ResponseWriter, name string, err error) {
	s.log.Error("document not read", "path", name, "err", err)
	w.Header().Set("Retry-After", retryAfter)
	fail(w, "temporarily unavailable", http.StatusServiceUnavailable)
}

// rescue answers 500 for a request that panicked. Whatever can panic runs
// before the first byte of the answer.
func (s *Server) rescue(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.log.Error("request panicked", "path", shortened(r.URL.Path), "err", fmt.Sprint(v), "stack", string(debug.Stack()))
	clear(w.Header())
	fail(w, "internal error", http.StatusInternalServerError)
}

// shortened keeps what a client wrote from filling the log.
func shortened(s string) string {
	const most = 200
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// refuseBody answers without waiting for a request's body, which nothing here
// reads. What is on its way is still taken for a moment after the answer:
// closing a connection with unread bytes can destroy the answer, too.
func refuseBody(w http.ResponseWriter) {
	const moment = time.Second
	w.Header().Set("Connection", "close")
	// A ResponseWriter without deadlines has no connection to wait for.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(moment))
}
