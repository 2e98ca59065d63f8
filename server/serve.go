package server

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// linger is how long a stopping server waits for the clients that keep their
// connection to send one more request: its answer tells them to close. A
// connection closed under a request looks like a failure.
const linger = 500 * time.Millisecond

// Serve answers the requests that come in on ln until ctx ends. Then it stops
// accepting, lets the requests in flight finish, and returns nil, or an error
// if they did not within the time given for draining. It closes ln.
//
// A request has 5 s for its header and 30 s in all to arrive; its answer has
// 60 s. When more connections are open than allowed, the one whose state
// changed longest ago is closed: idle ones, clients that dawdle over a
// header, then those that do not take their answer.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	conns := newConnections(s.maxConns)
	srv := &http.Server{
		Handler:           s,
		ConnState:         conns.changed,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()

	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve %s: %w", ln.Addr(), err), srv.Close())
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	_ = ln.Close() // before the drain, so that Serve returns; Shutdown closes it again
	<-failed
	return s.shutdown(context.WithoutCancel(ctx), srv, conns)
}

// shutdown waits for requests in flight, within their own time.
func (s *Server) shutdown(ctx context.Context, srv *http.Server, conns *connections) error {
	ctx, cancel := context.WithTimeout(ctx, s.drain)
	defer cancel()
	select {
	case <-conns.none():
	case <-time.After(min(linger, s.drain/2)):
	}
	if err := srv.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("drain connections: %w", err), srv.Close())
	}
	return nil
}

// connections are the open connections in the order of their latest change of
// state. At most max of them stay open.
type connections struct {
	max int

	mu      sync.Mutex
	order   *list.List // of net.Conn, the longest unchanged first
	element map[net.Conn]*list.Element
	empty   chan struct{} // if not nil, closed when the last connection is
}

func newConnections(max int) *connections {
	return &connections{max: max, order: list.New(), element: map[net.Conn]*list.Element{}}
}

// changed is the http.Server's ConnState.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := c.element[conn]; {
	case state == http.StateNew:
		c.element[conn] = c.order.PushBack(conn)
		c.makeRoom()
	case e == nil: // already put out
	case state == http.StateClosed || state == http.StateHijacked:
		c.remove(e)
	default:
		c.order.MoveToBack(e)
	}
}

func (c *connections) makeRoom() {
	if c.order.Len() <= c.max {
		return
	}
	oldest := c.order.Front()
	c.remove(oldest)
	_ = oldest.Value.(net.Conn).Close() // what becomes of it is the client's affair
}

func (c *connections) remove(e *list.Element) {
	delete(c.element, c.order.Remove(e).(net.Conn))
	if c.empty != nil && c.order.Len() == 0 {
		close(c.empty)
		c.empty = nil
	}
}

// none returns a channel that is closed when no connection is open.
func (c *connections) none() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	empty := make(chan struct{})
	if c.order.Len() == 0 {
		close(empty)
		return empty
	}
	c.empty = empty
	return empty
}
