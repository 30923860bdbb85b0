package postgres

import (
	"context"
	"errors"
	"fmt"

	"perfil/internal/sqlstore"
)

// checks are questions whose answer is how much is wrong. Indexes are not used
// for them, because a damaged index is one of the things that they look for.
var checks = []struct{ statement, wrong string }{
	{`SELECT COUNT(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
		WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace`, "indexes are not valid"},
	{`SELECT COUNT(*) FROM pg_constraint
		WHERE NOT convalidated AND connamespace = current_schema()::regnamespace`, "constraints are not valid"},
	{`SELECT COUNT(*) FROM (SELECT id FROM accounts GROUP BY id HAVING COUNT(*) > 1) AS t`, "ids are there twice"},
	{`SELECT COUNT(*) FROM (SELECT username FROM accounts GROUP BY username HAVING COUNT(*) > 1) AS t`,
		"usernames are there twice"},
	{`SELECT COUNT(*) FROM (SELECT email FROM accounts GROUP BY email HAVING COUNT(*) > 1) AS t`,
		"e-mails are there twice"},
	{`SELECT COUNT(*) FROM sessions LEFT JOIN accounts ON accounts.id = account_id WHERE accounts.id IS NULL`,
		"sessions belong to accounts that are not there"},
	{`SELECT COUNT(*) FROM tickets LEFT JOIN accounts ON accounts.id = account_id WHERE accounts.id IS NULL`,
		"tickets belong to accounts that are not there"},
}

const withoutIndexes = `SELECT set_config('enable_indexscan', 'off', true),
	set_config('enable_indexonlyscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`

func check(ctx context.Context, c sqlstore.Conn) error {
	if err := discard(ctx, c, withoutIndexes); err != nil {
		return err
	}
	var problems []error
	for _, asked := range checks {
		n, err := number(ctx, c, asked.statement)
		if err != nil {
			return fmt.Errorf("the check could not be made: %w", err)
		}
		if n > 0 {
			problems = append(problems, fmt.Errorf("%d %s", n, asked.wrong))
		}
	}
	return errors.Join(append(problems, readAll(ctx, c))...)
}

// readAll reads every byte of every row, which finds pages that cannot be read.
func readAll(ctx context.Context, c sqlstore.Conn) error {
	var tables []string
	rows, err := c.Query(ctx, `SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return err
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, table := range tables {
		if _, err := number(ctx, c, `SELECT COALESCE(SUM(length(rows::text)), 0)::bigint FROM `+table+` AS rows`); err != nil {
			return fmt.Errorf("%s cannot be read: %w", table, err)
		}
	}
	return nil
}

func number(ctx context.Context, c sqlstore.Conn, statement string) (n int64, err error) {
	rows, err := c.Query(ctx, statement)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

func discard(ctx context.Context, c sqlstore.Conn, statement string) error {
	rows, err := c.Query(ctx, statement)
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}
