-- +goose Up

-- The change log: append only. body is the whole entry as JSON; a withdrawal
-- keeps the id and the slug alone.
CREATE TABLE revision (
	seq   INTEGER PRIMARY KEY AUTOINCREMENT,
	entry TEXT    NOT NULL,
	kind  TEXT    NOT NULL,
	at    BIGINT  NOT NULL, -- milliseconds since 1970
	body  TEXT    NOT NULL
);
CREATE INDEX revision_entry ON revision (entry, seq);
CREATE INDEX revision_withdrawn ON revision (at DESC) WHERE kind = 'withdrawn';

-- The current state, a view of the log kept with it, and what an incoming
-- article is matched by.
CREATE TABLE entry (
	id        TEXT    PRIMARY KEY,
	seq       BIGINT  NOT NULL, -- its newest revision
	slug      TEXT    NOT NULL UNIQUE,
	published BIGINT  NOT NULL, -- milliseconds since 1970
	updated   BIGINT  NOT NULL, -- milliseconds since 1970
	live      INTEGER NOT NULL, -- 0 once withdrawn
	expires   BIGINT,           -- milliseconds since 1970
	source    TEXT    NOT NULL, -- path of the file that said the current version
	wire      INTEGER NOT NULL,
	place     TEXT    NOT NULL,
	text_hash BLOB    NOT NULL,
	text_len  BIGINT  NOT NULL, -- bytes
	head_hash BLOB    NOT NULL,
	lead_hash BLOB    NOT NULL,
	sketch    BLOB    NOT NULL
);
CREATE UNIQUE INDEX entry_seq     ON entry (seq);
CREATE UNIQUE INDEX entry_updated ON entry (updated);
CREATE INDEX entry_newest ON entry (updated DESC) WHERE live = 1;
CREATE INDEX entry_expires ON entry (expires) WHERE live = 1 AND expires IS NOT NULL;
CREATE INDEX entry_text   ON entry (text_hash);
CREATE INDEX entry_head   ON entry (head_hash) WHERE wire = 1;
CREATE INDEX entry_place  ON entry (place, published) WHERE wire = 1;

-- Every file seen and what became of it.
CREATE TABLE file (
	path    TEXT    PRIMARY KEY,
	size    BIGINT  NOT NULL,
	mtime   BIGINT  NOT NULL, -- nanoseconds since 1970
	sha256  BLOB    NOT NULL, -- empty when the file could not be read
	at      BIGINT  NOT NULL, -- when it was read, milliseconds since 1970
	failed  INTEGER NOT NULL,
	due     BIGINT,           -- when it must be read again, milliseconds since 1970
	receipt TEXT    NOT NULL
);
CREATE INDEX file_at     ON file (at);
CREATE INDEX file_failed ON file (at) WHERE failed = 1;
CREATE INDEX file_due    ON file (due) WHERE due IS NOT NULL;

-- Which file holds which entries: an entry is withdrawn with its last holder.
CREATE TABLE holding (
	path      TEXT   NOT NULL,
	entry     TEXT   NOT NULL,
	read_hash BLOB   NOT NULL, -- of the entry as this file said it last
	PRIMARY KEY (path, entry)
);
CREATE INDEX holding_entry ON holding (entry, path);

-- How far each reader of the log has come.
CREATE TABLE cursor (
	reader TEXT   PRIMARY KEY,
	seq    BIGINT NOT NULL,
	config TEXT   NOT NULL -- fingerprint of the settings it last ran with
);

-- The documents in the output tree.
CREATE TABLE document (
	path     TEXT   PRIMARY KEY,
	etag     TEXT   NOT NULL,
	size     BIGINT NOT NULL,
	modified BIGINT NOT NULL -- seconds since 1970
);

-- What is allocated once for the publication.
CREATE TABLE publication (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
