package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strconv"
	"strings"
	"time"

	codes "modernc.org/sqlite/lib"
)

// File is a database that is looked at and never changed, whatever state it is
// in.
type File struct {
	db   *sql.DB
	last *sql.DB // nil: nobody has to be the last that closes it
}

// Look opens a database to look at it. shared says that somebody else has it open,
// or that it has a log with something in it (see [CheckLog]). Nothing is refused
// here: what is wrong with it the methods say.
func Look(path string, shared bool) (*File, error) {
	f := &File{}
	if shared {
		// The last that closes a database moves the log into it. One that may not
		// write cannot, and leaves both as they are.
		last, err := sql.Open("sqlite", lookDSN(path, "ro"))
		if err != nil {
			return nil, err
		}
		f.last = last
		last.SetMaxOpenConns(1)
		var tables int64
		_ = last.QueryRow("SELECT COUNT(*) FROM sqlite_schema").Scan(&tables) // opens it; its errors come again
	}
	db, err := sql.Open("sqlite", lookDSN(path, "rw"))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	db.SetMaxOpenConns(2) // Shows may be asked while Shown is read
	f.db = db
	return f, nil
}

// Close lets go of the file.
func (f *File) Close() error {
	var errs []error
	for _, db := range []*sql.DB{f.db, f.last} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Damage lists what is wrong, at most some twenty things, nothing if all is well.
// A thorough look also reads whether every index agrees with its table and every
// reference leads somewhere; it takes about a second for each hundred megabytes,
// the other a third of that.
//
// err is why it could not look: too many open files and a disk that gives nothing say
// nothing about what is in the file.
func (f *File) Damage(ctx context.Context, thorough bool) ([]string, error) {
	if !thorough {
		return f.glance(ctx)
	}
	found, err := list(ctx, f.db, fmt.Sprintf("PRAGMA integrity_check(%d)", maxProblems))
	if err != nil || len(found) > 0 {
		return found, err
	}
	n, err := f.number(ctx, "SELECT COUNT(*) FROM pragma_foreign_key_check")
	switch {
	case err != nil:
		return unreadable(ctx, nil, err)
	case n > 0:
		found = append(found, fmt.Sprintf("%d rows belong to accounts that are not there", n))
	}
	return found, nil
}

// glance keeps little in memory, because a server looks like that beside its work.
func (f *File) glance(ctx context.Context) ([]string, error) {
	conn, err := f.db.Conn(ctx)
	if err != nil {
		return unreadable(ctx, nil, err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size = -%d", glanceCacheKiB)); err != nil {
		return unreadable(ctx, nil, err)
	}
	return list(ctx, conn, fmt.Sprintf("PRAGMA quick_check(%d)", maxProblems))
}

// querier is an *sql.DB or an *sql.Conn.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list gives what a check finds. That SQLite makes no sense of a file is a finding too.
func list(ctx context.Context, on querier, check string) (found []string, err error) {
	rows, err := on.QueryContext(ctx, check)
	if err != nil {
		return unreadable(ctx, found, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return unreadable(ctx, found, err)
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	if err := rows.Err(); err != nil {
		return unreadable(ctx, found, err)
	}
	return found, nil
}

func unreadable(ctx context.Context, found []string, err error) ([]string, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	switch primary(codeOf(err)) {
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return append(found, err.Error()), nil
	}
	if len(found) > 0 {
		return found, nil // what was found before is enough
	}
	return nil, err
}

func (f *File) number(ctx context.Context, query string) (n int64, err error) {
	err = f.db.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// Census is what a database holds.
type Census struct {
	Accounts, Sessions int64
	Schema             int64     // the last migration that it has seen
	Newest             time.Time // the last event of the trail; zero without any
	Underway           bool      // it is a part of what is being moved into it
}

// ErrForeign says that a database is not one of ours.
var ErrForeign = errors.New("it is the database of another program")

// Census counts. ErrForeign.
func (f *File) Census(ctx context.Context) (c Census, err error) {
	id, err := f.number(ctx, "PRAGMA application_id")
	if err != nil {
		return c, err
	}
	if id != applicationID {
		return c, ErrForeign
	}
	// SQLite goes by the text of the schema, and what brings it up to date by the name.
	named, err := f.number(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'")
	if err == nil && named != 1 {
		err = errors.New("its schema is damaged")
	}
	if err != nil {
		return c, err
	}
	var newest, moves int64
	for query, to := range map[string]*int64{
		"SELECT COUNT(*) FROM accounts":                             &c.Accounts,
		"SELECT COUNT(*) FROM sessions":                             &c.Sessions,
		"SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version": &c.Schema,
		"SELECT COALESCE(MAX(at), 0) FROM events":                   &newest,
	} {
		if *to, err = f.number(ctx, query); err != nil {
			return c, err
		}
	}
	if newest > 0 {
		c.Newest = time.Unix(0, newest)
	}
	// A database of before that migration has no such table.
	there, err := f.number(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'moves'")
	if err == nil && there > 0 {
		moves, err = f.number(ctx, "SELECT COUNT(*) FROM moves")
	}
	c.Underway = moves > 0
	return c, err
}

// Shown lists the pictures that accounts show, in the order of names, each once.
func (f *File) Shown(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		rows, err := f.db.QueryContext(ctx, "SELECT DISTINCT avatar FROM accounts WHERE avatar IS NOT NULL ORDER BY avatar")
		if err != nil {
			yield("", err)
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				yield("", err)
				return
			}
			if !yield(name, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield("", err)
		}
	}
}

// Shows says whether an account shows a picture.
func (f *File) Shows(ctx context.Context, name string) (bool, error) {
	var n int64
	err := f.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM accounts WHERE avatar = $1)", name).Scan(&n)
	return n > 0, err
}

// Schema is the last migration that this version knows.
func Schema() (int64, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, name := range names {
		text, _, _ := strings.Cut(path.Base(name), "_")
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("the migration %s has no number", name)
		}
		last = max(last, n)
	}
	return last, nil
}
