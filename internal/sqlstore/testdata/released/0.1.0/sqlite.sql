PRAGMA application_id = 1348825702;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
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
CREATE TABLE spent_tokens (
    digest     BLOB    NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tickets (
    digest     BLOB    NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL,
    purpose    TEXT    NOT NULL,
    email      TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT tickets_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
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
CREATE TABLE counters (
    key     TEXT    NOT NULL PRIMARY KEY,
    ends_at INTEGER NOT NULL,
    hits    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE origins (
    source     TEXT    NOT NULL,
    row_id     INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    came       BLOB    NOT NULL,
    kept       BLOB    NOT NULL,
    CONSTRAINT origins_pkey PRIMARY KEY (source, row_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE moves (
    source TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-22 15:21:21');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-22 15:21:21');
INSERT INTO goose_db_version VALUES (3, 2, 1, '2026-11-22 15:21:21');
INSERT INTO goose_db_version VALUES (4, 3, 1, '2026-11-22 15:21:21');
INSERT INTO goose_db_version VALUES (5, 4, 1, '2026-11-22 15:21:21');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES ('goose_db_version', 5);
INSERT INTO sqlite_sequence VALUES ('accounts', 2147483648);
INSERT INTO sqlite_sequence VALUES ('jobs', 4);
INSERT INTO sqlite_sequence VALUES ('events', 2);
INSERT INTO accounts VALUES (1, 'ueng6e3f7dwzm', 'ueng6e3f7dwzm@example.com', 'Ñandú 🦤', '', NULL, NULL, 'admin', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, 'ñandú 🦤
ueng6e3f7dwzm@example.com');
INSERT INTO accounts VALUES (2, 'u6e5buzmsxmvt', 'u6e5buzmsxmvt@example.com', 'María José', 'O''Brien %_\', '3001112233', '0f/0f3a.webp', 'operator', 'suspended', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, 1709208000123456790, 1709208000123456791, 1709208000123456792, 42, 'maría josé o''brien %_\
u6e5buzmsxmvt@example.com');
INSERT INTO accounts VALUES (70, 'umjyx7jz5o3qh', 'umjyx7jz5o3qh@example.com', 'ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß', '''"\%_	
 ', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, 'ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss ''"\%_
umjyx7jz5o3qh@example.com');
INSERT INTO accounts VALUES (71, 'Z', 'uwsr3fcgok6im@example.com', '', '', NULL, NULL, 'user', 'inactive', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, '
uwsr3fcgok6im@example.com');
INSERT INTO accounts VALUES (72, 'á', 'up7suztiaxdwr@example.com', '', '', NULL, NULL, 'user', 'suspended', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, '
up7suztiaxdwr@example.com');
INSERT INTO accounts VALUES (1000000, 'uuwbgl7fn47rx', 'uuwbgl7fn47rx@example.com', '', '', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 9223372036854775807, NULL, NULL, NULL, 1, '
uuwbgl7fn47rx@example.com');
INSERT INTO accounts VALUES (2147483647, 'utojsi4rbq6wm', 'utojsi4rbq6wm@example.com', '', '', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', -9223372036854775806, NULL, NULL, NULL, 1, '
utojsi4rbq6wm@example.com');
INSERT INTO sessions VALUES ('BCTVYHIIXF3AZFDOU32WRJTZU5', 1, 1709208000123456793, 1709208000123456794, 1709294400123456789, '2001:db8::1', 'Mozilla/5.0 (X11; «prüfung»)', X'F2388698133FF400A203E3966FF446161E8BAAF81FD485ED8020F71323389A6B', X'18612E55E8FB6CCBA931776C095AD137FA6A1EBD9C9A70FED5E358CFBEDE3708', 1709208000123456795);
INSERT INTO sessions VALUES ('MBFZTWCJ5U7LSG4J66KVC2R4IG', 2, 1709208000123456793, 1709208000123456794, 1709294400123456789, '2001:db8::1', 'Mozilla/5.0 (X11; «prüfung»)', X'120590387473179E611967153F2625F01CD8CD54F142929A5AA571EC4B7F2444', X'B750A2B90746C7A14D83FE97E33FB7FC5E8EFB7EA9FB19BB339FA1A94B04BCBB', 1709208000123456795);
INSERT INTO spent_tokens VALUES (X'37EF3900EACA2763B17733C31337848150F814D4334739828A7016414D1B4D07', 1, 1709208000123456789);
INSERT INTO tickets VALUES (X'01D5B910B49E62E9D6CFDD623E81D8F2669A365ECDD76C8F49E8EDF31927112B', 1, 'reset', 'former@example.com', 1709211600123456789);
INSERT INTO tickets VALUES (X'4C3785B5F0DB99A73C6647794F410AB9C4B01767716D007C20085C7BB7013651', 2, 'undo-email', 'former@example.com', 1709211600123456789);
INSERT INTO jobs VALUES (3, 'reset-mail', 1, 'ada@example.com', '', -9223372036854775808, 1709208000123456789, 1, 1709211660123456789);
INSERT INTO jobs VALUES (4, 'remove-avatar', NULL, '', 'x.png', -9223372036854775808, 1709211600123456789, 0, NULL);
INSERT INTO events VALUES (1, 1709208000123456789, 'sign-in', 1, NULL, 'django', '192.0.2.1', '«x»');
INSERT INTO events VALUES (2, 1709208000123456789, 'sign-in', NULL, NULL, '', '', '');
INSERT INTO counters VALUES ('', -9223372036854775808, 1);
INSERT INTO counters VALUES ('guess Ö', 1709211600123456789, 1);
INSERT INTO counters VALUES ('sign-in 192.0.2.1', 1709211600123456789, 2);
INSERT INTO origins VALUES ('a', 9, 98, X'00FF', X'');
INSERT INTO origins VALUES ('b', -7, 99, X'', X'00FF');
INSERT INTO origins VALUES ('b', 1, 1, X'00FF', X'00FF');
CREATE INDEX accounts_by_age ON accounts (created_at, id, search);
CREATE INDEX accounts_by_avatar ON accounts (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX accounts_admins ON accounts (id) WHERE role = 'admin';
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX spent_tokens_by_expiry ON spent_tokens (expires_at);
CREATE INDEX tickets_by_account ON tickets (account_id);
CREATE INDEX tickets_by_expiry ON tickets (expires_at);
CREATE INDEX jobs_by_due ON jobs (due_at);
CREATE INDEX jobs_by_account ON jobs (account_id, kind);
CREATE INDEX events_by_account ON events (account_id, action, id);
CREATE INDEX events_by_time ON events (at);
CREATE INDEX counters_by_end ON counters (ends_at);
CREATE INDEX tickets_by_held_email ON tickets (email) WHERE purpose = 'undo-email';
CREATE INDEX jobs_by_held_email ON jobs (email) WHERE kind = 'email-changed-mail';
