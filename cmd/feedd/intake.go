package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"feedd/article"
	"feedd/store"
	"feedd/watch"
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 4 << 20

// How much is put in one transaction: enough to share its fsync, little enough
// to be held in memory three times.
const (
	chunkBytes = 6 << 20
	chunkFiles = 4000
)

// An intake reads changed files and puts what they say into the store.
type intake struct {
	dir     string // as the operator named it
	store   *store.Store
	options article.Options
	log     *slog.Logger

	mu sync.Mutex // one pass at a time
}

// A telling is how a pass reports, and what it reads from.
type telling struct {
	root     *os.Root
	level    slog.Level // of the receipts of files that were read
	progress func(files int)
	again    func(paths ...string) // told of files that changed while they were read
}

func newIntake(c *config, s *store.Store, log *slog.Logger) *intake {
	return &intake{dir: c.Seeds, store: s, options: c.articleOptions(), log: log}
}

// A tally counts what became of files.
type tally struct {
	Files     int `json:"files"` // read
	Rejected  int `json:"rejected"`
	Gone      int `json:"gone"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Withdrawn int `json:"withdrawn"`
	Refused   int `json:"refused"` // articles, see the receipts
}

func (t *tally) add(entries []store.ReceiptEntry) {
	for _, e := range entries {
		switch e.Action {
		case store.ActionCreated:
			t.Created++
		case store.ActionUpdated:
			t.Updated++
		case store.ActionWithdrawn:
			t.Withdrawn++
		case store.ActionRefused:
			t.Refused++
		}
	}
}

func (t *tally) merge(o tally) {
	t.Files += o.Files
	t.Rejected += o.Rejected
	t.Gone += o.Gone
	t.Created += o.Created
	t.Updated += o.Updated
	t.Withdrawn += o.Withdrawn
	t.Refused += o.Refused
}

// take reads the changed files and commits what they say, then what is gone:
// in that order, so that a file that was renamed keeps its entries.
func (in *intake) take(ctx context.Context, changes []watch.Change, how telling) (tally, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	// Opened for each pass: another directory may stand there by now.
	root, err := os.OpenRoot(in.dir)
	if err != nil {
		return tally{}, fmt.Errorf("open seed directory: %w", err)
	}
	defer root.Close()
	how.root = root
	total, err := in.takeIn(ctx, changes, how)
	if err != nil {
		return total, err
	}
	t, err := in.takeOut(ctx, changes)
	total.merge(t)
	return total, err
}

// takeIn reads the files chunk by chunk; while one is put, the next is read.
func (in *intake) takeIn(ctx context.Context, changes []watch.Change, how telling) (total tally, err error) {
	read := make(chan []*store.File)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(read)
		for chunk := range chunks(changes) {
			files, err := in.readChunk(ctx, chunk, how)
			if err != nil {
				return err
			}
			select {
			case read <- files:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for files := range read {
			t, err := in.putChunk(ctx, files, how)
			total.merge(t)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return total, g.Wait()
}

// chunks yields the changed files, so many at once as share a transaction.
func chunks(changes []watch.Change) iter.Seq[[]watch.Change] {
	return func(yield func([]watch.Change) bool) {
		var chunk []watch.Change
		var size int64
		for _, c := range changes {
			if c.Gone {
				continue
			}
			if len(chunk) == chunkFiles || size+c.Stamp.Size > chunkBytes && len(chunk) > 0 {
				if !yield(chunk) {
					return
				}
				chunk, size = nil, 0
			}
			chunk = append(chunk, c)
			size += max(0, c.Stamp.Size)
		}
		if len(chunk) > 0 {
			yield(chunk)
		}
	}
}

// readChunk reads files side by side.
func (in *intake) readChunk(ctx context.Context, changes []watch.Change, how telling) ([]*store.File, error) {
	files := make([]*store.File, len(changes))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range changes {
		g.Go(func() (err error) {
			files[i], err = in.read(ctx, how.root, c)
			if errors.Is(err, watch.ErrChanged) {
				how.again(c.Path)
				err = nil
			}
			how.progress(1)
			return err
		})
	}
	return files, g.Wait()
}

// putChunk commits what files say, and the stamps of those whose bytes are as
// they were.
func (in *intake) putChunk(ctx context.Context, files []*store.File, how telling) (tally, error) {
	var put []store.File
	touched := map[string]store.Stamp{}
	for _, f := range files {
		switch {
		case f == nil:
		case f.Failure == nil && f.Articles == nil:
			touched[f.Path] = store.Stamp{Size: f.Size, ModTime: f.ModTime}
		default:
			put = append(put, *f)
		}
	}
	if len(touched) > 0 {
		if err := in.store.Touch(ctx, touched); err != nil {
			return tally{}, err
		}
	}
	return in.put(ctx, put, how)
}

func (in *intake) put(ctx context.Context, files []store.File, how telling) (t tally, err error) {
	if len(files) == 0 {
		return t, nil
	}
	receipts, err := in.store.Put(ctx, files)
	if err != nil {
		return t, err
	}
	for _, r := range receipts {
		t.Files++
		if r.Failure != nil {
			t.Rejected++
		}
		t.add(r.Entries)
		in.tell(r, how.level)
	}
	return t, nil
}

// tell logs a receipt.
func (in *intake) tell(r store.Receipt, level slog.Level) {
	path := in.shown(r.File)
	warnings := slog.LevelDebug
	if r.Failure != nil {
		in.log.Warn("rejected", "path", at(path, r.Failure.Line), "err", r.Failure.Reason)
	} else {
		actions := map[string]int{}
		for _, e := range r.Entries {
			actions[e.Action]++
		}
		if actions[store.ActionRefused] > 0 {
			level, warnings = slog.LevelWarn, slog.LevelWarn
		}
		attrs := []any{"path", path}
		for _, a := range []string{store.ActionCreated, store.ActionUpdated, store.ActionUnchanged, store.ActionDuplicate,
			store.ActionWithdrawn, store.ActionRefused, store.ActionDraft, store.ActionEmbargoed, store.ActionExpired} {
			if n := actions[a]; n > 0 {
				attrs = append(attrs, a, n)
			}
		}
		in.log.Log(context.Background(), level, "read", attrs...)
	}
	for _, w := range r.Warnings {
		in.log.Log(context.Background(), warnings, "warning", "path", at(path, w.Line), "err", w.Text)
	}
}

// shown is how messages name a file of the seed directory.
func (in *intake) shown(path string) string { return shownIn(in.dir, path) }

func (in *intake) takeOut(ctx context.Context, changes []watch.Change) (t tally, err error) {
	var gone []string
	for _, c := range changes {
		if c.Gone {
			gone = append(gone, c.Path)
		}
	}
	if len(gone) == 0 {
		return t, nil
	}
	withdrawn, err := in.store.Gone(ctx, gone)
	if err != nil {
		return t, err
	}
	t.Gone = len(gone)
	t.add(withdrawn)
	for _, path := range gone {
		in.log.Info("gone", "path", in.shown(path))
	}
	in.tellWithdrawn(withdrawn)
	return t, nil
}

func (in *intake) tellWithdrawn(entries []store.ReceiptEntry) {
	for _, e := range entries {
		in.log.Info("withdrawn", "entry", e.ID)
	}
}

// read reads and parses one file; nil if it is not there any more. Without
// Failure and Articles its bytes are as they were. The error Is
// watch.ErrChanged if it was written to meanwhile.
func (in *intake) read(ctx context.Context, root *os.Root, c watch.Change) (*store.File, error) {
	f := &store.File{Path: c.Path, Size: c.Stamp.Size, ModTime: c.Stamp.ModTime}
	if c.Err != nil {
		f.Failure = &store.Failure{Reason: c.Err.Error()}
		return f, nil
	}
	data, stamp, err := watch.Read(root, c.Path, maxFile+1)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, watch.ErrChanged):
		return nil, err
	case err != nil:
		f.Failure = &store.Failure{Reason: err.Error()}
		f.Due = time.Now().Add(time.Minute) // the disk may get well
		return f, nil
	}
	f.Size, f.ModTime = stamp.Size, stamp.ModTime
	sum := sha256.Sum256(data)
	f.SHA256 = sum[:]
	before, err := in.store.Digest(ctx, c.Path)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(before, f.SHA256) {
		return f, nil
	}
	return f, in.parse(f, data)
}

func (in *intake) parse(f *store.File, data []byte) error {
	now := time.Now().UTC()
	articles, err := article.Parse(article.File{Path: f.Path, Data: data, ModTime: f.ModTime, Seen: now}, in.options)
	if err != nil {
		f.Failure = failureOf(err)
		return nil
	}
	f.Articles = make([]store.Article, len(articles))
	for i := range articles {
		var due time.Time
		f.Articles[i], due = incoming(&articles[i], now)
		if !due.IsZero() && (f.Due.IsZero() || due.Before(f.Due)) {
			f.Due = due
		}
	}
	return nil
}

func failureOf(err error) *store.Failure {
	var e *article.Error
	if errors.As(err, &e) {
		return &store.Failure{Line: e.Line, Reason: e.Reason}
	}
	return &store.Failure{Reason: err.Error()}
}

// incoming turns an article as it was read into what the store takes, and
// tells when its file must be read again: never, if zero.
func incoming(a *article.Article, now time.Time) (out store.Article, due time.Time) {
	out = store.Article{Entry: a.Entry, Wire: a.Wire, Text: a.Text, Line: a.Line, IDLine: a.IDLine, Expires: a.Expires}
	for _, w := range a.Warnings {
		out.Warnings = append(out.Warnings, store.Warning(w))
	}
	switch {
	case a.Draft:
		out.Hold = store.ActionDraft
	case a.Embargo.After(now):
		out.Hold, due = store.ActionEmbargoed, a.Embargo
	case !a.Expires.IsZero() && !a.Expires.After(now):
		out.Hold = store.ActionExpired
	}
	return out, due
}

// takeDue withdraws the entries that have expired, reads the files whose
// embargo has ended, and returns when the next of either comes; the zero time
// if never.
func (in *intake) takeDue(ctx context.Context) (t tally, next time.Time, err error) {
	expired, err := in.store.Expire(ctx, time.Now())
	if err != nil {
		return t, next, err
	}
	in.tellWithdrawn(expired)
	t.add(expired)
	paths, next, err := in.store.Due(ctx, time.Now())
	if err != nil || len(paths) == 0 {
		return t, next, err
	}
	changes := make([]watch.Change, len(paths))
	for i, path := range paths {
		changes[i] = watch.Change{Path: path}
	}
	due, err := in.take(ctx, changes, quietly)
	t.merge(due)
	if err != nil {
		return t, next, err
	}
	left, next, err := in.store.Due(ctx, time.Now())
	if again := time.Now().Add(dueAgain); len(left) > 0 && (next.IsZero() || again.Before(next)) {
		next = again // gone, or being written at the moment
	}
	return t, next, err
}

// quietly is how what nobody waits for is told.
var quietly = telling{progress: func(int) {}, again: func(...string) {}}

// dueAgain is how long to wait for a due file that could not be read.
const dueAgain = 5 * time.Second

// known returns the stamps of all files that have a receipt.
func (in *intake) known(ctx context.Context) (map[string]watch.Stamp, error) {
	known := map[string]watch.Stamp{}
	err := in.store.Stamps(ctx, func(path string, st store.Stamp) { known[path] = watch.Stamp(st) })
	return known, err
}

// openStore opens the store for writing.
func openStore(ctx context.Context, c *config) (*store.Store, error) {
	return store.Open(ctx, c.Store, store.Options{Keep: c.OnDelete == "keep"})
}
