package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"feedd/article"
	"feedd/feed"
	"feedd/store"
	"feedd/watch"
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 4 << 20

// How much is put in one transaction: enough to share its fsync, little enough
// to be held in memory twice.
const (
	chunkBytes = 12 << 20
	chunkFiles = 4000
)

// An intake reads changed files and puts what they say into the store.
type intake struct {
	dir     string // as the operator named it, for messages
	root    *os.Root
	store   *store.Store
	options article.Options
	log     *slog.Logger

	mu sync.Mutex // one pass at a time
}

// A telling is how a pass reports.
type telling struct {
	level    slog.Level            // of the receipts of files that were read
	progress func(files int)       // may be nil
	again    func(paths ...string) // told of files that changed while they were read; may be nil
}

func newIntake(c *config, s *store.Store, log *slog.Logger) (*intake, error) {
	root, err := os.OpenRoot(c.Seeds)
	if err != nil {
		return nil, fmt.Errorf("open seed directory: %w", err)
	}
	return &intake{
		dir: c.Seeds, root: root, store: s, options: c.articleOptions(), log: log,
	}, nil
}

func (in *intake) close() error { return in.root.Close() }

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
	var total tally
	var gone []string
	var chunk []watch.Change
	var size int64
	for _, c := range changes {
		if c.Gone {
			gone = append(gone, c.Path)
			continue
		}
		if len(chunk) == chunkFiles || size+c.Stamp.Size > chunkBytes && len(chunk) > 0 {
			t, err := in.takeChunk(ctx, chunk, how)
			total.merge(t)
			if err != nil {
				return total, err
			}
			chunk, size = chunk[:0], 0
		}
		chunk = append(chunk, c)
		size += max(0, c.Stamp.Size)
	}
	t, err := in.takeChunk(ctx, chunk, how)
	total.merge(t)
	if err != nil {
		return total, err
	}
	t, err = in.takeOut(ctx, gone)
	total.merge(t)
	return total, err
}

// takeChunk reads files side by side and puts them in one transaction.
func (in *intake) takeChunk(ctx context.Context, changes []watch.Change, how telling) (tally, error) {
	files := make([]*store.File, len(changes))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range changes {
		g.Go(func() (err error) {
			files[i], err = in.read(gctx, c)
			if errors.Is(err, watch.ErrChanged) {
				err = nil
				if how.again != nil {
					how.again(c.Path)
				}
			}
			if how.progress != nil {
				how.progress(1)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return tally{}, err
	}
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

func (in *intake) takeOut(ctx context.Context, gone []string) (t tally, err error) {
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
	for _, e := range withdrawn {
		in.log.Info("withdrawn", "entry", e.ID)
	}
	return t, nil
}

// read reads and parses one file; nil if it is not there any more. Without
// Failure and Articles its bytes are as they were. The error Is
// watch.ErrChanged if it was written to meanwhile.
func (in *intake) read(ctx context.Context, c watch.Change) (*store.File, error) {
	f := &store.File{Path: c.Path, Size: c.Stamp.Size, ModTime: c.Stamp.ModTime}
	if c.Err != nil {
		f.Failure = &store.Failure{Reason: c.Err.Error()}
		return f, nil
	}
	data, stamp, err := watch.Read(in.root, c.Path, maxFile+1)
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
	out = store.Article{Entry: a.Entry, Wire: a.Wire, Text: a.Text, Line: a.Line}
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
	case !a.Expires.IsZero():
		due = a.Expires
	}
	return out, due
}

// takeDue reads the files whose embargo or expiry has come, and returns when
// the next one does; the zero time if none.
func (in *intake) takeDue(ctx context.Context) (t tally, next time.Time, err error) {
	paths, next, err := in.store.Due(ctx, time.Now())
	if err != nil || len(paths) == 0 {
		return t, next, err
	}
	changes := make([]watch.Change, len(paths))
	for i, path := range paths {
		changes[i] = watch.Change{Path: path}
	}
	if t, err = in.take(ctx, changes, telling{}); err != nil {
		return t, next, err
	}
	left, next, err := in.store.Due(ctx, time.Now())
	if again := time.Now().Add(dueAgain); len(left) > 0 && (next.IsZero() || again.Before(next)) {
		next = again // gone, or being written at the moment
	}
	return t, next, err
}

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

// articleID is the id that a new article gets.
func articleID(a *article.Article) string {
	if a.Entry.ID != "" {
		return a.Entry.ID
	}
	return feed.EntryID(a.Text)
}
