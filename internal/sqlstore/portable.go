package sqlstore

import "fmt"

// Portable gives the statements in words that SQLite and PostgreSQL share.
func Portable() Statements {
	var s Statements
	portableAccounts(&s)
	portableSessions(&s)
	portableTickets(&s)
	portableTrail(&s)
	s.Answer = `SELECT 1`
	return s
}

func portableAccounts(s *Statements) {
	s.FindByID = fromAccounts + `WHERE id = $1`
	s.FindByUsername = fromAccounts + `WHERE username = $1`
	s.FindByEmail = fromAccounts + `WHERE email = $1`
	s.FindByAvatar = fromAccounts + `WHERE avatar = $1`
	s.FindOfSession = `SELECT ` + accountColumns + `,
		(SELECT COUNT(*) FROM sessions WHERE sessions.id = $2 AND account_id = $1) FROM accounts WHERE id = $1`
	s.FindOfToken = `SELECT ` + accountColumns + `,
		(SELECT COUNT(*) FROM spent_tokens WHERE digest = $2) FROM accounts WHERE id = $1`
	s.LockByID = s.FindByID
	s.AllByID = fromAccounts + `ORDER BY id`
	s.InsertAccount = `
		INSERT INTO accounts (username, email, first_name, last_name, phone, avatar, role, status,
			password_hash, created_at, last_login_at, email_verified_at, valid_after, version, search)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT DO NOTHING RETURNING id, EXISTS (` + fmt.Sprintf(heldEmail, `$2`) + `)`
	s.ImportAccount = importInto + `
		SELECT ` + importValues + `
		WHERE NOT EXISTS (` + fmt.Sprintf(heldEmail, `$3`) + `)
		ON CONFLICT DO NOTHING`
	s.ImportFree = importInto + `
		VALUES (` + importValues + `)
		ON CONFLICT DO NOTHING`
	s.UpdateAccount = `
		UPDATE accounts SET username = $2, email = $3, first_name = $4, last_name = $5, phone = $6,
			avatar = $7, role = $8, status = $9, password_hash = $10, created_at = $11,
			last_login_at = $12, email_verified_at = $13, valid_after = $14, version = $15, search = $16
		WHERE id = $1`
	s.TouchAccount = `
		UPDATE accounts SET phone = $2, password_hash = $3, last_login_at = $4,
			email_verified_at = $5, valid_after = $6, version = $7
		WHERE id = $1`
	s.DeleteAccount = `DELETE FROM accounts WHERE id = $1`
	s.Holders = `SELECT id, username, email FROM accounts WHERE id = $1 OR username = $2 OR email = $3`
	s.HeldEmail = fmt.Sprintf(heldEmail, `$1`)
	s.EmailKeepers = `SELECT id, 1 FROM accounts WHERE accounts.email = $1
		UNION ALL SELECT account_id, 0 FROM (` + fmt.Sprintf(heldEmail, `$1`) + `) AS keepers`
	s.OtherAdmins = `
		SELECT COUNT(*) FROM accounts WHERE role = 'admin' AND status = 'active' AND id <> $1`

	s.ListAll = fmt.Sprintf(pageOfAccounts, ``)
	s.ListMatching = fmt.Sprintf(pageOfAccounts, `WHERE search LIKE $3 ESCAPE '\'`)
	s.CountAll = `SELECT COUNT(*) FROM accounts`
	s.CountMatching = `SELECT COUNT(*) FROM accounts WHERE search LIKE $1 ESCAPE '\'`
}

func portableSessions(s *Statements) {
	s.FindSession = fromSessions + `WHERE id = $1`
	s.FindSessionOf = fromSessions + `WHERE id = $1 AND account_id = $2`
	s.InsertSession = `
		INSERT INTO sessions (` + sessionColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	s.UpdateSession = `
		UPDATE sessions SET created_at = $3, last_used_at = $4, expires_at = $5, address = $6,
			user_agent = $7, refresh_digest = $8, parent_digest = $9, rotated_at = $10
		WHERE id = $1 AND account_id = $2`
	s.DeleteSession = `DELETE FROM sessions WHERE id = $1 AND account_id = $2`
	s.DeleteSessionsOf = `DELETE FROM sessions WHERE account_id = $1`
	s.SweepSessions = `
		DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)
		RETURNING account_id`
}

func portableTickets(s *Statements) {
	s.FindSpent = `SELECT 1 FROM spent_tokens WHERE digest = $1`
	s.InsertSpent = `
		INSERT INTO spent_tokens (digest, account_id, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`
	s.SweepSpent = `
		DELETE FROM spent_tokens
		WHERE digest IN (SELECT digest FROM spent_tokens WHERE expires_at < $1 LIMIT $2)
		RETURNING account_id`
	s.FindTicket = `SELECT digest, account_id, purpose, email, expires_at FROM tickets WHERE digest = $1`
	s.InsertTicket = `
		INSERT INTO tickets (digest, account_id, purpose, email, expires_at)
		SELECT $1, accounts.id, $3, $4, $5 FROM accounts, jobs WHERE accounts.id = $2 AND jobs.id = $6`
	s.DeleteTicket = `DELETE FROM tickets WHERE digest = $1 AND account_id = $2`
	s.DeleteTicketsOf = `DELETE FROM tickets WHERE account_id = $1 AND purpose = $2 AND expires_at > $3`
	s.SweepTickets = `
		DELETE FROM tickets WHERE digest IN (SELECT digest FROM tickets WHERE expires_at < $1 LIMIT $2)
		RETURNING account_id`
}

// portableTrail words what belongs to no account in particular.
func portableTrail(s *Statements) {
	s.HitCounter = `
		INSERT INTO counters (key, ends_at, hits) VALUES ($1, $2, 1)
		ON CONFLICT (key) DO UPDATE SET
			hits = CASE WHEN counters.ends_at > $3 AND counters.ends_at <= $4 THEN counters.hits + 1 ELSE 1 END,
			ends_at = CASE WHEN counters.ends_at > $3 AND counters.ends_at <= $4 THEN counters.ends_at ELSE excluded.ends_at END
		RETURNING hits, ends_at`
	s.FindCounter = `SELECT hits, ends_at FROM counters WHERE key = $1 AND ends_at > $2 AND ends_at <= $3`
	s.DeleteCounter = `DELETE FROM counters WHERE key = $1`
	s.SweepCounters = `
		DELETE FROM counters
		WHERE key IN (SELECT key FROM counters WHERE ends_at < $1 LIMIT $2)
		RETURNING 0`
	s.InsertEvent = `
		INSERT INTO events (at, action, account_id, actor_id, via, address, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`
	s.Events = fromEvents + `WHERE id < $1 AND ($2 = '' OR action = $2) ORDER BY id DESC LIMIT $3`
	s.EventsOf = fromEvents + `
		WHERE account_id = $4 AND id < $1 AND ($2 = '' OR action = $2)
		ORDER BY id DESC LIMIT $3`
	s.EventsOfAction = fromEvents + `
		WHERE account_id = $4 AND action = $2 AND id < $1
		ORDER BY id DESC LIMIT $3`
	s.SweepEvents = `
		DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < $1 ORDER BY at LIMIT $2)
		RETURNING 0`
	s.InsertJob = `
		INSERT INTO jobs (kind, account_id, email, name, asked_at, due_at, attempts)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`
	s.ClaimJob = `
		UPDATE jobs SET claimed_until = $2, attempts = attempts + 1
		WHERE id = (SELECT id FROM jobs
			WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
			ORDER BY due_at, id LIMIT 1)
		RETURNING id, kind, account_id, email, name, asked_at, due_at, attempts`
	s.DeleteJob = `DELETE FROM jobs WHERE id = $1`
	s.DeleteJobsOf = `DELETE FROM jobs WHERE account_id = $1 AND kind = $2 AND asked_at > $3`
	s.PostponeJob = `UPDATE jobs SET due_at = $2, attempts = $3, claimed_until = NULL WHERE id = $1`
}
