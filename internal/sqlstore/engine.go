package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// Conn runs statements. They are texts of Statements, so an Engine may keep
// every one prepared; parameters are $1, $2 and so on, and arguments are int64,
// string, []byte or nil. Results are scanned into pointers to int64, string and
// []byte, and into *sql.NullString and *sql.NullInt64.
type Conn interface {
	// Exec runs a statement without a result and counts the rows it changed.
	Exec(ctx context.Context, statement string, args ...any) (rows int64, err error)
	// Queue runs a statement of which nobody asks how many rows it changed. It may
	// run as late as with the next statement or the end of the transaction, which
	// then tells its error: that saves the time of a round trip.
	Queue(ctx context.Context, statement string, args ...any) error
	// Query runs a statement with a result. The caller closes the Rows before
	// it uses the Conn again.
	Query(ctx context.Context, statement string, args ...any) (Rows, error)
}

// Rows is a result that is read once, from the first row to the last.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// Engine is what differs between databases. What it returns may be any error;
// the Store asks Classify what it means.
type Engine interface {
	// Read runs fn, whose statements are short; each sees the newest state for
	// itself, and none costs more than itself.
	Read(ctx context.Context, fn func(Conn) error) error
	// Snapshot runs fn, whose statements see one and the same moment and may
	// take long. The end of ctx interrupts them.
	Snapshot(ctx context.Context, fn func(Conn) error) error
	// Write runs fn in one transaction that is durable when Write returns nil.
	// fn may be called again after a lost race; an error or a panic of fn undoes
	// everything and goes on to the caller. While fn runs it must not use the
	// Store in any other way than through its Conn, or both wait for ever.
	Write(ctx context.Context, fn func(Conn) error) error
	// Bulk is Write for very many statements: fn is called once only, because it
	// may read from something that cannot be read twice.
	Bulk(ctx context.Context, fn func(Conn) error) error
	// Classify says what an error means: Conflict when a value is taken, with
	// the violation if the database tells the constraint; NotFound when what a
	// row refers to is not there; Unavailable for a full disk, a lost connection
	// and the like; else Internal. err stays its cause.
	Classify(err error) *account.Error
	// Dialect replaces the few statements that this database words differently.
	Dialect(portable Statements) Statements
	// Watch tells w of changes that others made, from now on until Close.
	Watch(w account.Watcher)
	// Check looks at every page and every constraint. It may take minutes.
	Check(ctx context.Context) error
	// Close finishes what was begun and lets go of the database.
	Close() error
}
