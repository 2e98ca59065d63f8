package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func openTestRoot(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	must(t, err)
	t.Cleanup(func() { root.Close() })
	return root
}

func TestReadLimit(t *testing.T) {
	dir := t.TempDir()
	root := openTestRoot(t, dir)
	write(t, dir, "ten.md", "0123456789")
	write(t, dir, "empty.md", "")
	tests := []struct {
		path  string
		limit int64
		want  string
	}{
		{"ten.md", 11, "0123456789"},
		{"ten.md", 10, "0123456789"},
		{"ten.md", 9, "0123456789"}, // one more shows that there is more
		{"ten.md", 3, "0123"},
		{"empty.md", 10, ""},
	}
	for _, tt := range tests {
		data, stamp, err := Read(root, tt.path, tt.limit)
		if err != nil || string(data) != tt.want {
			t.Errorf("Read(%s, %d) = %q, %v; want %q", tt.path, tt.limit, data, err, tt.want)
		}
		if want := scanDir(t, dir, nil).Changes; !known(Batch{Changes: want})[tt.path].Equal(stamp) {
			t.Errorf("Read(%s): stamp %v is not that of the scan", tt.path, stamp)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	tmp := t.TempDir()
	dir := filepath.Join(tmp, "seeds")
	write(t, dir, "d/a.md", "The mill turns.\n")
	write(t, tmp, "secret.md", "Not for the public.\n")
	write(t, dir, "twice.md", "The mill turns.\n")
	must(t, os.Link(filepath.Join(dir, "twice.md"), filepath.Join(tmp, "twice.md")))
	must(t, os.Symlink("d", filepath.Join(dir, "link")))
	must(t, os.Symlink("d/a.md", filepath.Join(dir, "link.md")))
	must(t, os.Symlink(filepath.Join(tmp, "secret.md"), filepath.Join(dir, "out.md")))
	must(t, os.Symlink(tmp, filepath.Join(dir, "out")))
	root := openTestRoot(t, dir)
	tests := []struct {
		path string
		want error // nil is the control
	}{
		{"d/a.md", nil},
		{"link.md", errSymlink},
		{"out.md", errSymlink},
		{"link/a.md", fs.ErrNotExist}, // a path through a link leads nowhere
		{"out/secret.md", fs.ErrNotExist},
		{"twice.md", errLinks},
		{"d", errDirectory},
		{"no-such.md", fs.ErrNotExist},
		{"d/a.md/b.md", fs.ErrNotExist},
	}
	for _, tt := range tests {
		data, _, err := Read(root, tt.path, 1000)
		if tt.want == fs.ErrNotExist {
			if !missing(err) {
				t.Errorf("Read(%s): got %q, %v; want that nothing is there", tt.path, data, err)
			}
			continue
		}
		if !errors.Is(err, tt.want) || (tt.want != nil) != (data == nil) {
			t.Errorf("Read(%s): got %q, %v; want %v", tt.path, data, err, tt.want)
		}
	}
	for _, path := range []string{"../secret.md", filepath.Join(tmp, "secret.md"), "d/../../secret.md"} {
		if data, _, err := Read(root, path, 1000); err == nil {
			t.Errorf("Read(%s): got %q from outside", path, data)
		}
	}
}

func TestReadWhileWritten(t *testing.T) {
	if writersOf(tempFile(t)) == writersUnknown {
		t.Skip("the system has no leases")
	}
	dir := t.TempDir()
	root := openTestRoot(t, dir)
	write(t, dir, "a.md", "The mill turns.\n")
	f, err := os.OpenFile(filepath.Join(dir, "a.md"), os.O_WRONLY, 0)
	must(t, err)
	if _, _, err := Read(root, "a.md", 1000); !errors.Is(err, ErrChanged) {
		t.Errorf("while open for writing: got %v, want ErrChanged", err)
	}
	must(t, f.Close())
	if _, _, err := Read(root, "a.md", 1000); err != nil {
		t.Errorf("after close: %v", err)
	}
}

// A writer that came and went between opening and reading has left no lease to
// be refused, only other times.
func TestReadVersionComparesBeforeAndAfter(t *testing.T) {
	dir := t.TempDir()
	root := openTestRoot(t, dir)
	write(t, dir, "a.md", "The mill turns.\n")
	for _, meddle := range []bool{false, true} {
		f, before, err := open(root, "a.md")
		must(t, err)
		if meddle {
			must(t, os.WriteFile(filepath.Join(dir, "a.md"), []byte("The mill burns.\n"), 0o644))
		}
		_, _, err = readVersion(f, before, 1000)
		f.Close()
		if errors.Is(err, ErrChanged) != meddle {
			t.Errorf("written meanwhile: %v; got %v", meddle, err)
		}
	}
}

// What passes is tried again, what stays is told with a remedy.
func TestUnreadableErrors(t *testing.T) {
	wrap := func(err error) error { return &fs.PathError{Op: "openat", Path: "a.md", Err: err} }
	tests := []struct {
		err  error
		text string
		is   error
	}{
		{syscall.EMFILE, "changed while it was read: too many open files", ErrChanged},
		{syscall.EAGAIN, "changed while it was read: resource temporarily unavailable", ErrChanged},
		{syscall.EACCES, "cannot be read: permission denied; give feedd the right to: chmod a+r", fs.ErrPermission},
		{syscall.EIO, "cannot be read: input/output error; look at the disk", syscall.EIO},
		{syscall.ENOENT, "openat a.md: no such file or directory", fs.ErrNotExist},
	}
	for _, tt := range tests {
		if got := unreadable(wrap(tt.err)); got.Error() != tt.text || !errors.Is(got, tt.is) {
			t.Errorf("%v: got %q, want %q", tt.err, got, tt.text)
		}
	}
}

// A program writes a file in place again and again, each time with other
// letters. What Read returns is of one version; what os.ReadFile returns is
// not, which is the control.
func TestReadIsNeverTorn(t *testing.T) {
	if writersOf(tempFile(t)) == writersUnknown {
		t.Skip("the system has no leases")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "a.md")
	root := openTestRoot(t, dir)
	write(t, dir, "a.md", version3("a"))
	stop, stopped := make(chan struct{}), make(chan struct{})
	defer func() { close(stop); <-stopped }()
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				rewrite(t, name, string(rune('a'+n%26)))
			}
		}
	}()
	naive, whole := 0, 0
	for deadline := time.Now().Add(10 * time.Second); naive < 20 || whole < 20; {
		if time.Now().After(deadline) {
			t.Fatalf("within 10s: %d torn by os.ReadFile, %d whole by Read; want 20 of each", naive, whole)
		}
		if data, err := os.ReadFile(name); err == nil && torn(data) {
			naive++
		}
		data, _, err := Read(root, "a.md", 1<<20)
		switch {
		case errors.Is(err, ErrChanged):
		case err != nil:
			t.Fatal(err)
		case torn(data):
			t.Fatalf("torn: %d bytes, %.10q … %.10q", len(data), data, data[max(0, len(data)-10):])
		default:
			whole++
		}
	}
}

func version3(letter string) string { return strings.Repeat(letter, 3*4096) }

func torn(data []byte) bool {
	return len(data) != 3*4096 || strings.Count(string(data), string(data[:1])) != len(data)
}

// rewrite writes a version in three steps, and then stays away for a moment.
func rewrite(t *testing.T, name, letter string) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		t.Error(err)
		return
	}
	for range 3 {
		f.WriteString(version3(letter)[:4096])
	}
	f.Close()
	time.Sleep(200 * time.Microsecond)
}
