package watch

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// ErrChanged is returned for a file that another program writes or replaces at
// this moment. Its path should be given to [Watcher.Reread].
var ErrChanged = errors.New("changed while it was read")

// Why a path is not read, whatever it holds.
var (
	errSymlink   = errors.New("is a symbolic link; feedd reads regular files only: put the file itself there")
	errDirectory = errors.New("is a directory; feedd reads regular files only: put the file itself there")
	errPipe      = errors.New("is a named pipe; feedd reads regular files only: put the file itself there")
	errSocket    = errors.New("is a socket; feedd reads regular files only: put the file itself there")
	errDevice    = errors.New("is a device; feedd reads regular files only: put the file itself there")
	errIrregular = errors.New("is not a regular file; feedd reads regular files only: put the file itself there")
	errLinks     = errors.New("has several names (hard links); feedd reads files with one name only: put a copy there")
)

// flaw tells why a file of this kind is not read.
func flaw(fi fs.FileInfo) error {
	switch mode := fi.Mode(); {
	case mode.IsRegular() && linksOf(fi) > 1:
		return errLinks
	case mode.IsRegular():
		return nil
	case mode&fs.ModeSymlink != 0:
		return errSymlink
	case mode.IsDir():
		return errDirectory
	case mode&fs.ModeNamedPipe != 0:
		return errPipe
	case mode&fs.ModeSocket != 0:
		return errSocket
	case mode&fs.ModeDevice != 0:
		return errDevice
	}
	return errIrregular
}

// Read returns the bytes of a settled file and the stamp of the version read.
// More than limit bytes mean that the file is larger; it is not read further.
//
// It refuses what [Change].Err tells of, and returns [ErrChanged] unless the
// bytes are of one version that nobody is writing. An error does not name the
// path; of a file that is not there it Is [fs.ErrNotExist].
func Read(root *os.Root, path string, limit int64) ([]byte, Stamp, error) {
	f, before, err := open(root, path)
	if err != nil {
		return nil, Stamp{}, err
	}
	defer f.Close()
	return readVersion(f, before, limit)
}

// readVersion reads f if it is of one version, from before to the end.
func readVersion(f *os.File, before fs.FileInfo, limit int64) ([]byte, Stamp, error) {
	if writersOf(f) == writersFound {
		return nil, Stamp{}, ErrChanged
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, Stamp{}, unreadable(err)
	}
	after, err := f.Stat()
	if err != nil {
		return nil, Stamp{}, unreadable(err)
	}
	// The lease is asked for again because a timestamp is only as fine as
	// the kernel's clock: a writer may be too quick for it.
	if versionOf(before) != versionOf(after) || writersOf(f) == writersFound {
		return nil, Stamp{}, ErrChanged
	}
	return data, versionOf(after).stamp(), nil
}

// open opens a regular file with one name. It follows no link and does not
// wait: a pipe put in the file's place would block it for ever.
func open(root *os.Root, path string) (*os.File, fs.FileInfo, error) {
	seen, err := look(root, path)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if err := flaw(seen); err != nil {
		return nil, nil, err
	}
	f, err := root.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	fi, err := f.Stat()
	switch {
	case err != nil:
		err = unreadable(err)
	case !os.SameFile(seen, fi):
		err = ErrChanged
	default:
		err = flaw(fi)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, fi, nil
}

// look is root.Lstat, but a path through a link, even one inside the tree,
// leads nowhere.
func look(root *os.Root, path string) (fs.FileInfo, error) {
	for end, c := range []byte(path) {
		if c != '/' {
			continue
		}
		fi, err := root.Lstat(path[:end])
		if err != nil {
			return nil, err
		}
		if !fi.IsDir() {
			return nil, &fs.PathError{Op: "lstat", Path: path, Err: syscall.ENOTDIR}
		}
	}
	return root.Lstat(path)
}

// missing tells whether err means that nothing stands at a path, rather than
// that nothing can be said of it.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// unreadable puts an error of the system as one that tells the remedy.
func unreadable(err error) error {
	switch {
	case missing(err):
		return err
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("cannot be read: %w; give feedd the right to: chmod a+r", cause(err))
	case passing(err):
		return fmt.Errorf("%w: %w", ErrChanged, cause(err))
	}
	return fmt.Errorf("cannot be read: %w; look at the disk", cause(err))
}

// passing tells whether err comes from what others do at the moment: too many
// files are open, or a lease is being broken.
func passing(err error) bool {
	for _, e := range []error{syscall.EAGAIN, syscall.EINTR, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// cause leaves out the path, which stands beside the error.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// openRoot opens the directory that is to be watched. It may itself be a link:
// it is what the operator named.
func openRoot(dir string) (*os.Root, os.FileInfo, error) {
	fi, err := os.Stat(dir)
	if err != nil {
		return nil, nil, err
	}
	if !fi.IsDir() {
		return nil, nil, &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	if fi, err = root.Stat("."); err != nil {
		root.Close()
		return nil, nil, err
	}
	return root, fi, nil
}

// rootError names the directory as the operator did, and the remedy.
func rootError(dir string, err error) error {
	remedy := "name another directory"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		remedy = fmt.Sprintf("create it (mkdir -p %s) or name another directory", quote(dir))
	case errors.Is(err, fs.ErrPermission):
		remedy = "let feedd read it: chmod a+rx"
	}
	return fmt.Errorf("watch %q: %w; %s", dir, cause(err), remedy)
}

// quote makes a word for the shell, if need be.
func quote(s string) string {
	if strings.ContainsAny(s, " \t\n'\"\\$`*?[]{}()<>|&;#~!") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
