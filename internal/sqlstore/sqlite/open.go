package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	codes "modernc.org/sqlite/lib"
)

// applicationID stands in the header of every file of ours ("Perf"), so that a
// wrong path does not turn another program's database into ours.
const applicationID = 0x50657266

// Open opens the database in the file path, makes it if it is not there, and
// brings its schema up to date. The folder must exist.
//
// It reads through a small file and refuses a damaged one. It does not read
// through a large one, so that a server with a million accounts starts at once;
// Check does. Its errors are sentences for the operator.
func Open(ctx context.Context, path string) (*Engine, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	left, err := CheckLog(path) // before SQLite reads it, and forgets what it does not like
	if err != nil {
		return nil, err
	}
	isNew, err := inspect(ctx, path)
	if err != nil {
		return nil, explain(path, err)
	}
	db, err := sql.Open("sqlite", dsn(path, writerCacheKiB, false))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	e, err := openOn(ctx, db, path, isNew)
	if err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	e.unread = !isSmall(path)
	e.unclean = left && e.unread
	return e, nil
}

// Unread says whether the database was too large for Open to look through. Damage
// in it shows when somebody needs the page, so it should be looked through soon.
func (e *Engine) Unread() bool { return e.unread }

// Doubtful says whether the database is one to look through ([File.Damage]) soon:
// it was not closed, and it was too large for Open to do that.
func (e *Engine) Doubtful() bool { return e.unclean }

func openOn(ctx context.Context, db *sql.DB, path string, isNew bool) (*Engine, error) {
	// Else the log goes on behind a commit that a power cut tore, and what is left of
	// that looks, after the next power cut, like commits behind a gap (CheckLog). As
	// a rule inspect has emptied it with its end, but not for a full disk or where
	// another process has the file open.
	if err := emptyLog(ctx, db); err != nil {
		return nil, err
	}
	if isNew {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return nil, err
		}
	}
	if err := migrate(ctx, db, path); err != nil {
		return nil, err
	}
	if err := release(ctx, db); err != nil {
		return nil, err
	}
	points, err := openPool(path, readers())
	if err != nil {
		return nil, err
	}
	scans, err := openPool(path, scanners)
	if err != nil {
		return nil, err
	}
	w, err := startWriter(db)
	if err != nil {
		return nil, err
	}
	return &Engine{path: path, points: points, scans: scans, writer: w, spoilt: spoilt{known: make(chan struct{})}}, nil
}

// release gives back the jobs that a process had taken when it was killed. Who
// opens the file has it alone, so nobody else is going to do them, and a letter
// need not wait until the time of its former sender has run out.
func release(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "UPDATE jobs SET claimed_until = NULL WHERE claimed_until IS NOT NULL")
	return err
}

// makeFile makes the file for the owner alone, whatever the umask is; SQLite
// gives the same rights to the files that it puts beside it.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist; make it, or name another one", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be written by this user; change its owner, or run as its owner", path)
	case err != nil:
		return fmt.Errorf("%s cannot be opened: %w", path, err)
	}
	return f.Close()
}

// inspect refuses what is not ours, on a connection that leaves the file as it
// is: the others turn on WAL, which another program may not expect.
func inspect(ctx context.Context, path string) (isNew bool, err error) {
	db, err := sql.Open("sqlite", inspectDSN(path))
	if err != nil {
		return false, err
	}
	defer func() { _ = db.Close() }()
	var id, tables int64
	err = db.QueryRowContext(ctx,
		"SELECT (SELECT application_id FROM pragma_application_id), (SELECT COUNT(*) FROM sqlite_schema)").
		Scan(&id, &tables)
	if err != nil {
		return false, err
	}
	isNew = id == 0 && tables == 0
	if id != applicationID && !isNew {
		return false, fmt.Errorf("%s is the database of another program; move it away, or name another folder", path)
	}
	return isNew, glance(ctx, db, path)
}

// explain makes a sentence of the result codes that an operator can do something about.
func explain(path string, err error) error {
	switch primary(codeOf(err)) {
	case codes.SQLITE_NOTADB:
		return fmt.Errorf("%s is not a SQLite database; move it away, or name another folder: %w", path, err)
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return fmt.Errorf("%s is in use by another process; stop it first: %w", path, err)
	case codes.SQLITE_FULL:
		return fmt.Errorf("the disk of %s is full; make room: %w", path, err)
	case codes.SQLITE_CORRUPT:
		return fmt.Errorf("%s is damaged; restore a backup: %w (perfil doctor says more)", path, err)
	case codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM, codes.SQLITE_IOERR:
		return fmt.Errorf("%s cannot be written; look at its folder's rights and disk: %w", path, err)
	}
	return err
}
