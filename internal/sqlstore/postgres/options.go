package postgres

import (
	"log/slog"
	"time"
)

// Options say which database to open, and how. Only URL is required.
type Options struct {
	// URL is postgres://user:password@host:port/database, with all parameters
	// that pgx and pgxpool know: several hosts separated by commas, sslmode,
	// sslrootcert, pool_max_conns, connect_timeout, statement_timeout and so on.
	// Of several hosts the one that takes writes is used.
	//
	// Two parameters are ours, for a pooler such as PgBouncer that gives each
	// transaction another connection: pooler=transaction keeps nothing in a
	// session, and direct=host:port is where the database itself listens, for the
	// change feed and for migrations, which such a pooler cannot carry.
	URL string

	// MaxConns is the number of connections, besides the one of the change feed.
	// 0 is pool_max_conns of the URL, or else four for each core and at least 16.
	MaxConns int

	// Schema says what Open may do about the tables.
	Schema Schema

	// Wait is how long Open waits for a database that does not answer yet; 0 is
	// a minute.
	Wait time.Duration

	// Answered is called, if it is not nil, when the database has answered: what Open
	// does from then on, as bringing the tables up to date, is no wait for it.
	Answered func()

	// Log hears what an operator should know: the wait at the start, the loss
	// and the return of the change feed. nil: nobody does.
	Log *slog.Logger
}

// Schema is what may happen to the tables of a database that is opened.
type Schema uint8

const (
	// SchemaMade makes the tables where there are none, and brings those of a
	// former release up to date.
	SchemaMade Schema = iota
	// SchemaRenewed refuses a database without tables of ours: it was named by
	// mistake, and may be that of somebody else.
	SchemaRenewed
	// SchemaKept refuses that too, and those of a former release: nothing is
	// changed for the sake of opening.
	SchemaKept
)

const defaultWait = time.Minute

// The bounds that every connection has unless the URL sets others. What waits
// for a lock holds a connection, and what holds a lock makes others wait.
const (
	connectTimeout    = 2 * time.Second
	statementTimeout  = 4 * time.Second
	lockTimeout       = 2 * time.Second
	idleInTransaction = 10 * time.Second

	// answerTimeout is ours, not the server's: it notices the server that says
	// nothing at all. It is longer than statementTimeout, which keeps the
	// connection.
	answerTimeout = statementTimeout + 1500*time.Millisecond

	cancelTimeout   = 2 * time.Second // for a statement that its caller gave up
	pingTimeout     = time.Second     // of a connection that was idle
	connLifetime    = time.Hour       // so that connections spread over new hosts
	connIdle        = 10 * time.Minute
	connHealthCheck = 30 * time.Second
	closeTimeout    = 30 * time.Second // for what was begun before Close
	maxConns        = 1 << 15
)
