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

// close moves what the WAL holds into the file and ends the connection. That a
// disk does not take it there is no failure: it is durable in the WAL, and the
// next to open the file finds it.
func (l *link) close() error {
	_, err := l.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	if kind, _ := failure(primary(codeOf(err))); kind == account.Unavailable {
		err = nil
	}
	l.statements.close()
	return errors.Join(err, l.conn.Close(), l.db.Close())
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
