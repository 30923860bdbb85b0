package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrations go forward only. Each adds before anything is taken away, so that
// the last release and this one serve at the same time while an operator changes
// over, and none makes anybody wait for a second (docs/upgrading.md has the rules
// for who writes one, and lint_test.go holds them).
//
//go:embed migrations/*.sql
var migrations embed.FS

const (
	// migrationLockTimeout is for how long a migration waits for a lock: what
	// waits for one on a table makes everybody wait who comes after it.
	migrationLockTimeout = 400 * time.Millisecond
	// migrationTries is how often a migration is tried that did not get a lock.
	migrationTries = 20
	// lockPolls is how often, each second, a node asks whether another one has
	// finished migrating.
	lockPolls = 900
)

// migrate brings the schema up to date with the files of a folder. Any number of
// nodes may do it at once: one does, the others wait for it.
func migrate(ctx context.Context, config *pgx.ConnConfig, folder fs.FS) error {
	config = config.Copy()
	config.RuntimeParams["lock_timeout"] = milliseconds(migrationLockTimeout)
	config.RuntimeParams["statement_timeout"] = "0" // an index on a large table takes its time
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(1)
	err := migrateOn(ctx, db, folder)
	return errors.Join(err, db.Close())
}

func migrateOn(ctx context.Context, db *sql.DB, folder fs.FS) error {
	if err := ours(ctx, db); err != nil {
		return err
	}
	alone, err := lock.NewPostgresSessionLocker(lock.WithLockID(lockMigrate), lock.WithLockTimeout(1, lockPolls))
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(alone))
	if err != nil {
		return fmt.Errorf("the migrations cannot be read: %w", err)
	}
	if err := up(ctx, db, p); err != nil {
		return fmt.Errorf("the schema could not be brought up to date: %w", err)
	}
	return compatible(ctx, db, known(p))
}

// up applies what is missing, again while it does not get a lock. What was
// applied stays.
func up(ctx context.Context, db *sql.DB, p *goose.Provider) error {
	for try := 1; ; try++ {
		// One that waits for no table, and failed, may have left its own behind.
		if _, err := db.ExecContext(ctx, "RESET lock_timeout"); err != nil {
			return err
		}
		_, err := p.Up(ctx)
		if state := sqlState(err); state != lockNotAvailable && state != deadlockDetected || try == migrationTries {
			return err
		}
		if !sleep(ctx, time.Duration(try)*100*time.Millisecond) {
			return ctx.Err()
		}
	}
}

// ownMigrations are those of this program.
func ownMigrations() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

// known is the newest migration of this program.
func known(p *goose.Provider) int64 {
	var newest int64
	for _, source := range p.ListSources() {
		newest = max(newest, source.Version)
	}
	return newest
}

// ours refuses the database of another program.
func ours(ctx context.Context, db *sql.DB) error {
	var encoding string
	var accounts, versions bool
	err := db.QueryRowContext(ctx, `SELECT current_setting('server_encoding'),
		to_regclass('accounts') IS NOT NULL, to_regclass('goose_db_version') IS NOT NULL`).
		Scan(&encoding, &accounts, &versions)
	switch {
	case err != nil:
		return err
	case encoding != "UTF8":
		return fmt.Errorf("the database keeps its text as %s; make one with ENCODING 'UTF8'", encoding)
	case accounts && !versions:
		return errors.New("the database is one of another program: it has a table accounts that is not ours;" +
			" make an empty one")
	}
	return nil
}

// compatible refuses a schema from which a newer release has taken something
// that this one needs. One that is newer and only has more is fine.
func compatible(ctx context.Context, db *sql.DB, known int64) error {
	var needs int64
	if err := db.QueryRowContext(ctx, `SELECT needs FROM compatibility`).Scan(&needs); err != nil {
		return fmt.Errorf("the version of the schema cannot be read: %w", err)
	}
	return fits(needs, known)
}

// fits is what compatible finds in a number.
func fits(needs, known int64) error {
	if needs > known {
		return fmt.Errorf("the database was last used by a newer version of Perfil"+
			" (its schema needs one that knows migration %d, this one knows up to %d); install that version again", needs, known)
	}
	return nil
}
