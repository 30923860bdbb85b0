package olddb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver of sqlite: sources
)

// DB is a database that is being read. It is used by one goroutine.
type DB struct {
	pool    *sql.DB
	tx      *sql.Tx
	dialect dialect
}

// Open begins to read what source names: postgres://USER@HOST/NAME,
// mysql://USER@HOST/NAME, or sqlite:FILE. Its errors are sentences for the
// operator and hold no password.
func Open(ctx context.Context, source string) (*DB, error) {
	pool, d, err := connect(source)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	db := &DB{pool: pool, dialect: d}
	if err := db.begin(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s cannot be read: %w", Name(source), err), pool.Close())
	}
	return db, nil
}

func connect(source string) (*sql.DB, dialect, error) {
	scheme, rest, found := strings.Cut(source, ":")
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return connectPostgres(source)
	case found && scheme == "mysql":
		return connectMySQL(source)
	case found && scheme == "sqlite":
		return connectSQLite(strings.TrimPrefix(rest, "//"))
	default:
		return nil, dialect{}, errors.New("the source must be postgres://USER@HOST/NAME, mysql://USER@HOST/NAME or sqlite:FILE")
	}
}

// connectPostgres takes a password from where psql takes it, too: PGPASSWORD and
// ~/.pgpass.
func connectPostgres(source string) (*sql.DB, dialect, error) {
	config, err := pgx.ParseConfig(source)
	if err != nil {
		return nil, dialect{}, errors.New("the source is no URL of a PostgreSQL database such as postgres://user@host/name")
	}
	// A pooler between us and the database may not keep what was prepared.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	return stdlib.OpenDB(*config), postgres, nil
}

func connectMySQL(source string) (*sql.DB, dialect, error) {
	u, err := url.Parse(source)
	if err != nil || u.Host == "" || len(u.Path) < 2 {
		return nil, dialect{}, errors.New("the source is no URL of a MySQL database such as mysql://user@host/name")
	}
	config := mysql.NewConfig()
	config.User = u.User.Username()
	config.Passwd, _ = u.User.Password()
	if config.Passwd == "" {
		config.Passwd = os.Getenv("MYSQL_PWD") // as the mysql program does
	}
	config.Net, config.Addr = "tcp", u.Host
	if u.Port() == "" {
		config.Addr += ":3306"
	}
	config.DBName = strings.TrimPrefix(u.Path, "/")
	config.TLSConfig = u.Query().Get("tls")
	config.Params = map[string]string{
		"time_zone": "'+00:00'", // moments come in the zone of the session
		"sql_mode":  "''",       // however the server is set, a quotation mark is the same
		// Who stores the rows may be slower than who reads them, and the server
		// hangs up when nobody takes them for a minute.
		"net_write_timeout": "86400",
	}
	if err := config.Apply(mysql.Charset("utf8mb4", "")); err != nil {
		return nil, dialect{}, err
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, dialect{}, fmt.Errorf("the URL of the MySQL database cannot be used: %w", err)
	}
	return sql.OpenDB(connector), mySQL, nil
}

func connectSQLite(path string) (*sql.DB, dialect, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file", path)
	}
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return nil, dialect{}, fmt.Errorf("the source cannot be read: %w; name the database of the application as sqlite:FILE", err)
	}
	name := url.URL{Scheme: "file", OmitHost: true, Path: path}
	name.RawQuery = "mode=ro&_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=cache_size(-8192)"
	pool, err := sql.Open("sqlite", name.String())
	return pool, sqlite, err
}

func (d *DB) begin(ctx context.Context) (err error) {
	d.tx, err = d.pool.BeginTx(ctx, d.dialect.options)
	if err != nil {
		return err
	}
	for _, statement := range d.dialect.begin {
		if _, err := d.tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the reading.
func (d *DB) Close() error {
	_ = d.tx.Rollback() // nothing was written; it fails when the context has ended
	return d.pool.Close()
}

// Name is a source without its password, to be shown and logged.
func Name(source string) string {
	u, err := url.Parse(source)
	if err != nil {
		scheme, _, _ := strings.Cut(source, ":")
		return "the " + scheme + " database"
	}
	if u.Opaque != "" || u.Host == "" {
		return source
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// HasPassword says whether a source has a password in it, which everybody on the
// machine can read in the list of processes when it is an argument.
func HasPassword(source string) bool {
	u, err := url.Parse(source)
	if err != nil {
		return strings.Contains(source, "@")
	}
	_, set := u.User.Password()
	return set || u.Query().Has("password")
}
