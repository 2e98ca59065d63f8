package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
)

var errWritten = errors.New("is being written by another program; run again when that is done")

// Scan compares the tree at dir with what is known, once. It waits for
// nothing: a missing file is gone, and one that is being written is reported
// with an Err that says so. The batch is Full, and of any length.
func Scan(ctx context.Context, dir string, known map[string]Stamp, o Options) (Batch, error) {
	root, _, err := openRoot(dir)
	if err != nil {
		return Batch{}, rootError(dir, err)
	}
	defer root.Close()
	if err := checkRoot(root, len(known), false); err != nil {
		return Batch{}, rootError(dir, err)
	}
	s := &scan{root: root, known: known, seen: make(map[string]struct{}, len(known)), found: map[string]report{}}
	l := lister{
		enter: func(string) {},
		file:  s.file,
		closed: func(dir string, err error) {
			o.withDefaults().Log.Warn(msgClosed, "path", dir, "err", err)
		},
	}
	if err := l.list(ctx, root, "."); err != nil {
		return Batch{}, err
	}
	if err := s.missed(ctx); err != nil {
		return Batch{}, err
	}
	return Batch{Changes: changesOf(s.found), Full: true}, nil
}

// A scan is one comparison.
type scan struct {
	root  *os.Root
	known map[string]Stamp
	seen  map[string]struct{} // of the known ones
	found map[string]report
}

func (s *scan) file(_ context.Context, path string, fi fs.FileInfo) error {
	if stamp, ok := s.known[path]; ok {
		s.seen[path] = struct{}{}
		if stamp.Equal(versionOf(fi).stamp()) {
			return nil
		}
	}
	v, _, err := probe(s.root, path, writersOf)
	if errors.Is(err, ErrChanged) {
		err = errWritten
	}
	if missing(err) {
		delete(s.seen, path)
		return nil
	}
	s.found[path] = found(path, v, err)
	return nil
}

// missed looks for what is known and was not listed. A listing may pass over
// what is renamed while it is made.
func (s *scan) missed(ctx context.Context) error {
	for path := range s.known {
		if _, ok := s.seen[path]; ok {
			continue
		}
		fi, err := lookFile(s.root, path)
		switch {
		case missing(err):
			s.found[path] = gone(path)
		case err == nil:
			if err := s.file(ctx, path, fi); err != nil {
				return err
			}
		}
	}
	return nil
}

// found is the report of a file that was tried.
func found(path string, v version, err error) report {
	if err != nil {
		return report{Change{Path: path, Stamp: refused, Err: err}, v}
	}
	return report{Change{Path: path, Stamp: v.stamp()}, v}
}

func gone(path string) report { return report{Change: Change{Path: path, Gone: true}} }

// probe tries whether a file can be read now. The version is older than the
// answer to who is writing, so that a change between the two is not missed.
func probe(root *os.Root, path string, writing func(*os.File) writerState) (version, writerState, error) {
	f, fi, err := open(root, path)
	if err != nil {
		return version{}, writersUnknown, err
	}
	defer f.Close()
	state := writing(f)
	if state == writersFound {
		return version{}, state, ErrChanged
	}
	return versionOf(fi), state, nil
}

// lookFile is look for what would be reported: nothing ignored, no directory.
func lookFile(root *os.Root, path string) (fs.FileInfo, error) {
	if Ignored(path) {
		return nil, fs.ErrNotExist
	}
	fi, err := look(root, path)
	if err == nil && fi.IsDir() {
		return nil, fs.ErrNotExist
	}
	return fi, err
}
