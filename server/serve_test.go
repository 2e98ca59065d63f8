package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/netutil"
)

// A running server, ours or a control.
type running struct {
	addr string
	stop func()       // asks it to end
	done <-chan error // what Serve returned
}

func start(t *testing.T, s *Server) *running {
	t.Helper()
	ln := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(cancel)
	return &running{ln.Addr().String(), cancel, done}
}

// startPlain serves with net/http alone, which stop ends with end.
func startPlain(t *testing.T, ln net.Listener, h http.Handler, end func(*http.Server) error) *running {
	t.Helper()
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(ln) // always ErrServerClosed here
	}()
	t.Cleanup(func() {
		_ = srv.Close()
		<-served
	})
	return &running{ln.Addr().String(), func() { done <- end(srv) }, done}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

func receive(conn net.Conn) (*http.Response, error) {
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r, err
}

const request = "GET /rss.xml HTTP/1.1\r\nHost: press.example\r\n\r\n"

// slowest opens a crowd of connections that send what they are told and then
// neither send nor read, and returns how long the slowest of 20 ordinary
// clients waited meanwhile, or limit if one got nothing in that time.
func slowest(t *testing.T, addr string, crowd int, sends string, limit time.Duration) time.Duration {
	t.Helper()
	for range crowd {
		send(t, dial(t, addr), sends)
	}
	client := &http.Client{Timeout: limit, Transport: &http.Transport{DisableKeepAlives: true}}
	var worst time.Duration
	for range 20 {
		begin := time.Now()
		r, err := client.Get("http://" + addr + "/rss.xml")
		if err != nil {
			return limit
		}
		_, err = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		if err != nil || r.StatusCode != 200 {
			return limit
		}
		worst = max(worst, time.Since(begin))
	}
	return worst
}

// crowds are clients that hold a connection.
var crowds = map[string]string{
	"silent":       "",
	"slow headers": "GET /rss.xml HTTP/1.1\r\nHost: press.example\r\nX-A: ",
	"slow bodies":  "POST /rss.xml HTTP/1.1\r\nHost: press.example\r\nContent-Length: 1000\r\n\r\nab",
	"slow readers": "GET /large.html HTTP/1.1\r\nHost: press.example\r\n\r\n",
	"idle":         request,
}

const (
	places = 20
	crowd  = 60
)

// crowded has a document that no socket buffer takes whole.
func crowded() *tree {
	return newTree(map[string]int{"rss.xml": 4000, "large.html": 12 << 20})
}

func TestSlowClientsMakeWay(t *testing.T) {
	docs := crowded()
	for name, sends := range crowds {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, docs)
			s.maxConns, s.drain = places, 100*time.Millisecond
			web := start(t, s)
			if got := slowest(t, web.addr, crowd, sends, 5*time.Second); got >= 2*time.Second {
				t.Errorf("an ordinary client waited %v", got)
			}
			web.stop()
			<-web.done // slow readers may outlast the drain
		})
	}
}

// TestSlowClientsAreSeen is the control: the same crowds before a server that
// lets new clients wait for a place.
func TestSlowClientsAreSeen(t *testing.T) {
	docs := crowded()
	for name, sends := range crowds {
		t.Run(name, func(t *testing.T) {
			ln := netutil.LimitListener(listen(t), places)
			web := startPlain(t, ln, newServer(t, docs), (*http.Server).Close)
			const limit = 500 * time.Millisecond
			if got := slowest(t, web.addr, crowd, sends, limit); got < limit {
				t.Errorf("an ordinary client waited only %v", got)
			}
		})
	}
}

func TestConnectionsAreCounted(t *testing.T) {
	c := newConnections(2)
	var conns, peers []net.Conn
	for range 4 {
		a, b := net.Pipe()
		conns, peers = append(conns, a), append(peers, b)
		t.Cleanup(func() { _, _ = a.Close(), b.Close() })
	}
	open := func() (numbers string) {
		for e := c.order.Front(); e != nil; e = e.Next() {
			for i := range conns {
				if e.Value == conns[i] {
					numbers += fmt.Sprint(i)
				}
			}
		}
		return numbers
	}
	for i, step := range []struct {
		conn  int
		state http.ConnState
		want  string
	}{
		{0, http.StateNew, "0"},
		{1, http.StateNew, "01"},
		{0, http.StateActive, "10"},
		{2, http.StateNew, "02"},
		{1, http.StateActive, "02"}, // put out, but its goroutine does not know yet
		{1, http.StateClosed, "02"},
		{0, http.StateIdle, "20"},
		{3, http.StateNew, "03"},
		{0, http.StateClosed, "3"},
		{3, http.StateHijacked, ""},
	} {
		c.changed(conns[step.conn], step.state)
		if got := open(); got != step.want || len(c.element) != len(step.want) {
			t.Fatalf("step %d: got %q, %d kept, want %q", i, got, len(c.element), step.want)
		}
	}
	<-c.none()
	for i, want := range []bool{false, true, true, false} {
		_ = peers[i].SetDeadline(time.Now().Add(10 * time.Millisecond))
		_, err := peers[i].Read(make([]byte, 1))
		if got := errors.Is(err, io.EOF); got != want {
			t.Errorf("connection %d closed: %t, want %t", i, got, want)
		}
	}
}

// blocked returns Documents whose first answer waits until release is called,
// and a channel that tells when it is asked for.
func blocked() (docs *tree, asked chan struct{}, release func()) {
	docs = gazette()
	asked = make(chan struct{}, 10)
	gate := make(chan struct{})
	docs.hook = func() {
		asked <- struct{}{}
		<-gate
	}
	return docs, asked, func() { close(gate) }
}

// lost stops a server with a request in flight, lets the request go on, and
// returns the client's error.
func lost(t *testing.T, web *running, asked <-chan struct{}, release func()) error {
	t.Helper()
	conn := dial(t, web.addr)
	send(t, conn, request)
	<-asked
	go web.stop()
	for refused := false; !refused; { // until it has begun to stop
		c, err := net.Dial("tcp", web.addr)
		if refused = err != nil; !refused {
			_ = c.Close()
		}
	}
	release()
	_, err := receive(conn)
	return err
}

func TestRequestInFlightFinishes(t *testing.T) {
	docs, asked, release := blocked()
	web := start(t, newServer(t, docs))
	if err := lost(t, web, asked, release); err != nil {
		t.Errorf("the request was lost: %v", err)
	}
	if err := <-web.done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestLostRequestIsSeen is the control: a server that just closes.
func TestLostRequestIsSeen(t *testing.T) {
	docs, asked, release := blocked()
	web := startPlain(t, listen(t), newServer(t, docs), (*http.Server).Close)
	if err := lost(t, web, asked, release); err == nil {
		t.Error("the request was answered by a closed server")
	}
	<-web.done
}

// TestDrainEnds guards the deadline: a request that never finishes does not
// hold up the stop.
func TestDrainEnds(t *testing.T) {
	docs, asked, release := blocked()
	s := newServer(t, docs)
	s.drain = 50 * time.Millisecond
	web := start(t, s)
	conn := dial(t, web.addr)
	send(t, conn, request)
	<-asked
	web.stop()
	if err := <-web.done; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Serve: got %v, want the deadline of the drain", err)
	}
	release()
	if _, err := receive(conn); err == nil {
		t.Error("the connection outlived the server")
	}
}

// secondRequest asks, stops the server, asks again over the same connection,
// and returns the second answer.
func secondRequest(t *testing.T, web *running) (*http.Response, error) {
	t.Helper()
	conn := dial(t, web.addr)
	send(t, conn, request)
	if _, err := receive(conn); err != nil {
		t.Fatal(err)
	}
	go web.stop()
	for {
		c, err := net.Dial("tcp", web.addr)
		if err != nil {
			break
		}
		_ = c.Close()
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, err
	}
	return receive(conn)
}

func TestKeptConnectionIsToldToClose(t *testing.T) {
	web := start(t, newServer(t, gazette()))
	r, err := secondRequest(t, web)
	if err != nil || r.StatusCode != 200 || !r.Close {
		t.Errorf("got %v, %v, want an answer that closes the connection", r, err)
	}
	if err := <-web.done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestClosedUnderARequestIsSeen is the control: Shutdown alone, which closes
// an idle connection that its client is about to use.
func TestClosedUnderARequestIsSeen(t *testing.T) {
	web := startPlain(t, listen(t), newServer(t, gazette()), func(srv *http.Server) error {
		return srv.Shutdown(context.Background())
	})
	if _, err := secondRequest(t, web); err == nil {
		t.Error("the second request was answered")
	}
	<-web.done
}

func TestListenerFails(t *testing.T) {
	ln := listen(t)
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	err := newServer(t, gazette()).Serve(t.Context(), ln)
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want net.ErrClosed", err)
	}
}

func TestHeaderLimit(t *testing.T) {
	web := start(t, newServer(t, gazette()))
	for size, want := range map[int]int{8 << 10: 200, 64 << 10: 431} {
		conn := dial(t, web.addr)
		send(t, conn, "GET /rss.xml HTTP/1.1\r\nHost: press.example\r\nX-A: "+strings.Repeat("a", size)+"\r\n\r\n")
		r, err := receive(conn)
		if err != nil || r.StatusCode != want {
			t.Errorf("header of %d bytes: got %v, %v, want %d", size, r, err, want)
		}
	}
	web.stop()
	<-web.done
}

// TestBodyIsNotAwaited guards that a client which announces a body and does
// not send it is answered at once.
func TestBodyIsNotAwaited(t *testing.T) {
	web := start(t, newServer(t, gazette()))
	conn := dial(t, web.addr)
	send(t, conn, "POST /rss.xml HTTP/1.1\r\nHost: press.example\r\nContent-Length: 100000\r\n\r\nab")
	begin := time.Now()
	r, err := receive(conn)
	if err != nil || r.StatusCode != 405 || !r.Close {
		t.Errorf("got %v, %v, want 405 and the end of the connection", r, err)
	}
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || time.Since(begin) > 10*time.Second {
		t.Errorf("the connection stands open after %v: %v", time.Since(begin), err)
	}
	web.stop()
	<-web.done
}
