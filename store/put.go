package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"feedd/feed"
)

// A File is one dropped file as it was read.
type File struct {
	Path     string // relative to the seed directory
	Size     int64
	ModTime  time.Time
	SHA256   []byte    // empty when the file could not be read
	Articles []Article // in the order of the file
	Failure  *Failure  // why it was rejected; nil when it was read

	// Due is when the file must be read again though it did not change: the
	// end of an embargo. Zero if never.
	Due time.Time
}

// An Article is one article of a file. Entry has an id only where the author
// gave one, and a slug only where the author wishes one.
type Article struct {
	Entry    feed.Entry
	Wire     bool   // raw copy, which may be matched by similarity
	Text     string // the body's words: lower case, single spaces
	Line     int
	IDLine   int // of the id that the author gave; 0 if there is none
	Warnings []Warning

	// Hold is why the article is not published now, an Action; empty if it is.
	Hold string

	// Expires is when the entry is to be withdrawn, whatever has become of
	// the file by then. Zero if never.
	Expires time.Time
}

// name is what the article is known by when its entry is new.
func (a *Article) name() string {
	if a.Text != "" {
		return a.Text
	}
	return a.Entry.Title + "\n" + a.Entry.Content // a picture without a word
}

// NewID returns the id that an article gets if it is new and no other has the
// same text.
func NewID(a *Article) string {
	if a.Entry.ID != "" {
		return a.Entry.ID
	}
	return feed.EntryID(a.name())
}

// Put commits what was read of some files: their receipts, and the revisions
// that follow from them, in the order of the entries' dates. It returns when
// all of it is durable, or changes nothing and returns an error.
func (s *Store) Put(ctx context.Context, files []File) ([]Receipt, error) {
	var receipts []Receipt
	err := s.inTx(ctx, func(p *putter) error {
		var err error
		receipts, err = p.put(files)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("put %d files: %w", len(files), err)
	}
	return receipts, nil
}

// Gone commits that files are no longer there, and withdraws the entries that
// no other file holds. It returns what it withdrew.
func (s *Store) Gone(ctx context.Context, paths []string) ([]ReceiptEntry, error) {
	var withdrawn []ReceiptEntry
	err := s.inTx(ctx, func(p *putter) error {
		for _, path := range paths {
			gone, err := p.gone(path)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			withdrawn = append(withdrawn, gone...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("take out %d files: %w", len(paths), err)
	}
	return withdrawn, nil
}

// Expire commits the withdrawal of the entries that have expired by now, and
// returns them. It does not depend on their files.
func (s *Store) Expire(ctx context.Context, now time.Time) (withdrawn []ReceiptEntry, err error) {
	err = s.inTx(ctx, func(p *putter) error {
		expired, err := p.states(`SELECT `+stateColumns+` FROM entry e WHERE e.live = 1 AND e.expires <= $1 ORDER BY e.expires, e.id`, now.UnixMilli())
		if err != nil {
			return err
		}
		for _, st := range expired {
			gone, err := p.withdraw(st.id, st.slug)
			if err != nil {
				return err
			}
			withdrawn = append(withdrawn, gone...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("withdraw expired entries: %w", err)
	}
	return withdrawn, nil
}

// A putter is one write transaction. It owns its prepared statements.
type putter struct {
	ctx   context.Context
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
	keep  bool
	now   time.Time
	next  map[int64]int64 // after which millisecond the run of taken ones goes on
	heirs map[string]bool // files to be read again, see inherit
}

func (s *Store) newPutter(ctx context.Context, tx *sql.Tx) *putter {
	return &putter{
		ctx: ctx, tx: tx, keep: s.keep, now: s.now().UTC(),
		stmts: map[string]*sql.Stmt{}, next: map[int64]int64{}, heirs: map[string]bool{},
	}
}

func (p *putter) close() {
	for _, stmt := range p.stmts {
		stmt.Close()
	}
}

func (p *putter) stmt(query string) (*sql.Stmt, error) {
	if stmt, ok := p.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := p.tx.PrepareContext(p.ctx, query)
	if err != nil {
		return nil, err
	}
	p.stmts[query] = stmt
	return stmt, nil
}

func (p *putter) exec(query string, args ...any) error {
	stmt, err := p.stmt(query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(p.ctx, args...)
	return err
}

// get scans the first row of a query, and tells whether there is one.
func (p *putter) get(dest []any, query string, args ...any) (bool, error) {
	stmt, err := p.stmt(query)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(p.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// A reading is one article of a batch on its way into the log.
type reading struct {
	*Article
	path    string
	modTime time.Time
	given   bool // the author gave the id
	print   fingerprint
	read    []byte // readHash
	prior   *state // the entry of the same file that it is a new version of
	because string
	older   bool // the entry has a later version of this text
	out     *ReceiptEntry
}

// A fileReading is one file of a batch.
type fileReading struct {
	*File
	held     map[string]*state // by id: what the file held before
	claimed  map[string]bool   // ids that the file holds now
	articles []*reading
	receipt  *Receipt
}

func (p *putter) put(files []File) ([]Receipt, error) {
	receipts := make([]Receipt, len(files))
	readings := make([]*fileReading, len(files))
	for i := range files {
		r, err := p.open(&files[i], &receipts[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", files[i].Path, err)
		}
		readings[i] = r
	}
	if err := p.putArticles(readings); err != nil {
		return nil, err
	}
	// After all of them, so that an article moved from one file to another is
	// never withdrawn between.
	for _, r := range readings {
		if err := p.releaseRest(r); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Path, err)
		}
	}
	for _, r := range readings {
		if err := p.putFile(r); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Path, err)
		}
	}
	return receipts, nil
}

// open looks up what the file held before and pairs it with what it holds now.
func (p *putter) open(f *File, receipt *Receipt) (*fileReading, error) {
	*receipt = Receipt{File: f.Path, At: p.now, Failure: f.Failure, Entries: make([]ReceiptEntry, len(f.Articles))}
	r := &fileReading{File: f, claimed: map[string]bool{}, receipt: receipt}
	var err error
	if r.held, err = p.heldBy(f.Path); err != nil {
		return nil, err
	}
	for i := range f.Articles {
		a := &f.Articles[i]
		out := &receipt.Entries[i]
		*out = ReceiptEntry{
			Title: a.Entry.Title, TitleSource: a.Entry.TitleSource,
			Published: a.Entry.Published, DateSource: a.Entry.DateSource,
			Action: a.Hold, Line: a.Line,
		}
		receipt.Warnings = append(receipt.Warnings, a.Warnings...)
		if a.Hold != "" {
			continue
		}
		read, err := readHash(a.Entry)
		if err != nil {
			return nil, err
		}
		r.articles = append(r.articles, &reading{
			Article: a, path: f.Path, modTime: f.ModTime, given: a.Entry.ID != "",
			print: fingerprintOf(a), read: read, out: out,
		})
	}
	r.pair()
	return r, nil
}

// putArticles puts the articles of all files in the order of their dates, so
// that a first import has its log in order. Of those of one moment the file
// that was written first comes first, and the shorter text: cut-off copy
// before its completion.
func (p *putter) putArticles(files []*fileReading) error {
	type item struct {
		file *fileReading
		*reading
	}
	var items []item
	for _, f := range files {
		for _, a := range f.articles {
			items = append(items, item{f, a})
		}
	}
	slices.SortStableFunc(items, func(a, b item) int {
		return cmp.Or(a.Entry.Updated.Compare(b.Entry.Updated), a.modTime.Compare(b.modTime),
			cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.path, b.path))
	})
	for _, it := range items {
		if err := p.putArticle(it.file, it.reading); err != nil {
			return fmt.Errorf("%s:%d: %w", it.path, it.Line, err)
		}
	}
	return nil
}

func (p *putter) putArticle(f *fileReading, a *reading) error {
	was, err := p.identify(f, a)
	if err != nil {
		return err
	}
	a.out.Because = a.because
	if was == nil {
		return p.create(f, a)
	}
	action, err := p.decide(f, a, was)
	if err != nil {
		return err
	}
	if action == actionNew {
		a.out.Because = ""
		return p.create(f, a)
	}
	a.Entry.ID = was.id
	a.out.ID, a.out.Slug, a.out.Action = was.id, was.slug, action
	f.claimed[was.id] = true
	switch action {
	case ActionRefused:
		f.receipt.Warnings = append(f.receipt.Warnings, Warning{cmp.Or(a.IDLine, a.Line),
			fmt.Sprintf("id: %s is the id of an article in %s; give this one another", was.id, was.source)})
		a.read = []byte{} // the file waits for the id: it is an heir with a text of its own
	case ActionUpdated, ActionCreated:
		if a.out.Action, err = p.update(a, was, action); err != nil {
			return err
		}
	}
	return p.hold(a)
}

// actionNew is what decide answers when an article only looked like a version
// of an entry.
const actionNew = "new"

// decide tells what an article that was seen before does to its entry.
func (p *putter) decide(f *fileReading, a *reading, was *state) (string, error) {
	switch {
	case f.claimed[was.id] && a.given:
		return ActionRefused, nil
	case f.claimed[was.id]:
		return ActionDuplicate, nil
	case !was.live:
		return ActionCreated, nil
	case a.older:
		return ActionDuplicate, nil
	}
	before := f.held[was.id]
	unchanged := before != nil && bytes.Equal(before.read, a.read)
	if was.source == a.path {
		if unchanged {
			return ActionUnchanged, nil
		}
		return ActionUpdated, nil
	}
	others, err := p.hasOtherHolder(was.id, a.path)
	if err != nil || !others {
		return ActionUpdated, err
	}
	same, err := p.sameArticle(was, a)
	switch {
	case err != nil:
		return "", err
	case unchanged || same:
		a.out.Because = "the same article as in " + was.source
		return ActionDuplicate, nil
	case a.given:
		return ActionRefused, nil
	case a.Wire:
		return ActionUpdated, nil
	}
	// A written article that began as a copy of another one's file.
	return actionNew, nil
}

// sameArticle tells whether an article says what an entry says.
func (p *putter) sameArticle(was *state, a *reading) (bool, error) {
	if !bytes.Equal(was.text, a.print.text) {
		return false, nil
	}
	return p.sameTitle(was, a)
}

func (p *putter) create(f *fileReading, a *reading) error {
	e := &a.Entry
	var err error
	if e.ID, err = p.newID(a); err != nil {
		return err
	}
	if e.Slug, err = p.newSlug(e); err != nil {
		return err
	}
	if e.Updated, err = p.distinct(e.Updated); err != nil {
		return err
	}
	seq, err := p.append(feed.Created, e)
	if err != nil {
		return err
	}
	fp := &a.print
	err = p.exec(`INSERT INTO entry (id, seq, slug, published, updated, live, source, wire, place,
			text_hash, text_len, head_hash, lead_hash, sketch, expires)
		VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.ID, seq, e.Slug, e.Published.UnixMilli(), e.Updated.UnixMilli(), a.path, fp.wire, fp.place,
		fp.text, fp.length, fp.head, orEmpty(fp.lead), orEmpty(fp.sketch), milliseconds(a.Expires))
	if err != nil {
		return err
	}
	f.claimed[e.ID] = true
	a.out.ID, a.out.Slug, a.out.Action = e.ID, e.Slug, ActionCreated
	return p.hold(a)
}

// orEmpty keeps a column NOT NULL: the driver stores a nil slice as NULL.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// update makes the article the current version of an entry, unless nothing is
// new. The id stays, and the permalink, and the date unless the author wrote
// another.
func (p *putter) update(a *reading, was *state, action string) (string, error) {
	body, err := p.lastBody(was)
	if err != nil {
		return "", err
	}
	var old feed.Entry
	if err := json.Unmarshal(body, &old); err != nil {
		return "", err
	}
	e := &a.Entry
	e.Slug = was.slug
	if e.Updated, err = p.newUpdated(e, &old, was); err != nil {
		return "", err
	}
	if e.DateSource != feed.DateHeader {
		e.Published, e.DateSource = old.Published, old.DateSource
	}
	a.out.Published, a.out.DateSource = e.Published, e.DateSource
	kind := feed.Created
	if action == ActionUpdated {
		kind = feed.Updated
		if now, err := json.Marshal(e); err != nil || bytes.Equal(now, body) {
			return ActionUnchanged, errors.Join(err, p.exec(`UPDATE entry SET source = $2, expires = $3 WHERE id = $1`,
				e.ID, a.path, milliseconds(a.Expires)))
		}
	}
	seq, err := p.append(kind, e)
	if err != nil {
		return "", err
	}
	fp := &a.print
	return action, p.exec(`UPDATE entry SET seq = $2, published = $3, updated = $4, live = 1, source = $5, wire = $6, place = $7,
			text_hash = $8, text_len = $9, head_hash = $10, lead_hash = $11, sketch = $12, expires = $13 WHERE id = $1`,
		e.ID, seq, e.Published.UnixMilli(), e.Updated.UnixMilli(), a.path, fp.wire, fp.place,
		fp.text, fp.length, fp.head, orEmpty(fp.lead), orEmpty(fp.sketch), milliseconds(a.Expires))
}

// newUpdated is the time of the latest significant change: what the author
// wrote, otherwise now if the words changed, otherwise what it was.
func (p *putter) newUpdated(e, old *feed.Entry, was *state) (time.Time, error) {
	before := time.UnixMilli(was.updated).UTC()
	written := e.DateSource == feed.DateHeader && e.Updated.After(e.Published)
	switch {
	case written && !e.Updated.Equal(before.Truncate(time.Second)):
		return p.distinct(e.Updated)
	case !written && (e.Title != old.Title || e.Summary != old.Summary || e.Content != old.Content):
		now := p.now.Truncate(time.Second)
		if !now.After(before) {
			now = before.Add(time.Millisecond)
		}
		return p.distinct(now)
	case e.DateSource == feed.DateHeader && e.Published.After(before):
		return p.distinct(e.Published)
	}
	return before, nil
}

// releaseRest lets go of what the file no longer holds. A file that was
// rejected says nothing: what it held stays.
func (p *putter) releaseRest(f *fileReading) error {
	if f.Failure != nil {
		if len(f.held) > 0 {
			f.receipt.Warnings = append(f.receipt.Warnings, Warning{f.Failure.Line, "what the file said before stays published"})
		}
		return nil
	}
	for _, was := range sortedStates(f.held) {
		if f.claimed[was.id] {
			continue
		}
		gone, err := p.release(f.Path, was, false)
		if err != nil {
			return err
		}
		f.receipt.Entries = append(f.receipt.Entries, gone...)
	}
	return nil
}

// putFile commits the file's stamp and receipt.
func (p *putter) putFile(f *fileReading) error {
	body, err := json.Marshal(f.receipt)
	if err != nil {
		return err
	}
	return p.exec(`INSERT INTO file (path, size, mtime, sha256, at, failed, due, receipt)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, sha256 = excluded.sha256,
			at = excluded.at, failed = excluded.failed, due = excluded.due, receipt = excluded.receipt`,
		f.Path, f.Size, f.ModTime.UnixNano(), orEmpty(f.SHA256), p.now.UnixMilli(), f.Failure != nil, p.due(f), string(body))
}

// due is when the file must be read again, nil if never.
func (p *putter) due(f *fileReading) any {
	if p.heirs[f.Path] {
		return p.now.UnixMilli()
	}
	return milliseconds(f.Due)
}

// milliseconds returns t as the tables have it, nil for never. It is rounded
// up: read a moment too early, an embargo would still hold.
func milliseconds(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Add(time.Millisecond - 1).UnixMilli()
}

func (p *putter) gone(path string) ([]ReceiptEntry, error) {
	held, err := p.heldBy(path)
	if err != nil {
		return nil, err
	}
	var withdrawn []ReceiptEntry
	for _, was := range sortedStates(held) {
		gone, err := p.release(path, was, p.keep)
		if err != nil {
			return nil, err
		}
		withdrawn = append(withdrawn, gone...)
	}
	return withdrawn, p.exec(`DELETE FROM file WHERE path = $1`, path)
}

// release takes an entry from a file. With its last holder it is withdrawn,
// unless it is to be kept; otherwise another holder becomes the source.
func (p *putter) release(path string, was *state, keep bool) ([]ReceiptEntry, error) {
	if err := p.exec(`DELETE FROM holding WHERE path = $1 AND entry = $2`, path, was.id); err != nil {
		return nil, err
	}
	var live bool
	var source, slug string
	if _, err := p.get([]any{&live, &source, &slug}, `SELECT live, source, slug FROM entry WHERE id = $1`, was.id); err != nil {
		return nil, err
	}
	var heir string
	var says []byte
	found, err := p.get([]any{&heir, &says}, `SELECT path, read_hash FROM holding WHERE entry = $1 ORDER BY path LIMIT 1`, was.id)
	switch {
	case err != nil:
		return nil, err
	case found && source != path:
		return nil, nil
	case found:
		return nil, p.inherit(was.id, heir, bytes.Equal(says, was.read))
	case !live || keep:
		return nil, nil
	}
	return p.withdraw(was.id, slug)
}

// inherit makes heir the source of an entry, and has it read again if it says
// something else than the source did.
func (p *putter) inherit(id, heir string, same bool) error {
	err := p.exec(`UPDATE entry SET source = $2 WHERE id = $1`, id, heir)
	if err != nil || same {
		return err
	}
	p.heirs[heir] = true
	// So that the next reading counts as a change.
	if err := p.exec(`UPDATE holding SET read_hash = $3 WHERE path = $1 AND entry = $2`, heir, id, []byte{}); err != nil {
		return err
	}
	return p.exec(`UPDATE file SET due = $2 WHERE path = $1`, heir, p.now.UnixMilli())
}

func (p *putter) withdraw(id, slug string) ([]ReceiptEntry, error) {
	seq, err := p.append(feed.Withdrawn, &feed.Entry{ID: id, Slug: slug})
	if err != nil {
		return nil, err
	}
	if err := p.exec(`UPDATE entry SET live = 0, seq = $2 WHERE id = $1`, id, seq); err != nil {
		return nil, err
	}
	return []ReceiptEntry{{ID: id, Slug: slug, Action: ActionWithdrawn}}, nil
}

// append writes one revision at the end of the log.
func (p *putter) append(kind feed.Kind, e *feed.Entry) (feed.Seq, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	var seq feed.Seq
	_, err = p.get([]any{&seq}, `INSERT INTO revision (entry, kind, at, body) VALUES ($1, $2, $3, $4) RETURNING seq`,
		e.ID, string(kind), p.now.UnixMilli(), string(body))
	return seq, err
}

func (p *putter) hold(a *reading) error {
	return p.exec(`INSERT INTO holding (path, entry, read_hash) VALUES ($1, $2, $3)
		ON CONFLICT (path, entry) DO UPDATE SET read_hash = excluded.read_hash`, a.path, a.Entry.ID, a.read)
}
