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
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(t.Context(), python, append([]string{filepath.Join(folder, "project", "make.py")}, arguments...)...)
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
