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
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-22 19:23:46');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-22 19:23:46');
INSERT INTO goose_db_version VALUES (3, 2, 1, '2026-11-22 19:23:46');
INSERT INTO goose_db_version VALUES (4, 3, 1, '2026-11-22 19:23:46');
INSERT INTO goose_db_version VALUES (5, 4, 1, '2026-11-22 19:23:46');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES ('goose_db_version', 5);
INSERT INTO sqlite_sequence VALUES ('accounts', 2147483648);
INSERT INTO sqlite_sequence VALUES ('jobs', 4);
INSERT INTO sqlite_sequence VALUES ('events', 2);
INSERT INTO accounts VALUES (1, 'uqqz3uxjghxvh', 'uqqz3uxjghxvh@example.com', 'Ñandú 🦤', '', NULL, NULL, 'admin', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, 'ñandú 🦤
uqqz3uxjghxvh@example.com');
INSERT INTO accounts VALUES (2, 'u3pyn2twccncy', 'u3pyn2twccncy@example.com', 'María José', 'O''Brien %_\', '3001112233', '0f/0f3a.webp', 'operator', 'suspended', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, 1709208000123456790, 1709208000123456791, 1709208000123456792, 42, 'maría josé o''brien %_\
u3pyn2twccncy@example.com');
INSERT INTO accounts VALUES (70, 'u5otpn4ki2k4g', 'u5otpn4ki2k4g@example.com', 'ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß', '''"\%_	
 ', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, 'ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss ''"\%_
u5otpn4ki2k4g@example.com');
INSERT INTO accounts VALUES (71, 'Z', 'uriokpfnc6efi@example.com', '', '', NULL, NULL, 'user', 'inactive', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, '
uriokpfnc6efi@example.com');
INSERT INTO accounts VALUES (72, 'á', 'uxdjjjwl72hnj@example.com', '', '', NULL, NULL, 'user', 'suspended', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 1709208000123456789, NULL, NULL, NULL, 1, '
uxdjjjwl72hnj@example.com');
INSERT INTO accounts VALUES (1000000, 'ubykn4xkaymet', 'ubykn4xkaymet@example.com', '', '', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', 9223372036854775807, NULL, NULL, NULL, 1, '
ubykn4xkaymet@example.com');
INSERT INTO accounts VALUES (2147483647, 'uhqcpaubcgjdb', 'uhqcpaubcgjdb@example.com', '', '', NULL, NULL, 'user', 'active', '$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu', -9223372036854775806, NULL, NULL, NULL, 1, '
uhqcpaubcgjdb@example.com');
INSERT INTO sessions VALUES ('5GOJ6BD2MY7ZZGDSILQ5KMNCNN', 2, 1709208000123456793, 1709208000123456794, 1709294400123456789, '2001:db8::1', 'Mozilla/5.0 (X11; «prüfung»)', X'9AED05411346908C597DA9F8404629E1810DAD9B0C6A6717B743F5435A6A1A9E', X'CB3B3823E064A94A3EE0908EE315B8B5B2718C8ACDB2AD81EE407BDA53CA9270', 1709208000123456795);
INSERT INTO sessions VALUES ('MVGQM7LKWE6VZXVUTIVBGQUED4', 1, 1709208000123456793, 1709208000123456794, 1709294400123456789, '2001:db8::1', 'Mozilla/5.0 (X11; «prüfung»)', X'E93D28F4C740A9FAD757AC03A222159A1BD28579084E5BC8832B4D9BADE1B5C1', X'37D9F39F638A72B0857AA655F4999B8AA22AA89602C27319BD32196A5A19B63E', 1709208000123456795);
INSERT INTO spent_tokens VALUES (X'E8F2B3090A8B73D6E386539FE52DDBC697013D1C15335DB171D4595A2BE293BB', 1, 1709208000123456789);
INSERT INTO tickets VALUES (X'ACFE42186E6CEEFE468C70D1E9C89F780A5D47F952438D9F3AA5C0831964C978', 1, 'reset', 'former@example.com', 1709211600123456789);
INSERT INTO tickets VALUES (X'D412041EE3A52C8086E80EE9146C26982894588154FF9AC53AF872ACA3049753', 2, 'undo-email', 'former@example.com', 1709211600123456789);
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
