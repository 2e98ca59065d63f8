package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// A Receipt tells what became of one dropped file. Once it is returned, the
// file is never lost.
type Receipt struct {
	File string    `json:"file"`
	At   time.Time `json:"at"` // when the file was read, UTC

	// Failure is set when the file cannot be read as an article; what it
	// said before stays published.
	Failure *Failure `json:"error"`

	Entries  []ReceiptEntry `json:"entries"` // in the order of the file
	Warnings []Warning      `json:"warnings,omitempty"`
}

// A Failure is why a file was rejected.
type Failure struct {
	Line   int    `json:"line,omitempty"` // from 1; 0 for the whole file
	Reason string `json:"reason"`
}

// A Warning is something an author can mend.
type Warning struct {
	Line int    `json:"line,omitempty"`
	Text string `json:"text"`
}

// What became of an article of a file.
const (
	ActionCreated   = "created"
	ActionUpdated   = "updated"
	ActionUnchanged = "unchanged"
	ActionDuplicate = "duplicate" // another file holds the same article
	ActionWithdrawn = "withdrawn" // no file holds it any more
	ActionRefused   = "refused"   // see the warning
	ActionDraft     = "draft"
	ActionEmbargoed = "embargoed"
	ActionExpired   = "expired"
)

// A ReceiptEntry is one article of a file.
type ReceiptEntry struct {
	ID          string    `json:"id,omitempty"`
	Slug        string    `json:"slug,omitempty"`
	Title       string    `json:"title"`
	TitleSource string    `json:"title_source"`
	Published   time.Time `json:"published"`
	DateSource  string    `json:"date_source"`
	Action      string    `json:"action"`
	Because     string    `json:"because,omitempty"` // why it is an update or a copy
	Line        int       `json:"line,omitempty"`
}

// Receipts returns the receipts of the files read last, newest first, at most
// limit of them.
func (s *Store) Receipts(ctx context.Context, limit int) ([]Receipt, error) {
	return s.receipts(ctx, `SELECT receipt FROM file ORDER BY at DESC, path LIMIT $1`, limit)
}

// Rejected returns the receipts of the files that were rejected, newest first,
// at most limit of them.
func (s *Store) Rejected(ctx context.Context, limit int) ([]Receipt, error) {
	return s.receipts(ctx, `SELECT receipt FROM file WHERE failed = 1 ORDER BY at DESC, path LIMIT $1`, limit)
}

func (s *Store) receipts(ctx context.Context, query string, limit int) ([]Receipt, error) {
	return collect(ctx, s.read, func(rows *sql.Rows) (Receipt, error) {
		var r Receipt
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return r, err
		}
		return r, json.Unmarshal(body, &r)
	}, query, limit)
}

// Totals count what a store holds.
type Totals struct {
	Files     int `json:"files"`
	Rejected  int `json:"rejected"`
	Entries   int `json:"entries"` // published now
	Revisions int `json:"revisions"`
}

// Totals counts what the store holds.
func (s *Store) Totals(ctx context.Context) (Totals, error) {
	var t Totals
	err := s.read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM file),
		(SELECT count(*) FROM file WHERE failed = 1),
		(SELECT count(*) FROM entry WHERE live = 1),
		(SELECT coalesce(max(seq), 0) FROM revision)`).Scan(&t.Files, &t.Rejected, &t.Entries, &t.Revisions)
	if err != nil {
		return t, fmt.Errorf("count: %w", err)
	}
	return t, nil
}

// collect returns one value for each row of a query.
func collect[T any](ctx context.Context, db *sql.DB, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
