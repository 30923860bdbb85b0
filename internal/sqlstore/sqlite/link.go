package sqlite

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"

	"perfil/internal/account"
)

// link is the one connection that writes, with its statements.
type link struct {
	db   *sql.DB
	conn *sql.Conn
	*statements
}

func connect(db *sql.DB) (*link, error) {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	return &link{db: db, conn: conn, statements: prepareOn(conn)}, nil
}

// renew throws the connection away, in whatever state it is, and opens another.
func (l *link) renew() error {
	l.statements.close()
	_ = l.conn.Raw(func(any) error { return sqldriver.ErrBadConn })
	fresh, err := connect(l.db)
	if err != nil {
		return err
	}
	*l = *fresh
	return nil
}

// close moves what the WAL holds into the file and ends the connection.
func (l *link) close() error {
	err := emptyLog(context.Background(), l.conn)
	l.statements.close()
	return errors.Join(err, l.conn.Close(), l.db.Close())
}

// emptyLog moves what the WAL holds into the file, so that the next write begins a
// log anew. That a disk does not take it there, or that somebody still reads, is no
// failure: it is durable in the WAL, and the next to open the file finds it.
func emptyLog(ctx context.Context, db interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}) error {
	_, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if kind, _ := failure(primary(codeOf(err))); kind == account.Unavailable {
		return nil
	}
	return err
}

func (l *link) run(text string) error {
	_, err := l.exec(text, nil)
	return err
}

// setCache changes what the connection may keep in memory. Failing to is no
// failure: it is slower.
func (l *link) setCache(kib int) {
	_, _ = l.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA cache_size = -%d", kib))
	if kib < bulkCacheKiB {
		_, _ = l.conn.ExecContext(context.Background(), "PRAGMA shrink_memory")
	}
}

// dataVersion is a number that changes when another connection commits.
func (l *link) dataVersion() (version int64, err error) {
	err = l.conn.QueryRowContext(context.Background(), "PRAGMA data_version").Scan(&version)
	return version, err
}
