package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// maxProblems is how many problems Check lists: one is enough to act on.
const maxProblems = 20

// Check reads every page, index and reference of the file. It takes about a
// second for each hundred megabytes.
func (e *Engine) Check(ctx context.Context) error {
	var problems []error
	rows, err := e.scans.db.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", maxProblems))
	if err != nil {
		return fmt.Errorf("the check could not be made: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var found string
		if err := rows.Scan(&found); err != nil {
			return err
		}
		if found != "ok" {
			problems = append(problems, errors.New(found))
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("the check ended early: %w", err)
	}
	return errors.Join(append(problems, e.checkReferences(ctx))...)
}

func (e *Engine) checkReferences(ctx context.Context) error {
	var orphans int64
	err := e.scans.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pragma_foreign_key_check").Scan(&orphans)
	if err != nil {
		return fmt.Errorf("the check of references could not be made: %w", err)
	}
	if orphans > 0 {
		return fmt.Errorf("%d rows belong to accounts that are not there", orphans)
	}
	return nil
}

// glanceMax is the size of a file that Open reads through: it takes some ten
// milliseconds.
const glanceMax = 4 << 20

func isSmall(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() <= glanceMax
}

// glance looks for damage in a file that is small enough. A server that starts
// on a damaged file would find out with the first account that lies on the
// damaged page, days later, when the good backups may have been replaced.
func glance(ctx context.Context, db *sql.DB, path string) error {
	if !isSmall(path) {
		return nil
	}
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%s is damaged; restore a backup: %s (perfil doctor says more)", path, found)
	}
	return nil
}
