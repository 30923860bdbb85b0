package postgres

// signUp makes one statement of the three that a new account takes: each would
// cost the database what it costs to begin and to end one, and each that needs the
// id of the account a round trip. InsertAccount stands in it with its parameters;
// those of a session and of an event follow, without the account. Without a new
// account the others find none to belong to.
const signUp = `
	WITH account AS (%s), session AS (
		INSERT INTO sessions (id, account_id, created_at, last_used_at, expires_at, address, user_agent,
			refresh_digest, parent_digest, rotated_at)
		SELECT $16, account.id, $17, $18, $19, $20, $21, $22, $23, $24 FROM account
	), event AS (
		INSERT INTO events (at, action, account_id, actor_id, via, address, detail)
		SELECT $25, $26, account.id, $27, $28, $29, $30 FROM account
	)
	SELECT id, held FROM account`
