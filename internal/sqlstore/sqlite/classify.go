package sqlite

import (
	"errors"
	"time"

	"perfil/internal/account"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// errClosed says that the engine was closed before the operation began.
var errClosed = errors.New("the database is closed")

// When to come back: another process soon lets go of the file, but a disk does
// not empty itself.
const (
	retryBusy = time.Second
	retryDisk = 10 * time.Second
)

// Classify says what an error means, by its result code. Which column of a
// unique constraint was hit stands in an English text only, so a Conflict comes
// without a violation; the Store looks up who has the value. An error of damage is remembered: see
// [Engine.Spoilt].
func (e *Engine) Classify(err error) *account.Error {
	told := &account.Error{Err: err}
	code := codeOf(err)
	e.spoilt.note(e.path, err)
	switch {
	case code == codes.SQLITE_CONSTRAINT_UNIQUE, code == codes.SQLITE_CONSTRAINT_PRIMARYKEY,
		code == codes.SQLITE_CONSTRAINT_ROWID:
		told.Kind = account.Conflict
	case code == codes.SQLITE_CONSTRAINT_FOREIGNKEY:
		told.Kind = account.NotFound
	case errors.Is(err, errClosed):
		told.Kind, told.RetryAfter = account.Unavailable, retryBusy
	case errors.Is(err, errSpoilt):
		told.Kind, told.RetryAfter = account.Unavailable, retryDisk
	default:
		told.Kind, told.RetryAfter = failure(primary(code))
	}
	return told
}

// failure tells a machine that may recover from a defect that will not.
func failure(code int) (account.Kind, time.Duration) {
	switch code {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL, codes.SQLITE_INTERRUPT:
		return account.Unavailable, retryBusy
	case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN,
		codes.SQLITE_PERM, codes.SQLITE_NOMEM:
		return account.Unavailable, retryDisk
	default:
		return account.Internal, 0
	}
}

// codeOf gives the extended result code in err, 0 if it is none of SQLite's.
func codeOf(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// primary strips what an extended result code adds.
func primary(code int) int { return code & 0xff }

func isBusy(err error) bool { return primary(codeOf(err)) == codes.SQLITE_BUSY }
