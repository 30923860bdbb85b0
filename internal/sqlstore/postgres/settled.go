package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pressly/goose/v3"
)

// settled refuses a database whose tables are not as a Schema wants them. It only
// reads: the database may be that of another program, which is named by a slip of
// the hand and must not find tables of ours afterwards.
func settled(ctx context.Context, pool *pgxpool.Pool, folder fs.FS, schema Schema) error {
	var accounts, versions, needs bool
	err := pool.QueryRow(ctx, `SELECT to_regclass('accounts') IS NOT NULL,
		to_regclass('goose_db_version') IS NOT NULL, to_regclass('compatibility') IS NOT NULL`).
		Scan(&accounts, &versions, &needs)
	if err != nil {
		return err
	}
	if !accounts || !versions || !needs {
		return errors.New("there are no accounts of Perfil in this database, and nothing was changed in it;" +
			" look whether it is the right one")
	}
	if schema != SchemaKept {
		return nil
	}
	return current(ctx, pool, folder)
}

// current refuses tables of a former release, which lack something, and those of a
// newer one from which something was taken.
func current(ctx context.Context, pool *pgxpool.Pool, folder fs.FS) error {
	newest, err := newestIn(folder)
	if err != nil {
		return err
	}
	var has, needs int64
	if err := pool.QueryRow(ctx, `SELECT COALESCE(max(version_id), 0), (SELECT needs FROM compatibility)
		FROM goose_db_version WHERE is_applied`).Scan(&has, &needs); err != nil {
		return fmt.Errorf("the version of the schema cannot be read: %w", err)
	}
	if has < newest {
		return fmt.Errorf("the tables in this database are those of a former release (migration %d of %d), and they were left so;"+
			" perfil user list with PERFIL_DATABASE_URL brings them up to date", has, newest)
	}
	return fits(needs, newest)
}

// newestIn is the number of the last migration in a folder.
func newestIn(folder fs.FS) (newest int64, err error) {
	names, err := fs.Glob(folder, "*.sql")
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("the migrations cannot be read: %w", err)
		}
		newest = max(newest, version)
	}
	return newest, err
}
