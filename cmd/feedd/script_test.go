package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"feedd": main})
}

// TestScripts runs the real binary. What the scripts can use beside the usual
// commands is in scriptCommands; $ADDR is a free address of this machine.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../seeds")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ADDR", freeAddr(t))
			env.Setenv("SAMPLES", samples)
			return nil
		},
		Cmds: scriptCommands,
	})
}

var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"http":  scriptHTTP,
	"until": scriptUntil,
	"tree":  scriptTree,
	"touch": scriptTouch,
	"fill":  scriptFill,
	"fifo":  scriptFIFO,
	"link":  scriptLink,
	"bytes": scriptBytes,
	"age":   scriptAge,
}

func freeAddr(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// scriptHTTP is
//
//	http METHOD URL ["Header: value"…]
//
// It prints the status line, the headers and the body to stdout, and saves the
// value of each header H in $H, with _ for -.
func scriptHTTP(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: http METHOD URL [HEADER…]")
	}
	req, err := http.NewRequest(args[0], args[1], nil)
	ts.Check(err)
	for _, h := range args[2:] {
		key, value, _ := strings.Cut(h, ": ")
		req.Header.Set(key, value)
	}
	// Without this the transport asks for gzip and unpacks it in silence.
	tr := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	resp, err := tr.RoundTrip(req)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), resp.Status)
	for key, values := range resp.Header {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n", key, strings.Join(values, ", "))
		ts.Setenv(strings.ReplaceAll(key, "-", "_"), values[0])
	}
	fmt.Fprintf(ts.Stdout(), "\n%d bytes\n%s\n", len(body), body)
}

// patience is how long a script waits for what must come.
const patience = 30 * time.Second

// scriptUntil is
//
//	[!] until PATTERN FILE-OR-URL
//
// It waits until the text matches the pattern (with !, no longer does).
func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] until PATTERN FILE-OR-URL")
	}
	re, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	var text string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		text = scriptText(ts, args[1])
		if re.MatchString(text) != neg {
			return
		}
	}
	ts.Fatalf("%s in %s: not within %v; last:\n%s", args[0], args[1], patience, text)
}

func scriptText(ts *testscript.TestScript, where string) string {
	if !strings.HasPrefix(where, "http") {
		data, _ := os.ReadFile(ts.MkAbs(where)) // it may not be there yet
		return string(data)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, where, nil)
	ts.Check(err)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return string(body)
}

// scriptTree is
//
//	tree FILE DIR
//
// It writes the hash, the modification time and the path of everything in DIR
// to FILE.
func scriptTree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: tree FILE DIR")
	}
	var out strings.Builder
	root := ts.MkAbs(args[1])
	ts.Check(filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		rel, _ := filepath.Rel(root, name)
		fmt.Fprintf(&out, "%x %s %s\n", sha256.Sum256(data), info.ModTime().UTC().Format(time.RFC3339Nano), rel)
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(out.String()), 0o644))
}

// scriptTouch is touch FILE RFC3339: it sets the modification time.
func scriptTouch(ts *testscript.TestScript, neg bool, args []string) {
	at, err := time.Parse(time.RFC3339, args[1])
	ts.Check(err)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), at, at))
}

// scriptAge is age DIR RFC3339: it touches all files below.
func scriptAge(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			scriptTouch(ts, false, []string{name, args[1]})
		}
		return err
	}))
}

// scriptFill is fill FILE SIZE TEXT: it writes the text again and again.
func scriptFill(ts *testscript.TestScript, neg bool, args []string) {
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := strings.Repeat(args[2], size/len(args[2])+1)[:size]
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// scriptBytes is bytes FILE QUOTED: it writes what strconv.Unquote makes of
// the text.
func scriptBytes(ts *testscript.TestScript, neg bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

func scriptFIFO(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

// scriptLink is link OLD NEW: it makes a hard link.
func scriptLink(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.Link(ts.MkAbs(args[0]), ts.MkAbs(args[1])))
}
