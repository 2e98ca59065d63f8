package server

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

var errStopping = errors.New("stopping")

func (s *Server) notReady() error {
	if s.stopping.Load() {
		return errStopping
	}
	if s.ready == nil {
		return nil
	}
	return s.ready()
}

// probe answers a monitor: ok, or what is wrong, on one line.
func probe(w http.ResponseWriter, wrong error) {
	if wrong != nil {
		w.Header().Set("Retry-After", retryAfter)
		fail(w, strings.Join(strings.Fields(wrong.Error()), " "), http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", "3")
	_, _ = io.WriteString(w, "ok\n") // the monitor may have hung up
}
