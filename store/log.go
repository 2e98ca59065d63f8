package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"feedd/feed"
)

// sinceBytes is about how much one call of Since returns at most, so that a few
// large entries are no more than many small ones.
const sinceBytes = 8 << 20

// Since returns the newest revision of every entry that changed after cursor,
// in the order of the log, at most limit of them, and fewer when they are
// large. An older revision of the same entry is passed over.
func (s *Store) Since(ctx context.Context, cursor feed.Seq, limit int) (revs []feed.Revision, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT r.seq, r.kind, r.at, r.body
		FROM entry e JOIN revision r ON r.seq = e.seq WHERE e.seq > $1 ORDER BY e.seq LIMIT $2`, cursor, limit)
	if err != nil {
		return nil, fmt.Errorf("get revisions since %d: %w", cursor, err)
	}
	defer rows.Close()
	for size := 0; size < sinceBytes && rows.Next(); {
		r, n, err := scanRevision(rows)
		if err != nil {
			return nil, fmt.Errorf("get revisions since %d: %w", cursor, err)
		}
		revs = append(revs, r)
		size += n
	}
	return revs, rows.Err()
}

// LastWithdrawal returns when an entry was withdrawn last; the zero time if
// never.
func (s *Store) LastWithdrawal(ctx context.Context) (time.Time, error) {
	var at int64
	err := s.row(ctx, []any{&at}, `SELECT at FROM revision WHERE kind = 'withdrawn' ORDER BY at DESC LIMIT 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("get last withdrawal: %w", err)
	}
	return time.UnixMilli(at).UTC(), nil
}

// Newest returns the n published entries with the newest updated, newest
// first.
func (s *Store) Newest(ctx context.Context, n int) ([]feed.Entry, error) {
	entries, err := collect(ctx, s.read, scanEntry, `SELECT r.body FROM entry e JOIN revision r ON r.seq = e.seq
		WHERE e.live = 1 ORDER BY e.updated DESC LIMIT $1`, n)
	if err != nil {
		return nil, fmt.Errorf("get newest entries: %w", err)
	}
	return entries, nil
}

// scanRevision also returns the size of the entry in bytes.
func scanRevision(rows *sql.Rows) (r feed.Revision, size int, err error) {
	var at int64
	var body []byte
	if err := rows.Scan(&r.Seq, &r.Kind, &at, &body); err != nil {
		return r, 0, err
	}
	r.At = time.UnixMilli(at).UTC()
	return r, len(body), json.Unmarshal(body, &r.Entry)
}

func scanEntry(rows *sql.Rows) (e feed.Entry, err error) {
	var body []byte
	if err := rows.Scan(&body); err != nil {
		return e, err
	}
	return e, json.Unmarshal(body, &e)
}

// Cursor returns how far a reader of the log has come; zero if it never ran.
func (s *Store) Cursor(ctx context.Context, reader string) (feed.Cursor, error) {
	var c feed.Cursor
	err := s.row(ctx, []any{&c.Seq, &c.Config}, `SELECT seq, config FROM cursor WHERE reader = $1`, reader)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("get cursor of %s: %w", reader, err)
	}
	return c, nil
}

// Documents yields what stands in the output tree, by path, without the bytes.
func (s *Store) Documents(ctx context.Context, yield func(feed.Document) error) error {
	rows, err := s.read.QueryContext(ctx, `SELECT path, etag, size, modified FROM document ORDER BY path`)
	if err != nil {
		return fmt.Errorf("get documents: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var d feed.Document
		var modified int64
		if err := rows.Scan(&d.Path, &d.ETag, &d.Size, &modified); err != nil {
			return fmt.Errorf("get documents: %w", err)
		}
		d.Modified = time.Unix(modified, 0).UTC()
		if err := yield(d); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Document returns one of the Documents, and whether there is one at path.
func (s *Store) Document(ctx context.Context, path string) (feed.Document, bool, error) {
	d := feed.Document{Path: path}
	var modified int64
	err := s.row(ctx, []any{&d.ETag, &d.Size, &modified}, `SELECT etag, size, modified FROM document WHERE path = $1`, path)
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("get document %q: %w", path, err)
	}
	d.Modified = time.Unix(modified, 0).UTC()
	return d, true, nil
}

// PutDocuments records what was replaced in the output tree and what was
// removed from it.
func (s *Store) PutDocuments(ctx context.Context, replaced []feed.Document, removed []string) error {
	err := s.inTx(ctx, func(p *putter) error {
		return p.putDocuments(replaced, removed)
	})
	if err != nil {
		return fmt.Errorf("put documents: %w", err)
	}
	return nil
}

// SetCursor commits how far a reader of the log has come, and with it the
// last of the documents that it replaced and removed. It comes after all that
// the reader did, so that a death between repeats the work.
func (s *Store) SetCursor(ctx context.Context, reader string, c feed.Cursor, replaced []feed.Document, removed []string) error {
	err := s.inTx(ctx, func(p *putter) error {
		if err := p.putDocuments(replaced, removed); err != nil {
			return err
		}
		return p.exec(`INSERT INTO cursor (reader, seq, config) VALUES ($1, $2, $3)
			ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq, config = excluded.config`, reader, c.Seq, c.Config)
	})
	if err != nil {
		return fmt.Errorf("set cursor of %s: %w", reader, err)
	}
	return nil
}

func (p *putter) putDocuments(replaced []feed.Document, removed []string) error {
	for _, d := range replaced {
		err := p.exec(`INSERT INTO document (path, etag, size, modified) VALUES ($1, $2, $3, $4)
			ON CONFLICT (path) DO UPDATE SET etag = excluded.etag, size = excluded.size, modified = excluded.modified`,
			d.Path, d.ETag, d.Size, d.Modified.Unix())
		if err != nil {
			return err
		}
	}
	for _, path := range removed {
		if err := p.exec(`DELETE FROM document WHERE path = $1`, path); err != nil {
			return err
		}
	}
	return nil
}
