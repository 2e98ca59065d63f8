package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A role is how a connection pool uses the database.
type role struct {
	conns  int
	params url.Values
}

var (
	// One connection: SQLite has one writer, and waiting for it in
	// database/sql is fairer than in the database. FULL, because NORMAL loses
	// acknowledged rows at a power cut.
	writer = role{1, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)"},
	}}
	readers = role{4, url.Values{
		"_pragma": {"busy_timeout(10000)", "query_only(1)"},
	}}
)

func openSQLite(ctx context.Context, path string, r role) (*sql.DB, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: r.params.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(r.conns)
	db.SetMaxIdleConns(r.conns)
	if r.conns == 1 {
		err = checkDurable(ctx, db)
	} else {
		err = db.PingContext(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// checkDurable refuses a database that would not keep what it acknowledges: a
// file system without shared memory quietly falls back to another mode.
func checkDurable(ctx context.Context, db *sql.DB) error {
	var mode string
	var level int
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&level); err != nil {
		return err
	}
	if mode != "wal" || level != 2 {
		return fmt.Errorf("journal mode is %s, synchronous %d; want wal, 2: put the store on a local disk", mode, level)
	}
	return nil
}

// durability marks an error after which it is not known what is on the disk,
// and names the remedy for a full one.
func durability(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC:
		return fmt.Errorf("%w: %w", ErrNotDurable, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("free some space on the store's disk, feedd goes on by itself: %w", err)
	}
	return err
}

func provider(db *sql.DB) (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, sub)
}

func migrate(ctx context.Context, db *sql.DB) error {
	if err := checkVersion(ctx, db); err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// checkVersion refuses a store that a newer feedd has written: its tables may
// mean something else.
func checkVersion(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	known := p.ListSources()[len(p.ListSources())-1].Version
	var found sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&found)
	if err != nil && !isNoTable(ctx, db) {
		return err
	}
	if found.Int64 > known {
		return fmt.Errorf("written by a newer feedd (tables %d, this one knows %d); install that version", found.Int64, known)
	}
	return nil
}

// isNoTable tells whether the database has not been migrated yet.
func isNoTable(ctx context.Context, db *sql.DB) bool {
	var n int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`).Scan(&n)
	return err == nil && n == 0
}
