package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const msgClosed = "directory cannot be listed; its files stay as they were"

// A pass is one look at the tree, or at what was hinted of it.
type pass struct {
	*Watcher
	root     *os.Root
	emit     emitter
	emitting time.Duration // how long emit has taken
}

// full compares everything. The source is opened before the first directory is
// listed, so that nothing falls between the two.
func (p *pass) full(ctx context.Context) error {
	start := time.Now()
	if p.stale || p.src == nil {
		p.disconnect()
		p.reconnect()
	}
	p.polling = p.src == nil
	p.files.pass++
	if err := p.lister().list(ctx, p.root, "."); err != nil {
		return err
	}
	if err := p.missed(ctx); err != nil {
		return err
	}
	p.listed = time.Now()
	p.took = p.listed.Sub(start) - p.emitting
	p.scheduleList()
	p.forgetDirs()
	if err := p.settle(ctx); err != nil {
		return err
	}
	return p.flush(ctx, true)
}

func (p *pass) lister() lister {
	return lister{enter: p.enter, file: p.observe, closed: p.closed}
}

// missed looks for what is known and was not listed. A listing may pass over
// what is renamed while it is made.
func (p *pass) missed(ctx context.Context) error {
	for path, f := range p.files.known {
		if f.pass == p.files.pass {
			continue
		}
		fi, err := lookFile(p.root, path)
		switch {
		case missing(err):
			p.files.miss(path, time.Now())
		case err == nil:
			if err := p.observe(ctx, path, fi); err != nil {
				return err
			}
		}
	}
	return nil
}

// touch looks at a path that an event has named.
func (p *pass) touch(ctx context.Context, path string) error {
	fi, err := look(p.root, path)
	switch {
	case path == ".":
		p.listSoon()
	case missing(err):
		p.files.miss(path, time.Now())
	case err != nil: // its directory cannot be entered, as the listing tells
	case fi.IsDir():
		p.files.miss(path, time.Now()) // it may have been a file
		return p.lister().list(ctx, p.root, path)
	default:
		return p.observe(ctx, path, fi)
	}
	return nil
}

// observe notes a file as it was found.
func (p *pass) observe(ctx context.Context, path string, fi fs.FileInfo) error {
	now := time.Now()
	fresh := p.files.see(path, versionOf(fi), now)
	switch {
	case fresh == nil:
		p.retry(path)
		p.grumble(path, now)
	case fi.Mode().IsRegular() && now.Sub(fi.ModTime()) > p.opts.Settle:
		return p.try(ctx, fresh, true)
	}
	return nil
}

// retry looks whether a file that could not be read can be read now. What
// mended it need not show on the file: the rights of a directory, the disk.
func (p *pass) retry(path string) {
	if !p.files.known[path].bad || p.files.pending[path] != nil {
		return
	}
	if _, _, err := probe(p.root, path, p.writing); err == nil {
		p.files.reread(path, time.Now())
	}
}

// settle looks at the pending paths that are due, at the missing ones last: a
// renamed file is to be told of before its old name is gone.
func (p *pass) settle(ctx context.Context) error {
	settling, absent := p.files.due(time.Now())
	for _, path := range settling {
		if err := p.check(ctx, path); err != nil {
			return err
		}
	}
	for _, path := range absent {
		if err := p.checkGone(ctx, path); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (p *pass) check(ctx context.Context, path string) error {
	now := time.Now()
	fi, err := lookFile(p.root, path)
	if missing(err) {
		p.files.miss(path, now)
		return nil
	}
	if err == nil {
		p.files.see(path, versionOf(fi), now)
	}
	q := p.files.pending[path]
	if q == nil { // it is as it was
		return nil
	}
	defer p.grumble(path, now)
	if err != nil {
		p.files.postpone(q, now)
		return nil
	}
	if q.due.After(now) {
		return nil
	}
	return p.try(ctx, q, false)
}

func (p *pass) checkGone(ctx context.Context, path string) error {
	q := p.files.pending[path]
	if q == nil || !q.missing {
		return nil
	}
	fi, err := lookFile(p.root, path)
	switch {
	case missing(err):
		return p.tell(ctx, gone(path))
	case err != nil:
		p.files.postpone(q, time.Now())
		return nil
	}
	return p.observe(ctx, path, fi)
}

// try tells of a pending file if it can be read now. At first sight only a
// lease will do.
func (p *pass) try(ctx context.Context, q *pending, atFirst bool) error {
	v, state, err := probe(p.root, q.path, p.writing)
	switch {
	case missing(err):
		p.files.miss(q.path, time.Now())
		return nil
	case atFirst && (err != nil || state != writersNone):
		return nil
	case errors.Is(err, ErrChanged):
		p.files.postpone(q, time.Now())
		return nil
	case err != nil:
		return p.tell(ctx, found(q.path, q.version, err))
	case v != q.version:
		q.version = v
		p.files.postpone(q, time.Now())
		return nil
	}
	return p.tell(ctx, found(q.path, v, nil))
}

// grumble says once that a file waits for very long.
func (p *pass) grumble(path string, now time.Time) {
	q := p.files.pending[path]
	if q == nil || q.told || q.missing || now.Sub(q.since) < patience {
		return
	}
	q.told = true
	p.opts.Log.Warn("file is still being written; it is read when that is done", "path", path)
}

// tell puts r in the batch.
func (p *pass) tell(ctx context.Context, r report) error {
	p.files.drop(r.Path)
	p.batch[r.Path] = r
	if len(p.batch) < maxBatch {
		return nil
	}
	return p.flush(ctx, false)
}

// flush emits the batch, and remembers what it told.
func (p *pass) flush(ctx context.Context, full bool) error {
	if len(p.batch) == 0 && !full {
		return nil
	}
	start := time.Now()
	b := Batch{Changes: changesOf(p.batch), Full: full, Settled: p.files.settled()}
	if err := p.emit(ctx, b); err != nil {
		return err
	}
	p.emitting += time.Since(start)
	for _, r := range p.batch {
		p.files.remember(r)
	}
	clear(p.batch)
	return nil
}

// enter watches a directory that is about to be listed.
func (p *pass) enter(dir string) {
	if p.src == nil {
		return
	}
	if _, ok := p.dirs[dir]; ok {
		p.dirs[dir] = p.files.pass
		return
	}
	err := p.src.add(filepath.Join(p.dir, filepath.FromSlash(dir)))
	switch {
	case err == nil:
		p.dirs[dir] = p.files.pass
	case missing(err) || errors.Is(err, fs.ErrPermission): // the listing tells
	default:
		p.poll(err)
	}
}

// closed warns once of a directory that cannot be listed.
func (p *pass) closed(dir string, err error) {
	if _, ok := p.unreadable[dir]; !ok {
		p.opts.Log.Warn(msgClosed, "path", dir, "err", err)
	}
	p.unreadable[dir] = p.files.pass
}

// forgetDirs forgets the directories that the listing has not come by.
func (p *pass) forgetDirs() {
	for dir, n := range p.dirs {
		if n != p.files.pass {
			delete(p.dirs, dir)
			p.vanished() // and no event told
		}
	}
	for dir, n := range p.unreadable {
		if n != p.files.pass {
			delete(p.unreadable, dir)
		}
	}
}
