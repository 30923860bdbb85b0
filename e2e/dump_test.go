package e2e_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/sqlstore/pgtest"
)

// pgProgram runs a program of PostgreSQL.
func pgProgram(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := pgtest.Program(name)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// What docs/backups.md says about PostgreSQL, done as it stands there: the dump, the
// key and the pictures of one node make another one, on which people stay signed in.
func TestADumpOfPostgreSQLComesBack(t *testing.T) {
	t.Parallel()
	database, other := pgtest.Database(t), pgtest.Database(t)
	folder := t.TempDir()
	pictures := filepath.Join(folder, "pictures")
	p := start(t, folder, append(onDatabase(database), "PERFIL_AVATARS="+pictures)...)
	c := newClient(p.URL)
	c.signUp(t, "ada")
	if status, body := c.upload(t, "/api/profile/1/update/", "avatar"); status != http.StatusOK {
		t.Fatalf("the picture: %d %s", status, body)
	}
	shown := c.must(t, "POST", "/api/profile/", "", "avatar")

	dump, copied := filepath.Join(folder, "perfil.dump"), filepath.Join(folder, "copied")
	pgProgram(t, "pg_dump", "--format=custom", "--file="+dump, database) // while the node serves
	if err := os.CopyFS(copied, os.DirFS(pictures)); err != nil {
		t.Fatal(err)
	}
	c.must(t, "PUT", "/api/auth/profile", `{"name":"Later"}`, "data.user.name")
	pgProgram(t, "pg_restore", "--no-owner", "--exit-on-error", "--dbname="+other, dump)

	restored := newClient(start(t, t.TempDir(), append(onDatabase(other), "PERFIL_AVATARS="+copied)...).URL)
	restored.token = c.token
	if got := restored.must(t, "GET", "/api/auth/profile", "", "data.user.name"); got == "Later" {
		t.Error("it shows what was changed after the dump")
	}
	if status, _, err := restored.ask(t.Context(), "GET", shown, ""); err != nil || status != http.StatusOK {
		t.Errorf("the picture: %d, %v", status, err)
	}
	restored.must(t, "PUT", "/api/auth/profile", `{"name":"Again"}`, "data.user.name")
	restored.signUp(t, "bob") // ids go on where they were
	if id := restored.must(t, "GET", "/api/auth/profile", "", "data.user.user_id"); strings.TrimSpace(id) == "1" {
		t.Error("an id was given twice")
	}
}
