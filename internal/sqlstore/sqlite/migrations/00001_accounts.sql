-- Times are nanoseconds since 1970, NULL where they are not set.

-- +goose Up
CREATE TABLE accounts (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    username          TEXT    NOT NULL,
    email             TEXT    NOT NULL,
    first_name        TEXT    NOT NULL,
    last_name         TEXT    NOT NULL,
    phone             TEXT,
    avatar            TEXT,
    role              TEXT    NOT NULL,
    status            TEXT    NOT NULL,
    password_hash     TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    last_login_at     INTEGER,
    email_verified_at INTEGER,
    valid_after       INTEGER,
    version           INTEGER NOT NULL,
    search            TEXT    NOT NULL,
    CONSTRAINT accounts_username_key UNIQUE (username),
    CONSTRAINT accounts_email_key UNIQUE (email),
    CONSTRAINT accounts_id_check CHECK (id > 0),
    -- Not IN (...): SQLite would build a table of the three for every row.
    CONSTRAINT accounts_role_check CHECK (role = 'user' OR role = 'operator' OR role = 'admin'),
    CONSTRAINT accounts_status_check CHECK (status = 'active' OR status = 'inactive' OR status = 'suspended')
) STRICT;

-- Holds the searched text too: a search reads this index in the order of the
-- list, and of the table only the rows that it shows.
CREATE INDEX accounts_by_age ON accounts (created_at, id, search);
CREATE INDEX accounts_by_avatar ON accounts (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX accounts_admins ON accounts (id) WHERE role = 'admin';

CREATE TABLE sessions (
    id             TEXT    NOT NULL PRIMARY KEY,
    account_id     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    last_used_at   INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    address        TEXT    NOT NULL,
    user_agent     TEXT    NOT NULL,
    refresh_digest BLOB,
    parent_digest  BLOB,
    rotated_at     INTEGER,
    CONSTRAINT sessions_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Rows outlive their account: a spent token stays spent until it expires.
CREATE TABLE spent_tokens (
    digest     BLOB    NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_tokens_by_expiry ON spent_tokens (expires_at);

CREATE TABLE tickets (
    digest     BLOB    NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL,
    purpose    TEXT    NOT NULL,
    email      TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT tickets_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX tickets_by_account ON tickets (account_id);
CREATE INDEX tickets_by_expiry ON tickets (expires_at);

CREATE TABLE jobs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT    NOT NULL,
    account_id    INTEGER,
    email         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    asked_at      INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    claimed_until INTEGER
) STRICT;

CREATE INDEX jobs_by_due ON jobs (due_at);
CREATE INDEX jobs_by_account ON jobs (account_id, kind);

-- Rows outlive the accounts that they are about.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    action     TEXT    NOT NULL,
    account_id INTEGER,
    actor_id   INTEGER,
    via        TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    detail     TEXT    NOT NULL
) STRICT;

CREATE INDEX events_by_account ON events (account_id, action, id);
CREATE INDEX events_by_time ON events (at);

CREATE TABLE counters (
    key     TEXT    NOT NULL PRIMARY KEY,
    ends_at INTEGER NOT NULL,
    hits    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX counters_by_end ON counters (ends_at);
