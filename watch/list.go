package watch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
)

const (
	listChunk = 1024 // entries of a directory held at a time
	maxDepth  = 64   // directories deep; opening one costs its depth
)

var errTooDeep = errors.New("is more than 64 directories deep")

// A lister goes through a tree. A directory that is not there any more is
// passed over: who lists must look for what he misses.
type lister struct {
	enter  func(dir string)                                             // before dir is listed
	file   func(ctx context.Context, path string, fi fs.FileInfo) error // everything but directories
	closed func(dir string, err error)                                  // dir cannot be listed, or not to its end
}

// list goes through dir and what is under it.
func (l lister) list(ctx context.Context, root *os.Root, dir string) error {
	todo := []string{dir}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		l.enter(next)
		subdirs, err := l.listOne(ctx, root, next)
		if err != nil {
			return err
		}
		todo = append(todo[:len(todo)-1], subdirs...)
	}
	return nil
}

// listOne lists one directory and returns those in it.
func (l lister) listOne(ctx context.Context, root *os.Root, dir string) (subdirs []string, err error) {
	f, err := openDir(root, dir)
	if err != nil {
		l.fault(dir, err)
		return nil, nil
	}
	defer f.Close()
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		entries, fault := f.ReadDir(listChunk)
		for _, e := range entries {
			p := path.Join(dir, e.Name())
			fi, err := e.Info()
			switch {
			case ignoredName(e.Name()) || err != nil: // gone meanwhile
				continue
			case fi.IsDir():
				subdirs = append(subdirs, p)
			default:
				if err := l.file(ctx, p, fi); err != nil {
					return nil, err
				}
			}
		}
		if fault == io.EOF {
			return subdirs, nil
		}
		if fault != nil {
			l.fault(dir, fault)
			return subdirs, nil
		}
	}
}

func (l lister) fault(dir string, err error) {
	if !missing(err) {
		l.closed(dir, cause(err))
	}
}

func openDir(root *os.Root, dir string) (*os.File, error) {
	if depth(dir) > maxDepth {
		return nil, errTooDeep
	}
	return root.OpenFile(dir, os.O_RDONLY|dirFlags, 0)
}

func depth(dir string) (n int) {
	for _, c := range []byte(dir) {
		if c == '/' {
			n++
		}
	}
	return n
}

// isEmpty tells whether nothing in root would be reported.
func isEmpty(root *os.Root) (bool, error) {
	f, err := openDir(root, ".")
	if err != nil {
		return false, err
	}
	defer f.Close()
	for {
		names, err := f.Readdirnames(listChunk)
		for _, name := range names {
			if !ignoredName(name) {
				return false, nil
			}
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}
