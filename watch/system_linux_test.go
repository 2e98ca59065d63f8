package watch

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What is not a regular file with one name is told of once, with the remedy,
// and never opened: opening the pipe would block for ever.
func TestSpecialFiles(t *testing.T) {
	dir, tmp := t.TempDir(), outside(t)
	write(t, dir, "good.md", "The mill turns.\n")
	write(t, tmp, "secret/a.md", "Not for the public.\n")
	write(t, dir, "twice.md", "The mill turns.\n")
	in := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.Link(in("twice.md"), in("twice-more.md")))
	must(t, os.Symlink("good.md", in("link.md")))
	must(t, os.Symlink(filepath.Join(tmp, "secret"), in("dir.md")))
	must(t, os.Symlink("nowhere", in("dangling.md")))
	must(t, os.Symlink(".", in("loop")))
	must(t, syscall.Mkfifo(in("pipe.md"), 0o644))
	must(t, syscall.Mknod(in("socket.md"), syscall.S_IFSOCK|0o644, 0))
	want := []string{
		"bad dangling.md: " + errSymlink.Error(),
		"bad dir.md: " + errSymlink.Error(),
		"bad link.md: " + errSymlink.Error(),
		"bad loop: " + errSymlink.Error(),
		"bad pipe.md: " + errPipe.Error(),
		"bad socket.md: " + errSocket.Error(),
		"bad twice-more.md: " + errLinks.Error(),
		"bad twice.md: " + errLinks.Error(),
		"here good.md",
	}
	if err := syscall.Mknod(in("device.md"), syscall.S_IFCHR|0o644, int(unix.Mkdev(1, 3))); err == nil {
		want = append(want, "bad device.md: "+errDevice.Error())
	}
	slices.Sort(want)

	scanned := scanDir(t, dir, nil)
	if got := slices.Sorted(slices.Values(lines(scanned.Changes))); !slices.Equal(got, want) {
		t.Errorf("scan: got %q, want %q", got, want)
	}
	r := watching(t, dir, Options{Settle: 10 * time.Millisecond, Rescan: 20 * time.Millisecond}, nil)
	r.until(t, "all of them", func() bool { return len(r.told()) >= len(want) })
	seen := r.fulls()
	r.until(t, "some more comparisons", func() bool { return r.fulls() > seen+3 })
	if got := slices.Sorted(slices.Values(lines(r.told()))); !slices.Equal(got, want) {
		t.Errorf("watch: got %q, want %q", got, want)
	}

	// Once mended, each is told of as a file.
	must(t, os.Remove(in("twice-more.md")))
	must(t, os.Remove(in("link.md")))
	write(t, dir, "link.md", "The mill turns.\n")
	mended := func(path string) bool {
		return slices.Contains(lines(r.told()), "here "+path)
	}
	r.until(t, "what was mended", func() bool { return mended("twice.md") && mended("link.md") })
}

// asNobody runs f without the right to read everything.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlock: the thread ends with its rights
		if err := unix.Setfsuid(65534); err != nil {
			t.Error(err)
			return
		}
		f()
	}()
	<-done
}

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	write(t, dir, "good.md", "The mill turns.\n")
	write(t, dir, "private.md", "The miller sleeps.\n")
	write(t, dir, "closed/a.md", "The miller's diary.\n")
	before := known(scanDir(t, dir, nil))
	delete(before, "private.md")
	write(t, dir, "new.md", "A new mill.\n")
	must(t, os.Chmod(filepath.Join(dir, "private.md"), 0o200))
	must(t, os.Chmod(filepath.Join(dir, "closed"), 0))
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "closed"), 0o755) })

	var log bytes.Buffer
	asNobody(t, func() {
		b, err := Scan(t.Context(), dir, before, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		got := lines(b.Changes)
		want := []string{"here new.md", "bad private.md: cannot be read: permission denied; give feedd the right to: chmod a+r"}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	})
	if n := strings.Count(log.String(), "path=closed"); n != 1 {
		t.Errorf("the closed directory was warned of %d times, want once:\n%s", n, log.String())
	}
	must(t, os.Chmod(filepath.Join(dir, "private.md"), 0o644))
	must(t, os.Chmod(filepath.Join(dir, "closed"), 0o755))
	must(t, os.Remove(filepath.Join(dir, "closed/a.md")))
	asNobody(t, func() { // the control: with the right to look, it is gone
		b, err := Scan(t.Context(), dir, before, Options{})
		if got, want := lines(b.Changes), []string{"here new.md", "here private.md", "gone closed/a.md"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("mended: got %q, %v; want %q", got, err, want)
		}
	})
}

const limitedEnv = "FEEDD_TEST_WATCH_LIMIT"

// The test runs itself in a user namespace that may watch ten directories.
func TestWatchLimitOfTheKernel(t *testing.T) {
	if os.Getenv(limitedEnv) != "" {
		watchLimited(t)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWatchLimitOfTheKernel$", "-test.v")
	cmd.Env = append(os.Environ(), limitedEnv+"=10")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Skipf("no user namespace: %v", err)
	}
	if err != nil || !bytes.Contains(out, []byte("--- PASS")) {
		t.Fatalf("%v\n%s", err, out)
	}
}

func watchLimited(t *testing.T) {
	must(t, os.WriteFile("/proc/sys/user/max_inotify_watches", []byte(os.Getenv(limitedEnv)), 0))
	const dirs = 30
	for _, tt := range []struct {
		name   string
		rescan time.Duration
		all    bool
	}{
		{"polling", time.Minute, true},
		{"control: no polling", never, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for n := range dirs {
				must(t, os.Mkdir(filepath.Join(dir, fmt.Sprint(n)), 0o755))
			}
			r := watching(t, dir, Options{Rescan: tt.rescan}, nil)
			for n := range dirs {
				write(t, dir, fmt.Sprintf("%d/a.md", n), "The mill turns.\n")
			}
			write(t, dir, "last.md", "No mill at all.\n")
			found := func() (n int) {
				for i := range dirs {
					if r.has(fmt.Sprintf("%d/a.md", i)) {
						n++
					}
				}
				return n
			}
			r.until(t, "the files", func() bool { return r.has("last.md") && (!tt.all || found() == dirs) })
			if got := found(); !tt.all && got == dirs {
				t.Error("all found without polling: the limit was not felt")
			}
		})
	}
}
