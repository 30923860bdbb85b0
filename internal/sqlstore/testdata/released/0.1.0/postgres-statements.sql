-- FindByID(bigint)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE id = $1
;

-- FindByUsername(text)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE username = $1
;

-- FindByEmail(text)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE email = $1
;

-- FindByAvatar(text)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE avatar = $1
;

-- FindOfSession(bigint, text)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version,
		(SELECT COUNT(*) FROM sessions WHERE sessions.id = $2 AND account_id = $1) FROM accounts WHERE id = $1
;

-- FindOfToken(bigint, bytea)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version,
		(SELECT COUNT(*) FROM spent_tokens WHERE digest = $2) FROM accounts WHERE id = $1
;

-- LockByID(bigint)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE id = $1 FOR UPDATE
;

-- AllByID()
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts ORDER BY id
;

-- InsertAccount(text, text, text, text, text, text, text, text, text, bigint, bigint, bigint, bigint, bigint, text)
INSERT INTO accounts (username, email, first_name, last_name, phone, avatar, role, status,
			password_hash, created_at, last_login_at, email_verified_at, valid_after, version, search)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT DO NOTHING RETURNING id, perfil_keeps(email) AS held
;

-- SignUp(text, text, text, text, text, text, text, text, text, bigint, bigint, bigint, bigint, bigint, text, text, bigint, bigint, bigint, text, text, bytea, bytea, bigint, bigint, text, bigint, text, text, text)
WITH account AS (
		INSERT INTO accounts (username, email, first_name, last_name, phone, avatar, role, status,
			password_hash, created_at, last_login_at, email_verified_at, valid_after, version, search)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT DO NOTHING RETURNING id, perfil_keeps(email) AS held), session AS (
		INSERT INTO sessions (id, account_id, created_at, last_used_at, expires_at, address, user_agent,
			refresh_digest, parent_digest, rotated_at)
		SELECT $16, account.id, $17, $18, $19, $20, $21, $22, $23, $24 FROM account
	), event AS (
		INSERT INTO events (at, action, account_id, actor_id, via, address, detail)
		SELECT $25, $26, account.id, $27, $28, $29, $30 FROM account
	)
	SELECT id, held FROM account
;

-- ImportAccount(bigint, text, text, text, text, text, text, text, text, text, bigint, bigint, bigint, bigint, bigint, text)
INSERT INTO accounts (id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version, search)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
		WHERE NOT EXISTS (SELECT account_id FROM tickets WHERE purpose = 'undo-email' AND tickets.email COLLATE "C" = $3
		UNION ALL
		SELECT account_id FROM jobs WHERE kind = 'email-changed-mail' AND jobs.email COLLATE "C" = $3
			AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = jobs.account_id))
		ON CONFLICT DO NOTHING
;

-- ImportFree(bigint, text, text, text, text, text, text, text, text, text, bigint, bigint, bigint, bigint, bigint, text)
INSERT INTO accounts (id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version, search)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT DO NOTHING
;

-- RestartIDs()
SELECT setval(sequence, largest)
		FROM (SELECT 'accounts_id_seq'::regclass AS sequence, (SELECT MAX(id) FROM accounts) AS largest) AS now
		WHERE COALESCE(pg_sequence_last_value(sequence), 0) < largest
;

-- UpdateAccount(bigint, text, text, text, text, text, text, text, text, text, bigint, bigint, bigint, bigint, bigint, text)
UPDATE accounts SET username = $2, email = $3, first_name = $4, last_name = $5, phone = $6,
			avatar = $7, role = $8, status = $9, password_hash = $10, created_at = $11,
			last_login_at = $12, email_verified_at = $13, valid_after = $14, version = $15, search = $16
		WHERE id = $1
;

-- TouchAccount(bigint, text, text, bigint, bigint, bigint, bigint)
UPDATE accounts SET phone = $2, password_hash = $3, last_login_at = $4,
			email_verified_at = $5, valid_after = $6, version = $7
		WHERE id = $1
;

-- DeleteAccount(bigint)
DELETE FROM accounts WHERE id = $1
;

-- Holders(bigint, text, text)
SELECT id, username, email FROM accounts WHERE id = $1 OR username = $2 OR email = $3
;

-- HeldEmail(text)
SELECT account_id FROM tickets WHERE purpose = 'undo-email' AND tickets.email COLLATE "C" = $1
		UNION ALL
		SELECT account_id FROM jobs WHERE kind = 'email-changed-mail' AND jobs.email COLLATE "C" = $1
			AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = jobs.account_id)
;

-- EmailKeepers(text)
SELECT id, 1 FROM accounts WHERE accounts.email = $1
		UNION ALL SELECT account_id, 0 FROM (SELECT account_id FROM tickets WHERE purpose = 'undo-email' AND tickets.email COLLATE "C" = $1
		UNION ALL
		SELECT account_id FROM jobs WHERE kind = 'email-changed-mail' AND jobs.email COLLATE "C" = $1
			AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = jobs.account_id)) AS keepers
;

-- OtherAdmins(bigint)
SELECT COUNT(*) FROM accounts WHERE role = 'admin' AND status = 'active' AND id <> $1
;

-- LockAdmins()
SELECT pg_advisory_xact_lock(1348825702, 1)
;

-- ListAll(bigint, bigint)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE id IN (SELECT id FROM accounts 
		ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2) ORDER BY created_at DESC, id DESC
;

-- ListMatching(bigint, bigint, text)
SELECT id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version FROM accounts WHERE id IN (SELECT id FROM accounts WHERE search LIKE $3 ESCAPE '\'
		ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2) ORDER BY created_at DESC, id DESC
;

-- CountAll()
SELECT COUNT(*) FROM accounts
;

-- CountMatching(text)
SELECT COUNT(*) FROM accounts WHERE search LIKE $1 ESCAPE '\'
;

-- FindSession(text)
SELECT id, account_id, created_at, last_used_at, expires_at, address, user_agent,
		refresh_digest, parent_digest, rotated_at FROM sessions WHERE id = $1
;

-- FindSessionOf(text, bigint)
SELECT id, account_id, created_at, last_used_at, expires_at, address, user_agent,
		refresh_digest, parent_digest, rotated_at FROM sessions WHERE id = $1 AND account_id = $2
;

-- InsertSession(text, bigint, bigint, bigint, bigint, text, text, bytea, bytea, bigint)
INSERT INTO sessions (id, account_id, created_at, last_used_at, expires_at, address, user_agent,
		refresh_digest, parent_digest, rotated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
;

-- UpdateSession(text, bigint, bigint, bigint, bigint, text, text, bytea, bytea, bigint)
UPDATE sessions SET created_at = $3, last_used_at = $4, expires_at = $5, address = $6,
			user_agent = $7, refresh_digest = $8, parent_digest = $9, rotated_at = $10
		WHERE id = $1 AND account_id = $2
;

-- DeleteSession(text, bigint)
DELETE FROM sessions WHERE id = $1 AND account_id = $2
;

-- DeleteSessionsOf(bigint)
DELETE FROM sessions WHERE account_id = $1
;

-- SweepSessions(bigint, bigint)
DELETE FROM sessions WHERE (SELECT pg_try_advisory_xact_lock(1348825702, 2)) AND id = ANY (ARRAY(SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
		RETURNING account_id
;

-- FindSpent(bytea)
SELECT 1 FROM spent_tokens WHERE digest = $1
;

-- InsertSpent(bytea, bigint, bigint)
INSERT INTO spent_tokens (digest, account_id, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING
;

-- SweepSpent(bigint, bigint)
DELETE FROM spent_tokens
		WHERE (SELECT pg_try_advisory_xact_lock(1348825702, 2)) AND digest = ANY (ARRAY(SELECT digest FROM spent_tokens WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
		RETURNING account_id
;

-- FindTicket(bytea)
SELECT digest, account_id, purpose, email, expires_at FROM tickets WHERE digest = $1
;

-- InsertTicket(bytea, bigint, text, text, bigint, bigint)
INSERT INTO tickets (digest, account_id, purpose, email, expires_at)
		SELECT $1, accounts.id, $3, $4, $5 FROM accounts, jobs WHERE accounts.id = $2 AND jobs.id = $6
;

-- DeleteTicket(bytea, bigint)
DELETE FROM tickets WHERE digest = $1 AND account_id = $2
;

-- DeleteTicketsOf(bigint, text, bigint)
DELETE FROM tickets WHERE account_id = $1 AND purpose = $2 AND expires_at > $3
;

-- SweepTickets(bigint, bigint)
DELETE FROM tickets WHERE (SELECT pg_try_advisory_xact_lock(1348825702, 2)) AND digest = ANY (ARRAY(SELECT digest FROM tickets WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
		RETURNING account_id
;

-- HitCounter(text, bigint, bigint, bigint)
INSERT INTO counters (key, ends_at, hits) VALUES ($1, $2, 1)
		ON CONFLICT (key) DO UPDATE SET
			hits = CASE WHEN counters.ends_at > $3 AND counters.ends_at <= $4 THEN counters.hits + 1 ELSE 1 END,
			ends_at = CASE WHEN counters.ends_at > $3 AND counters.ends_at <= $4 THEN counters.ends_at ELSE excluded.ends_at END
		RETURNING hits, ends_at
;

-- FindCounter(text, bigint, bigint)
SELECT hits, ends_at FROM counters WHERE key = $1 AND ends_at > $2 AND ends_at <= $3
;

-- DeleteCounter(text)
DELETE FROM counters WHERE key = $1
;

-- SweepCounters(bigint, bigint)
DELETE FROM counters
		WHERE (SELECT pg_try_advisory_xact_lock(1348825702, 2)) AND key = ANY (ARRAY(SELECT key FROM counters WHERE ends_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
		RETURNING 0
;

-- InsertEvent(bigint, text, bigint, bigint, text, text, text)
INSERT INTO events (at, action, account_id, actor_id, via, address, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
;

-- Events(bigint, text, bigint)
SELECT id, at, action, account_id, actor_id, via, address, detail FROM events WHERE id < $1 AND ($2 = '' OR action = $2) ORDER BY id DESC LIMIT $3
;

-- EventsOf(bigint, text, bigint, bigint)
SELECT id, at, action, account_id, actor_id, via, address, detail FROM events 
		WHERE account_id = $4 AND id < $1 AND ($2 = '' OR action = $2)
		ORDER BY id DESC LIMIT $3
;

-- EventsOfAction(bigint, text, bigint, bigint)
SELECT id, at, action, account_id, actor_id, via, address, detail FROM events 
		WHERE account_id = $4 AND action = $2 AND id < $1
		ORDER BY id DESC LIMIT $3
;

-- SweepEvents(bigint, bigint)
DELETE FROM events WHERE (SELECT pg_try_advisory_xact_lock(1348825702, 2)) AND id = ANY (ARRAY(SELECT id FROM events WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED))
		RETURNING 0
;

-- InsertJob(text, bigint, text, text, bigint, bigint, bigint)
INSERT INTO jobs (kind, account_id, email, name, asked_at, due_at, attempts)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
;

-- ClaimJob(bigint, bigint)
UPDATE jobs SET claimed_until = $2, attempts = attempts + 1
		WHERE id = (SELECT id FROM jobs
			WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
			ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING id, kind, account_id, email, name, asked_at, due_at, attempts
;

-- DeleteJob(bigint)
DELETE FROM jobs WHERE id = $1
;

-- DeleteJobsOf(bigint, text, bigint)
DELETE FROM jobs WHERE account_id = $1 AND kind = $2 AND asked_at > $3
;

-- PostponeJob(bigint, bigint, bigint)
UPDATE jobs SET due_at = $2, attempts = $3, claimed_until = NULL WHERE id = $1
;

-- Answer()
SELECT 1
;

-- GivenIDs()
SELECT 'accounts'::text, greatest(CASE WHEN is_called THEN last_value ELSE 0 END,
				(SELECT COALESCE(MAX(id), 0) FROM accounts)) FROM accounts_id_seq UNION ALL 
			SELECT 'events'::text, greatest(CASE WHEN is_called THEN last_value ELSE 0 END,
				(SELECT COALESCE(MAX(id), 0) FROM events)) FROM events_id_seq UNION ALL 
			SELECT 'jobs'::text, greatest(CASE WHEN is_called THEN last_value ELSE 0 END,
				(SELECT COALESCE(MAX(id), 0) FROM jobs)) FROM jobs_id_seq
;

-- RaiseIDs(text, bigint)
SELECT setval(sequence, $2)
		FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS sequence) AS now
		WHERE COALESCE(pg_sequence_last_value(sequence), 0) < $2
;

