package cli_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/migrate/migratetest"
)

// crash makes the database refuse the account with this id, in a way that does
// not pass and that no rehearsal finds.
func (m *machine) crash(t *testing.T, id int) {
	t.Helper()
	migratetest.SQL(t, "sqlite:"+filepath.Join(m.data, "perfil.db"),
		fmt.Sprintf(`CREATE TRIGGER crash BEFORE INSERT ON accounts WHEN NEW.id = %d BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END`, id))
}

func (m *machine) repair(t *testing.T) {
	t.Helper()
	migratetest.SQL(t, "sqlite:"+filepath.Join(m.data, "perfil.db"), `DROP TRIGGER crash`)
}

func TestAnImportThatEndsInTheMiddleSaysSoAndHowToGoOn(t *testing.T) {
	m := newMachine(t)
	m.pipe("", "import", "jsonl", "-").done() // makes the folder
	m.crash(t, 2000)
	s := m.serve()
	var text strings.Builder
	for i := 1; i <= 3000; i++ {
		text.WriteString(strings.NewReplacer(`"id":7,`, fmt.Sprintf(`"id":%d,`, i), "john", fmt.Sprintf("john%d", i)).Replace(lineJohn))
	}
	file := m.file("a.jsonl", text.String())
	m.run("import", "jsonl", file).fails(4, "1024 accounts imported before this", "--skip-bad", "the disk is on fire")
	s.end()
	m.repair(t)
	m.serve()
	if r := m.run("import", "jsonl", "--skip-bad", file).says("1976 accounts imported, 1024 refused"); r.code != 3 {
		t.Errorf("exit code %d", r.code)
	}
}

func TestAMoveThatEndsInTheMiddleGoesOnThere(t *testing.T) {
	was, m := newFormer(t, "--users", "3000"), newMachine(t)
	m.pipe("", "import", "jsonl", "-").done() // makes the folder
	m.crash(t, 2000)
	s := m.serve()
	m.run("import", "django", was.source).fails(4, "run again", "the disk is on fire").says("1024 accounts imported before that")
	s.end()
	m.repair(t)
	m.serve()
	m.run("import", "django", was.source).done().says("1024 unchanged")
}
