package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	codes "modernc.org/sqlite/lib"
)

// Migrations go forward only and each adds before anything is taken away, so
// that the last version and this one can use the same file while an operator
// changes over.
//
//go:embed migrations/*.sql
var migrations embed.FS

func migrate(ctx context.Context, db *sql.DB, path string) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("the migrations cannot be read: %w", err)
	}
	current, known, err := p.GetVersions(ctx)
	if primary(codeOf(err)) == codes.SQLITE_ERROR {
		// Not the disk, not a lock: the table is not what it was.
		return fmt.Errorf("the version of %s cannot be read, so it is damaged; restore a backup: %w (perfil doctor says more)", path, err)
	}
	if err != nil {
		return fmt.Errorf("the version of %s cannot be read: %w", path, err)
	}
	if current > known {
		return fmt.Errorf("%s was last used by a newer version of Perfil (its schema is %d, this one knows up to %d);"+
			" install that version again, or restore a backup made before it", path, current, known)
	}
	if current == known {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("%s could not be brought up to date: %w", path, err)
	}
	return nil
}
