// Package store keeps the change log of a publication.
//
// The truth is an append-only log of revisions; everything else is a view of
// it that is kept in the same transaction:
//
//	revision      the log: one version of one entry a row
//	entry         the current state, and what incoming articles are matched by
//	file          every dropped file, its stamp and its receipt
//	holding       which file holds which entries
//	cursor        how far each reader of the log has come
//	document      what stands in the output tree
//	publication   what is allocated once: the publication's id
//
// What [Store.Put] has returned for is durable: it survives the death of the
// process and of the machine. One process writes; any number read.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// ErrNotDurable is returned when it is not known what has reached the disk: an
// fsync failed, or the file is no longer the one that was opened. Nothing may
// be acknowledged any more; the process has to end.
var ErrNotDurable = errors.New("the store is not durable")

// Options are the settings of a store.
type Options struct {
	// Keep leaves entries published whose last file is gone.
	Keep bool
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// A Store is an open change log.
type Store struct {
	write *sql.DB // one connection; nil when opened for reading
	read  *sql.DB
	lock  io.Closer
	path  string
	file  os.FileInfo // of path, as it was opened for writing
	keep  bool
	now   func() time.Time

	prepared sync.Map // of read: query text → *sql.Stmt
}

// Open opens the store at path for writing, creates it if need be, and brings
// its tables up to date. It fails if another process has it open for writing
// or a newer feedd has written it.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if err := checkPath(path); err != nil {
		return nil, err
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("open store %q: %w", path, err)
	}
	s, err := open(ctx, path, o)
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("open store %q: %w", path, err)
	}
	s.lock = lock
	return s, nil
}

// OpenReader opens an existing store for reading, beside the process that
// writes it. The error Is fs.ErrNotExist if there is none.
func OpenReader(ctx context.Context, path string) (*Store, error) {
	if err := checkPath(path); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	db, err := openSQLite(ctx, path, readers)
	if err != nil {
		return nil, fmt.Errorf("open store %q: %w", path, err)
	}
	if err := checkVersion(ctx, db); err != nil {
		db.Close()
		return nil, fmt.Errorf("open store %q: %w", path, err)
	}
	return &Store{read: db, now: time.Now}, nil
}

func checkPath(path string) error {
	if path == "" {
		return errors.New("store: the path is empty; name a file, such as feedd.db")
	}
	if scheme, _, ok := strings.Cut(path, "://"); ok {
		return fmt.Errorf("store: %s:// is not supported by this version; name a file, such as feedd.db", scheme)
	}
	return nil
}

func open(ctx context.Context, path string, o Options) (*Store, error) {
	s := &Store{keep: o.Keep, now: o.Now, path: path}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.write, err = openSQLite(ctx, path, writer); err != nil {
		return nil, err
	}
	if err := migrate(ctx, s.write); err != nil {
		s.Close()
		return nil, err
	}
	if s.read, err = openSQLite(ctx, path, readers); err != nil {
		s.Close()
		return nil, err
	}
	if s.file, err = os.Stat(path); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close closes the store. What was put before is kept.
func (s *Store) Close() error {
	var errs []error
	s.prepared.Range(func(_, stmt any) bool {
		errs = append(errs, stmt.(*sql.Stmt).Close())
		return true
	})
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Ready tells whether the store is there to be written to.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.checkFile(); err != nil {
		return err
	}
	return s.read.PingContext(ctx)
}

// checkFile refuses to write into a file that no path leads to any more: what
// is put there is lost when the process ends.
func (s *Store) checkFile() error {
	now, err := os.Stat(s.path)
	if err != nil || !os.SameFile(now, s.file) {
		return fmt.Errorf("%w: %s was removed or replaced while in use; start feedd again", ErrNotDurable, s.path)
	}
	return nil
}

// Publication returns the id that the ids of all feeds are made from, and notes
// base, the URL where readers reach the output, and the schedule. The id is
// allocated from the base at the first call and never changes.
func (s *Store) Publication(ctx context.Context, base, schedule string) (uuid.UUID, error) {
	var text string
	err := s.inTx(ctx, func(p *putter) error {
		id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(base))
		if err := p.exec(`INSERT INTO publication (name, value) VALUES ('id', $1) ON CONFLICT DO NOTHING`, id.String()); err != nil {
			return err
		}
		for _, setting := range [][2]string{{"base", base}, {"schedule", schedule}} {
			err := p.exec(`INSERT INTO publication (name, value) VALUES ($1, $2)
				ON CONFLICT (name) DO UPDATE SET value = excluded.value`, setting[0], setting[1])
			if err != nil {
				return err
			}
		}
		_, err := p.get([]any{&text}, `SELECT value FROM publication WHERE name = 'id'`)
		return err
	})
	if err != nil {
		return uuid.UUID{}, fmt.Errorf("get publication: %w", err)
	}
	return uuid.Parse(text)
}

// Settings returns the base URL and the schedule that the store was published
// with last; empty if it never was.
func (s *Store) Settings(ctx context.Context) (base, schedule string, err error) {
	for name, value := range map[string]*string{"base": &base, "schedule": &schedule} {
		err := s.row(ctx, []any{value}, `SELECT value FROM publication WHERE name = $1`, name)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", "", fmt.Errorf("get settings: %w", err)
		}
	}
	return base, schedule, nil
}

// row runs a query for one row that is asked for again and again, prepared
// once.
func (s *Store) row(ctx context.Context, dest []any, query string, args ...any) error {
	stmt, ok := s.prepared.Load(query)
	if !ok {
		fresh, err := s.read.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		if stmt, ok = s.prepared.LoadOrStore(query, fresh); ok {
			fresh.Close()
		}
	}
	return stmt.(*sql.Stmt).QueryRowContext(ctx, args...).Scan(dest...)
}

// inTx runs f in one write transaction.
func (s *Store) inTx(ctx context.Context, f func(*putter) error) error {
	if err := s.checkFile(); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return durability(err)
	}
	p := s.newPutter(ctx, tx)
	defer p.close()
	if err := f(p); err != nil {
		_ = tx.Rollback() // SQLite may have done it already; the cause is err
		return durability(err)
	}
	return durability(tx.Commit())
}
