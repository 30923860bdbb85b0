package cli_test

import (
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver of the files that are spoilt here
)

// spoil clears the pages of a file from one on, counted from 0, as many as told.
func spoil(t *testing.T, path string, from, pages int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteAt(make([]byte, pages*4096), from*4096)
	must(t, err)
	must(t, f.Close())
}

// endsByItself waits for a server that nobody stops.
func (s *serving) endsByItself() result {
	s.t.Helper()
	select {
	case code := <-s.code:
		s.code <- code
		return result{s.t, "serve", code, s.out.String(), s.err.String()}
	case <-time.After(20 * time.Second):
		s.t.Fatalf("the server goes on\n%s", s.err)
		return result{}
	}
}

// A page was damaged under a server, and it answered 500 for what is on it, told
// its proxy that all was well, and went on.
func TestAServerThatMeetsDamageEnds(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	s := m.serve("--cache", "0")
	database := filepath.Join(m.data, "perfil.db")
	info, err := os.Stat(database)
	must(t, err)
	spoil(t, database, 1, info.Size()/4096-1)
	answer, err := http.Post(s.url+"/api/sign-in/", "application/json", strings.NewReader(`{"email":"bob@example.com","password":"`+goodPassword+`"}`))
	if err == nil { // else a chore of the server was the first that met it
		must(t, answer.Body.Close())
	}
	if err == nil && answer.StatusCode < http.StatusInternalServerError {
		t.Errorf("answered %d", answer.StatusCode)
	}
	s.endsByItself().fails(1, "perfil.db is damaged; restore a backup", "the server ends", "run perfil restore")
}

// Of eight large databases that were damaged after an orderly stop, eight were
// served for good.
func TestALargeDatabaseThatWasSpoiltAfterAnOrderlyStopIsFoundAtTheNextStart(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	database := filepath.Join(m.data, "perfil.db")
	db, err := sql.Open("sqlite", database)
	must(t, err)
	_, err = db.ExecContext(t.Context(), `CREATE TABLE padding AS
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1600) SELECT i, randomblob(3500) AS b FROM n`)
	must(t, err)
	must(t, db.Close())
	if s := m.serve(); s.end() != 0 {
		t.Fatalf("whole, and not served\n%s", s.err)
	}
	info, err := os.Stat(database)
	must(t, err)
	spoil(t, database, info.Size()/4096/2, 1)
	m.serve().endsByItself().fails(1, "perfil.db is damaged; restore a backup")
}
