package mariadbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// shared is the server of the test process: to start one takes longer than most
// tests. It ends with the process.
var shared = sync.OnceValues(func() (*server, error) { return start(context.Background()) })

// made counts the databases, for their names.
var made atomic.Int64

// Database gives the URL of an empty database of the character set, such as
// utf8mb4 or what older applications have. It goes when the test ends.
func Database(t testing.TB, charset string) string {
	t.Helper()
	s, err := shared()
	switch {
	case err == nil:
	case errors.Is(err, errNotInstalled) && os.Getenv("PERFIL_TEST_MARIADB") != "required":
		t.Skipf("NOT TESTED ON MARIADB: %v", err)
	default:
		t.Fatalf("a MariaDB for the test could not be had: %v", err)
	}
	name := fmt.Sprintf("perfil_%d", made.Add(1))
	if _, err := s.admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" CHARACTER SET "+charset); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.ExecContext(context.WithoutCancel(t.Context()), "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
	})
	u := url.URL{Scheme: "mysql", User: url.UserPassword(role, password), Host: s.address, Path: "/" + name}
	return u.String()
}

// SQL runs statements on a database, which may be several in one text. Names stand
// in double quotes, as elsewhere, and what only servers of former days took is
// taken, such as the date 0000-00-00.
func SQL(t testing.TB, database string, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := Try(t, database, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Try is SQL for what may fail.
func Try(t testing.TB, database, statement string) error {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = u.User.Username(), "tcp", u.Host, u.Path[1:]
	config.Passwd, _ = u.User.Password()
	config.MultiStatements = true
	config.Params = map[string]string{"sql_mode": "'ANSI_QUOTES'"}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(t.Context(), statement)
	return err
}
