package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Stamp tells versions of a file apart without reading it.
type Stamp struct {
	Size    int64
	ModTime time.Time
}

// Stamps yields the path and the stamp of every file that has a receipt.
func (s *Store) Stamps(ctx context.Context, yield func(path string, st Stamp)) error {
	rows, err := s.read.QueryContext(ctx, `SELECT path, size, mtime FROM file`)
	if err != nil {
		return fmt.Errorf("get files: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		var st Stamp
		var mtime int64
		if err := rows.Scan(&path, &st.Size, &mtime); err != nil {
			return fmt.Errorf("get files: %w", err)
		}
		st.ModTime = time.Unix(0, mtime)
		yield(path, st)
	}
	return rows.Err()
}

// Digest returns the SHA-256 of the file as it was read last; empty if it was
// not, or must be read again.
func (s *Store) Digest(ctx context.Context, path string) ([]byte, error) {
	var sum []byte
	err := s.row(ctx, []any{&sum}, `SELECT sha256 FROM file WHERE path = $1 AND due IS NULL`, path)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("get file %q: %w", path, err)
	}
	return sum, nil
}

// Touch commits new stamps of files whose bytes did not change.
func (s *Store) Touch(ctx context.Context, stamps map[string]Stamp) error {
	err := s.inTx(ctx, func(p *putter) error {
		for path, st := range stamps {
			if err := p.exec(`UPDATE file SET size = $2, mtime = $3 WHERE path = $1`, path, st.Size, st.ModTime.UnixNano()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("touch %d files: %w", len(stamps), err)
	}
	return nil
}

// Due returns the files that must be read again by now, and when the next file
// or the next expiry after now is due; the zero time if none.
func (s *Store) Due(ctx context.Context, now time.Time) (paths []string, next time.Time, err error) {
	paths, err = collect(ctx, s.read, func(rows *sql.Rows) (path string, err error) {
		return path, rows.Scan(&path)
	}, `SELECT path FROM file WHERE due <= $1 ORDER BY due, path`, now.UnixMilli())
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("get due files: %w", err)
	}
	var due sql.NullInt64
	err = s.row(ctx, []any{&due}, `SELECT min(at) FROM (
		SELECT min(due) AS at FROM file WHERE due > $1
		UNION ALL SELECT min(expires) FROM entry WHERE live = 1 AND expires IS NOT NULL AND expires > $1) AS next`, now.UnixMilli())
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("get due files: %w", err)
	}
	if due.Valid {
		next = time.UnixMilli(due.Int64).UTC()
	}
	return paths, next, nil
}
