package postgres

import (
	"context"
	"io/fs"
)

// The migrations of this program, and how they are applied, for tests that apply
// others behind them.
var (
	Migrations           = ownMigrations
	MigrationLockTimeout = migrationLockTimeout
)

// Migrate applies the migrations of a folder as Open applies its own.
func Migrate(ctx context.Context, database string, folder fs.FS) error {
	s, err := (&Options{URL: database}).settings()
	if err != nil {
		return err
	}
	return migrate(ctx, s.feed, folder)
}
