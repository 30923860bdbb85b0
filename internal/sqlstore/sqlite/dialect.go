package sqlite

import "perfil/internal/sqlstore"

// Dialect is the portable one, with point reads whose rows are packed and with words
// for where SQLite keeps the last ids. That table has no key, so a row is replaced
// by its rowid.
//
// Nobody else writes during a transaction, so it has to be asked only once whether
// any e-mail is held. An import that asks with each row takes a third longer,
// because SQLite then puts every row into a table of its own first.
func (e *Engine) Dialect(portable sqlstore.Statements) sqlstore.Statements {
	s := portable
	s.AnyHeld = `
		SELECT EXISTS (SELECT 1 FROM tickets WHERE purpose = 'undo-email')
			OR EXISTS (SELECT 1 FROM jobs WHERE kind = 'email-changed-mail')`
	s.GivenIDs = `SELECT name, seq FROM sqlite_sequence`
	s.RaiseIDs = `
		INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)
		SELECT (SELECT rowid FROM sqlite_sequence WHERE name = $1), $1, $2
		WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = $1 AND seq >= $2)`
	packPointReads(&s)
	return s
}
