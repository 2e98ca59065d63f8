package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A recorder is what Run emits to. It keeps what was told.
type recorder struct {
	mu      sync.Mutex
	batches []Batch
	grown   chan struct{} // closed and replaced with each batch
	refuse  error
	act     func(Batch) // called with each batch, if set
}

func newRecorder() *recorder { return &recorder{grown: make(chan struct{})} }

func (r *recorder) emit(_ context.Context, b Batch) error {
	if r.act != nil {
		r.act(b)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse != nil {
		return r.refuse
	}
	r.batches = append(r.batches, b)
	close(r.grown)
	r.grown = make(chan struct{})
	return nil
}

// all returns the batches so far, and what is closed when there are more.
func (r *recorder) all() ([]Batch, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.batches), r.grown
}

func (r *recorder) told() []Change {
	batches, _ := r.all()
	var all []Change
	for _, b := range batches {
		all = append(all, b.Changes...)
	}
	return all
}

// count returns how often a path was told as present, and as gone.
func (r *recorder) count(path string) (present, gone int) {
	for _, c := range r.told() {
		switch {
		case c.Path != path:
		case c.Gone:
			gone++
		default:
			present++
		}
	}
	return present, gone
}

func (r *recorder) has(path string) bool {
	present, _ := r.count(path)
	return present > 0
}

func (r *recorder) fulls() (n int) {
	batches, _ := r.all()
	for _, b := range batches {
		if b.Full {
			n++
		}
	}
	return n
}

func (r *recorder) rootGone() (n int) {
	batches, _ := r.all()
	for _, b := range batches {
		if b.RootGone {
			n++
		}
	}
	return n
}

// until waits for a condition on what was told.
func (r *recorder) until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		_, grown := r.all()
		if cond() {
			return
		}
		select {
		case <-grown:
		case <-deadline:
			t.Fatalf("%s: not within 20s; told so far: %v", what, r.told())
		}
	}
}

// run starts w and stops it at the end of the test.
func run(t *testing.T, w *Watcher) *recorder {
	t.Helper()
	r := newRecorder()
	start(t, w, r)
	return r
}

func start(t *testing.T, w *Watcher, r *recorder) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx, r.emit) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func newWatcher(t *testing.T, dir string, known map[string]Stamp, o Options) *Watcher {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w, err := New(dir, known, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A fakeSource is driven by the test.
type fakeSource struct {
	events chan fsnotify.Event
	errs   chan error
	add    func(string) error
}

// fake puts a source in w that tells only what the test sends.
func fake(w *Watcher) *fakeSource {
	f := &fakeSource{
		events: make(chan fsnotify.Event),
		errs:   make(chan error),
		add:    func(string) error { return nil },
	}
	w.connect = func() (*source, error) {
		events, errs, quit := make(chan fsnotify.Event), make(chan error), make(chan struct{})
		go func() {
			defer close(events)
			defer close(errs)
			for {
				select {
				case e := <-f.events:
					events <- e
				case err := <-f.errs:
					errs <- err
				case <-quit:
					return
				}
			}
		}()
		closeSource := func() error { close(quit); return nil }
		return &source{add: func(d string) error { return f.add(d) }, events: events, errs: errs, close: closeSource}, nil
	}
	return f
}

// write puts a file in its place as a careful program does: complete, and
// written long ago.
func write(t *testing.T, dir, path, text string) {
	t.Helper()
	writeAt(t, dir, path, text, time.Date(1999, 1, 2, 3, 4, 5, 0, time.UTC))
}

func writeAt(t *testing.T, dir, path, text string, at time.Time) {
	t.Helper()
	name := filepath.Join(dir, path)
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	temp := filepath.Join(filepath.Dir(name), ".new")
	must(t, os.WriteFile(temp, []byte(text), 0o644))
	must(t, os.Chtimes(temp, at, at))
	must(t, os.Rename(temp, name))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// known returns what a store would remember of a scan.
func known(b Batch) map[string]Stamp {
	m := map[string]Stamp{}
	for _, c := range b.Changes {
		m[c.Path] = c.Stamp
	}
	return m
}

func scanDir(t *testing.T, dir string, known map[string]Stamp) Batch {
	t.Helper()
	b, err := Scan(t.Context(), dir, known, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lines are changes as text, to be compared.
func lines(changes []Change) []string {
	out := []string{}
	for _, c := range changes {
		switch {
		case c.Gone:
			out = append(out, "gone "+c.Path)
		case c.Err != nil:
			out = append(out, fmt.Sprintf("bad %s: %v", c.Path, c.Err))
		default:
			out = append(out, "here "+c.Path)
		}
	}
	return out
}

func TestNewNamesTheRemedy(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "file", "x")
	tests := []struct{ name, dir, want string }{
		{"missing", filepath.Join(dir, "no such dir"), "no such file or directory; create it (mkdir -p '" + filepath.Join(dir, "no such dir") + "')"},
		{"a file", filepath.Join(dir, "file"), "not a directory; name another directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(tt.dir, nil, Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New: got %v, want … %s …", err, tt.want)
			}
			_, err = Scan(t.Context(), tt.dir, nil, Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Scan: got %v, want … %s …", err, tt.want)
			}
		})
	}
}

func TestIgnored(t *testing.T) {
	ignored := []string{
		".hidden", "a/.git/config", "notes.md~", "#notes.md#", "upload.part", "UPLOAD.PART", "x.tmp", "a.swp",
		"Thumbs.db", "desktop.ini", "~$report.docx", "x.filepart", "a.crdownload", "__MACOSX/a.md", ".#lock", "a/b~/c",
	}
	kept := []string{".", "notes.md", "a/b/c.txt", "part", "tmp", "#", "#1.md", "a~b", "C#", "thumbs.db.md", "Übersicht.html", "4913"}
	for _, path := range ignored {
		if !Ignored(path) {
			t.Errorf("Ignored(%q) = false", path)
		}
	}
	for _, path := range kept {
		if Ignored(path) {
			t.Errorf("Ignored(%q) = true", path)
		}
	}
}

func TestScanTellsDifferences(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"same.md", "touched.md", "grown.md", "removed.md", "d/old.md"} {
		write(t, dir, path, "The ferry was late.\n")
	}
	before := known(scanDir(t, dir, nil))
	if len(before) != 5 {
		t.Fatalf("first scan: got %v, want 5 paths", before)
	}
	if again := scanDir(t, dir, before); len(again.Changes) != 0 || !again.Full {
		t.Fatalf("unchanged: got %+v, want an empty full batch", again)
	}

	writeAt(t, dir, "touched.md", "The ferry was late.\n", time.Now().Add(-time.Hour))
	write(t, dir, "grown.md", "The ferry was late. It left at noon.\n")
	must(t, os.Remove(filepath.Join(dir, "removed.md")))
	must(t, os.Rename(filepath.Join(dir, "d"), filepath.Join(dir, "e")))
	write(t, dir, ".hidden", "no")

	got := lines(scanDir(t, dir, before).Changes)
	want := []string{"here e/old.md", "here grown.md", "here touched.md", "gone d/old.md", "gone removed.md"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestScanTellsOfFileBeingWritten(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.md", "The ferry was late.\n")
	f, err := os.OpenFile(filepath.Join(dir, "a.md"), os.O_WRONLY, 0)
	must(t, err)
	got := lines(scanDir(t, dir, nil).Changes)
	must(t, f.Close())
	if want := []string{"bad a.md: " + errWritten.Error()}; !slices.Equal(got, want) {
		t.Errorf("while open: got %q, want %q", got, want)
	}
	if got := lines(scanDir(t, dir, nil).Changes); !slices.Equal(got, []string{"here a.md"}) {
		t.Errorf("after close: got %q", got)
	}
}

// What a newer version ignores, an older one may have published.
func TestScanWithdrawsWhatIsIgnored(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.tmp", "The ferry was late.\n")
	write(t, dir, "a.md", "The ferry was late.\n")
	before := known(scanDir(t, dir, nil))
	before["a.tmp"] = before["a.md"]
	if got := lines(scanDir(t, dir, before).Changes); !slices.Equal(got, []string{"gone a.tmp"}) {
		t.Errorf("got %q, want a.tmp gone", got)
	}
}

// A database may keep whole microseconds only: a restart must not read
// everything again.
func TestStampSurvivesAStore(t *testing.T) {
	s := Stamp{Size: 3, ModTime: time.Date(2026, 1, 3, 8, 0, 0, 123456789, time.UTC)}
	stored := Stamp{Size: 3, ModTime: s.ModTime.Truncate(time.Microsecond).In(time.FixedZone("", 3600))}
	if !s.Equal(stored) {
		t.Error("a stamp with microseconds is not equal")
	}
	if s.Equal(Stamp{Size: 4, ModTime: s.ModTime}) || s.Equal(Stamp{Size: 3, ModTime: s.ModTime.Add(time.Millisecond)}) {
		t.Error("a different stamp is equal")
	}
}

func TestScanStopsWithItsContext(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.md", "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Scan(ctx, dir, nil, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
