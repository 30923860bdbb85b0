// Package djangotest makes databases of Django applications with Django itself,
// for tests: tables, hashes, files and tokens are those that a real application
// would leave.
//
// It needs Debian's packages python3-django, python3-djangorestframework-simplejwt,
// python3-argon2, python3-bcrypt, python3-psycopg2 and python3-mysqldb. Where they
// are missing its tests are skipped, unless PERFIL_TEST_DJANGO=required.
package djangotest

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Secret is the SECRET_KEY of the applications.
const Secret = "a secret of the former system, 32 bytes or more"

// Made tells who is in a database.
type Made struct {
	People []Person
	Dirty  []int64 // ids of rows that must not come
}

// Person is a user, whose tokens SimpleJWT issued.
type Person struct {
	ID              int64
	Email, Username string
	Password        *string // nil for one who has none
	Access, Refresh string
}

// Called returns the person with this user name.
func (m *Made) Called(t testing.TB, username string) Person {
	t.Helper()
	for _, p := range m.People {
		if p.Username == username {
			return p
		}
	}
	t.Fatalf("there is no %s", username)
	return Person{}
}

//go:embed project
var project embed.FS

// python is Debian's, which has the packages of Debian.
const python = "/usr/bin/python3"

// Make makes a database. arguments are those of project/make.py:
// --database sqlite:FILE --media DIR and so on.
func Make(t testing.TB, arguments ...string) *Made {
	t.Helper()
	var out, problems bytes.Buffer
	cmd := program(t, "make.py", arguments)
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	var made Made
	if err := json.Unmarshal(out.Bytes(), &made); err != nil {
		t.Fatal(err)
	}
	return &made
}

// Serve runs the application on a database that Make made, until the test ends,
// and returns its address. arguments are those of project/served.py.
func Serve(t testing.TB, arguments ...string) (url string) {
	t.Helper()
	var problems bytes.Buffer
	cmd := program(t, "served.py", arguments)
	cmd.Stderr = &problems
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait() // the end of its input ends it
	})
	var port int
	if _, err := fmt.Fscan(out, &port); err != nil {
		_ = in.Close()
		_ = cmd.Wait()
		t.Fatalf("%v\n%s", err, problems.String())
	}
	return fmt.Sprintf("http://127.0.0.1:%d", port)
}

// program is one of the project, in a folder of its own.
func program(t testing.TB, name string, arguments []string) *exec.Cmd {
	t.Helper()
	probe := exec.CommandContext(t.Context(), python, "-c", "import django, rest_framework_simplejwt, argon2, bcrypt, psycopg2, MySQLdb")
	if out, err := probe.CombinedOutput(); err != nil {
		if os.Getenv("PERFIL_TEST_DJANGO") == "required" {
			t.Fatalf("Django is not installed: %v\n%s", err, out)
		}
		t.Skip("SKIPPED: no Django here to make a genuine database with. Run scripts/install-test-deps")
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, project); err != nil {
		t.Fatal(err)
	}
	return exec.CommandContext(t.Context(), python, append([]string{filepath.Join(folder, "project", name)}, arguments...)...)
}
