package sqlstore

import (
	"context"
	"errors"
	"time"

	"perfil/internal/account"
)

// refusal carries an error of the caller's own function through an Engine, so
// that it comes back as it is and is not taken for a failing database.
type refusal struct{ err error }

func (r refusal) Error() string { return r.err.Error() }
func (r refusal) Unwrap() error { return r.err }

// retryAfter is what a client is told to wait for a database that does not
// answer: long enough for a failover or a restart to have begun.
const retryAfter = 5 * time.Second

// fault makes what an operation returns of what went wrong in it.
func (s *Store) fault(err error) error {
	if err == nil {
		return nil
	}
	var own refusal
	if errors.As(err, &own) {
		return own.err
	}
	var told *account.Error
	if errors.As(err, &told) {
		return told
	}
	if errors.Is(err, errNone) {
		return &account.Error{Kind: account.NotFound, Err: err}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &account.Error{Kind: account.Unavailable, RetryAfter: retryAfter, Err: err}
	}
	classified := s.engine.Classify(err)
	if classified.Kind == account.Unavailable && classified.RetryAfter == 0 {
		classified.RetryAfter = retryAfter
	}
	return classified
}

// taken makes the Conflict over these fields, in the order in which refusals
// are told.
func taken(fields ...account.Field) *account.Error {
	e := &account.Error{Kind: account.Conflict}
	for _, f := range fields {
		e.Violations = append(e.Violations, account.Violation{Field: f, Code: account.Taken})
	}
	return e
}

// holders tells which of the unique values of r other accounts have, or hold. A
// database tells at most the first, and some none at all. before is the row that
// r is to replace; without it r is inserted, and the id counts too. It returns
// nil if all of them are free.
func (s *Store) holders(ctx context.Context, c Conn, r, before *accountRow) error {
	var username, email, id bool
	inserting := before == nil
	err := all(ctx, c, func(rows Rows) error {
		var other accountRow
		if err := rows.Scan(&other.id, &other.username, &other.email); err != nil {
			return err
		}
		same := other.id == r.id
		id = id || same && inserting
		username = username || other.username == r.username && (inserting || !same)
		email = email || other.email == r.email && (inserting || !same)
		return nil
	}, s.sql.Holders, r.id, r.username, r.email)
	if err == nil && !email && (inserting || r.email != before.email) {
		email, err = s.isHeld(ctx, c, r.email, r.id)
	}
	if err != nil {
		return err
	}
	return takenOf(username, email, id)
}

func takenOf(username, email, id bool) error {
	var fields []account.Field
	if username {
		fields = append(fields, account.FieldUsername)
	}
	if email {
		fields = append(fields, account.FieldEmail)
	}
	if id {
		fields = append(fields, account.FieldID)
	}
	if fields == nil {
		return nil
	}
	return taken(fields...)
}
