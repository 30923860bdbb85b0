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
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-22 15:17:31');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-22 15:17:31');
INSERT INTO goose_db_version VALUES (3, 2, 1, '2026-11-22 15:17:31');
INSERT INTO goose_db_version VALUES (4, 3, 1, '2026-11-22 15:17:31');
INSERT INTO goose_db_version VALUES (5, 4, 1, '2026-11-22 15:17:31');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES ('goose_db_version', 5);
INSERT INTO sqlite_sequence VALUES ('accounts', 2147483648);
INSERT INTO sqlite_sequence VALUES ('jobs', 4);
INSERT INTO sqlite_sequence VALUES ('events', 2);
INSERT INTO accounts VALUES (1, 'uxz2br5jb4fjy', 'uxz2br5jb4fjy@example.com', 'Ñandú 🦤', '', NULL, NULL, 'admin', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, 'ñandú 🦤
uxz2br5jb4fjy@example.com');
INSERT INTO accounts VALUES (2, 'ukef7atc2ilf3', 'ukef7atc2ilf3@example.com', 'María José', 'O''Brien %_\', '3001112233', '0f/0f3a.webp', 'operator', 'suspended', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, 1709208000123456790, 1709208000123456791, 1709208000123456792, 42, 'maría josé o''brien %_\
ukef7atc2ilf3@example.com');
INSERT INTO accounts VALUES (70, 'ua2mapr42essz', 'ua2mapr42essz@example.com', 'ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß', '''"\%_	
 ', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, 'ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss ''"\%_
ua2mapr42essz@example.com');
INSERT INTO accounts VALUES (71, 'Z', 'upayp6klhxu7z@example.com', '', '', NULL, NULL, 'user', 'inactive', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, '
upayp6klhxu7z@example.com');
INSERT INTO accounts VALUES (72, 'á', 'uets4g6djrsm3@example.com', '', '', NULL, NULL, 'user', 'suspended', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, '
uets4g6djrsm3@example.com');
INSERT INTO accounts VALUES (1000000, 'ufas56m2f4f2h', 'ufas56m2f4f2h@example.com', '', '', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 9223372036854775807, NULL, NULL, NULL, 1, '
ufas56m2f4f2h@example.com');
INSERT INTO accounts VALUES (2147483647, 'uf33wc26satlr', 'uf33wc26satlr@example.com', '', '', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', -9223372036854775806, NULL, NULL, NULL, 1, '
uf33wc26satlr@example.com');
INSERT INTO sessions VALUES ('O3FSVDCZCS4OT6WTX4QI5LU465', 2, 1709208000123456793, 1709208000123456794, 1709294400123456789, '2001:db8::1', 'Mozilla/5.0 (X11; «prüfung»)', X'C0CA759446523CBA352124395FB58BFE9AD433252C651F93FDB37BD11F8F35E7', X'D7820E492BED72F2F7CC3D308B08946FB5D0922565BA0A0FB67DD4C535E8DAD8', 1709208000123456795);
INSERT INTO sessions VALUES ('PGAEX6MWQH3M2BZCBB5OQIWRAG', 1, 1709208000123456793, 1709208000123456794, 1709294400123456789, '2001:db8::1', 'Mozilla/5.0 (X11; «prüfung»)', X'AB2F82369C6B1506EF8063857F003C98746B9B39491B85CD019536129F16E580', X'918B7BC70713D7B2AE423E3E389A429F6A13927D8D6CFA74CA6F3A7A10BDAED7', 1709208000123456795);
INSERT INTO spent_tokens VALUES (X'7A8466E29554159C92CC469B1B068A8EB9B08A2D0D408D63F97C9C282B1417DD', 1, 1709208000123456789);
INSERT INTO tickets VALUES (X'32A32E0C7ABA2AE19E830BC4226AE4DAC681F366D312EB6E0BD09AEBC129885A', 2, 'undo-email', 'former@example.com', 1709211600123456789);
INSERT INTO tickets VALUES (X'DA1B63A01917F473DB78BC2F8483EDEB4A56DDD9FF767EBFB4109888A4EB8632', 1, 'reset', 'former@example.com', 1709211600123456789);
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
