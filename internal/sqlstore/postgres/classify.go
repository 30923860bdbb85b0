package postgres

import (
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"perfil/internal/account"
)

// errClosed says that the engine was closed before the operation began.
var errClosed = errors.New("the database is closed")

// When to come back: locks are soon gone, but a disk does not empty itself. What
// has no time here gets the one that a failover takes.
const (
	retryContended = time.Second
	retryDisk      = 10 * time.Second
)

// fields are what a constraint says is taken.
var fields = map[string]account.Field{
	"accounts_pkey":         account.FieldID,
	"accounts_username_key": account.FieldUsername,
	"accounts_email_key":    account.FieldEmail,
	"sessions_pkey":         account.FieldToken,
	"spent_tokens_pkey":     account.FieldToken,
	"tickets_pkey":          account.FieldToken,
}

// Classify says what an error means, by its SQLSTATE and the name of the
// constraint. Of several values that are taken PostgreSQL tells the first.
func (e *Engine) Classify(err error) *account.Error {
	told := &account.Error{Err: err}
	var open unknown
	if errors.As(err, &open) {
		told.Kind, told.Open = account.Unavailable, true
		return told
	}
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		if isUnreachable(err) {
			told.Kind = account.Unavailable
		}
		return told
	}
	switch server.Code {
	case uniqueViolation:
		told.Kind = account.Conflict
		if field, ok := fields[server.ConstraintName]; ok {
			told.Violations = []account.Violation{{Field: field, Code: account.Taken}}
		}
	case foreignKeyViolation:
		told.Kind = account.NotFound
	default:
		told.Kind, told.RetryAfter = failure(server.Code)
		if isUnreachable(err) {
			told.Kind = account.Unavailable
		}
	}
	return told
}

// isUnreachable says whether no server was reached, or it was lost, or we let go
// of it ourselves.
func isUnreachable(err error) bool {
	var gone lost
	var unconnected *pgconn.ConnectError
	return errors.As(err, &gone) || errors.As(err, &unconnected) || errors.Is(err, errClosed)
}

// failure tells a database that may recover from a defect that will not.
func failure(state string) (account.Kind, time.Duration) {
	switch state {
	case serializationFailure, deadlockDetected, lockNotAvailable, queryCanceled, tooManyConnections:
		return account.Unavailable, retryContended
	case readOnlyTransaction, idleTransactionTimeout, transactionTimeout, notSupported, invalidStatementName,
		statementCompletionUnknown:
		return account.Unavailable, 0
	case protocolViolation:
		return account.Internal, 0
	}
	switch {
	case isClass(state, insufficientResources), isClass(state, systemError):
		return account.Unavailable, retryDisk
	case isClass(state, connectionException), isClass(state, operatorIntervention):
		return account.Unavailable, 0
	default:
		return account.Internal, 0
	}
}
