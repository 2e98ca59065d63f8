package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"feedd/feed"
)

// ErrNotDurable is returned when the operating system could not say that what
// was written has reached the disk. Nothing may be built upon it: after a
// failed fsync the kernel forgets what it could not write.
var ErrNotDurable = errors.New("the output is not durable")

// ErrForeign is returned for a document in whose place stands a file that
// feedd did not write.
var ErrForeign = errors.New("not written by feedd; move it away, or choose another output directory")

// signature is in every document that feedd writes: the generator element, the
// extension's name, the comment of the style sheet.
var signature = []byte("feedd")

// A tree is the output directory. Nothing outside of it is touched, and no
// file in it that feedd did not write.
type tree struct {
	root *os.Root
	dir  *os.File // the same directory, to make renames durable
}

// openTree opens the output directory, creates it if need be, and makes sure
// that it can be written to.
func openTree(dir string) (*tree, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open output directory: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open output directory: %w", err)
	}
	t := &tree{root: root}
	if t.dir, err = root.Open("."); err == nil {
		err = t.probe()
	}
	if err != nil {
		t.close()
		return nil, fmt.Errorf("write to output directory %q: %w", dir, err)
	}
	return t, nil
}

func (t *tree) probe() error {
	const name = ".feedd-probe"
	if err := t.root.WriteFile(name, signature, 0o644); err != nil {
		return err
	}
	return t.root.Remove(name)
}

func (t *tree) close() error {
	err := t.root.Close()
	if t.dir != nil {
		err = errors.Join(err, t.dir.Close())
	}
	return err
}

// read returns a document as it stands in the tree. The error Is
// fs.ErrNotExist if there is none, or something else than a file.
func (t *tree) read(name string) (*feed.Document, error) {
	info, err := t.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: not a regular file: %w", name, fs.ErrNotExist)
	}
	body, err := t.root.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &feed.Document{
		Path: name, Body: body, Size: int64(len(body)), ETag: feed.ETag(body),
		Modified: info.ModTime().UTC().Truncate(time.Second),
	}, nil
}

// adopt tells what to do about a file that stands where a document belongs
// and is not in the books: nothing if the bytes are the same, replace it if
// an earlier feedd wrote it.
func (t *tree) adopt(doc *feed.Document) (same bool, err error) {
	old, err := t.read(doc.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case old.ETag == doc.ETag:
		doc.Modified = old.Modified
		return true, t.root.Chtimes(doc.Path, old.Modified, old.Modified)
	case !bytes.Contains(old.Body, signature):
		return false, fmt.Errorf("%s: %w", doc.Path, ErrForeign)
	}
	if !doc.Modified.After(old.Modified) {
		doc.Modified = old.Modified.Add(time.Second)
	}
	return false, nil
}

// tempName is where a document is written before it is renamed into place. It
// follows from the name, so that what a crash left behind is overwritten.
func tempName(name string) string {
	dir, base := path.Split(name)
	return dir + "." + base + ".feedd"
}

// replace writes documents, makes them durable and renames them into place,
// in their order. On an error before the renames the tree is as it was.
func (t *tree) replace(ctx context.Context, docs []*feed.Document) error {
	err := t.stage(ctx, docs)
	if err != nil {
		for _, d := range docs {
			_ = t.root.Remove(tempName(d.Path)) // it may not be there
		}
		return err
	}
	for _, d := range docs {
		if err := t.root.Rename(tempName(d.Path), d.Path); err != nil {
			return fmt.Errorf("replace %s: %w", d.Path, err)
		}
	}
	if t.syncsAll(len(docs)) {
		return t.syncAll()
	}
	return t.syncDirs(docs)
}

// stage writes the documents under their temporary names.
func (t *tree) stage(ctx context.Context, docs []*feed.Document) error {
	each := !t.syncsAll(len(docs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallel)
	if !each {
		g.SetLimit(1)
	}
	for _, d := range docs {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err := t.write(d, each); err != nil {
				return fmt.Errorf("write %s: %w", d.Path, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil || each {
		return err
	}
	return t.syncAll()
}

// parallel is how many files are written at once. They mostly wait for the
// disk, which makes several durable in one go when it is asked for them
// together.
const parallel = 16

func (t *tree) write(d *feed.Document, sync bool) error {
	if dir := path.Dir(d.Path); dir != "." {
		if err := t.root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	temp := tempName(d.Path)
	f, err := t.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(d.Body)
	if err == nil && sync {
		err = durable(f.Sync())
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	// Whole seconds, since that is what HTTP can say.
	return t.root.Chtimes(temp, d.Modified, d.Modified)
}

// syncsAll tells whether so many files are better made durable by one sync of
// the file system than one by one.
func (t *tree) syncsAll(files int) bool { return canSyncAll && files > 16 }

func (t *tree) syncAll() error { return durable(syncFS(t.dir)) }

// syncDirs makes renames durable.
func (t *tree) syncDirs(docs []*feed.Document) error {
	var dirs []string
	for _, d := range docs {
		for dir := path.Dir(d.Path); ; dir = path.Dir(dir) {
			dirs = append(dirs, dir)
			if dir == "." {
				break
			}
		}
	}
	slices.Sort(dirs)
	var g errgroup.Group
	g.SetLimit(parallel)
	for _, dir := range slices.Compact(dirs) {
		g.Go(func() error { return t.syncDir(dir) })
	}
	return g.Wait()
}

func (t *tree) syncDir(name string) error {
	f, err := t.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(durable(f.Sync()), f.Close())
}

func durable(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotDurable, err)
	}
	return nil
}

// remove takes documents out of the tree, and the directories that this
// leaves empty, durably.
func (t *tree) remove(names []string) error {
	if len(names) == 0 {
		return nil
	}
	var parents []string
	for _, name := range names {
		err := t.root.Remove(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", name, err)
		}
		if dir := path.Dir(name); strings.Contains(dir, "/") {
			_ = t.root.Remove(dir) // fails when something else is in it
			parents = append(parents, path.Dir(dir))
		}
	}
	slices.Sort(parents)
	for _, dir := range slices.Compact(parents) {
		if err := t.syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// has tells whether a file stands at name.
func (t *tree) has(name string) bool {
	info, err := t.root.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// isAt tells whether the tree is still what stands at dir.
func (t *tree) isAt(dir string) bool {
	there, err := os.Stat(dir)
	if err != nil {
		return false
	}
	here, err := t.dir.Stat()
	return err == nil && os.SameFile(there, here)
}

// matches tells whether the file of a document is as it was left.
func (t *tree) matches(d feed.Document) bool {
	info, err := t.root.Lstat(d.Path)
	return err == nil && info.Mode().IsRegular() && info.Size() == d.Size && info.ModTime().Equal(d.Modified)
}
