package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATEs, from appendix A of the manual of PostgreSQL.
const (
	connectionException        = "08"
	protocolViolation          = "08P01"
	notSupported               = "0A000" // a cached plan whose result changed with a migration
	readOnlyTransaction        = "25006"
	invalidStatementName       = "26000" // a prepared statement that a pooler knows nothing of
	invalidAuthorization       = "28000"
	invalidPassword            = "28P01"
	invalidCatalogName         = "3D000"
	serializationFailure       = "40001"
	statementCompletionUnknown = "40003"
	deadlockDetected           = "40P01"
	insufficientPrivilege      = "42501"
	duplicateTable             = "42P07"
	foreignKeyViolation        = "23503"
	uniqueViolation            = "23505"
	insufficientResources      = "53"
	diskFull                   = "53100"
	tooManyConnections         = "53300"
	notInPrerequisiteState     = "55"
	lockNotAvailable           = "55P03"
	operatorIntervention       = "57"
	queryCanceled              = "57014"
	systemError                = "58"
	idleTransactionTimeout     = "25P03"
	transactionTimeout         = "25P04"
)

// repeatable are the states after which nothing is left of an operation and
// another try may succeed.
var repeatable = map[string]bool{
	serializationFailure: true,
	deadlockDetected:     true,
	notSupported:         true,
	invalidStatementName: true,
	readOnlyTransaction:  true, // this server takes no writes any more; another one does
	tooManyConnections:   true,
	"57P01":              true, // admin_shutdown
	"57P02":              true, // crash_shutdown
	"57P03":              true, // cannot_connect_now
	"57P05":              true, // idle_session_timeout
	"08000":              true, // connection_exception
	"08001":              true, // sqlclient_unable_to_establish_sqlconnection
	"08003":              true, // connection_does_not_exist
	"08004":              true, // sqlserver_rejected_establishment_of_sqlconnection
	"08006":              true, // connection_failure
}

// sqlState gives the SQLSTATE in err, "" if the server told none.
func sqlState(err error) string {
	var told *pgconn.PgError
	if errors.As(err, &told) {
		return told.Code
	}
	return ""
}

// isClass says whether a state belongs to a class.
func isClass(state, class string) bool { return len(state) == 5 && state[:2] == class }
