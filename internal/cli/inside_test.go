package cli_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"perfil/internal/datadir"
)

func TestTheNextReadOfAServerShowsWhatACommandChanged(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	m.create("bob", "user")
	token := s.signIn("bob", goodPassword)
	profile := func() (int, string) { return s.ask("POST", "/api/profile/", token, "") }
	if status, body := profile(); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	m.run("user", "set", "bob", "--last-name", "Bell").done()
	if _, body := profile(); !strings.Contains(body, `"last_name":"Bell"`) {
		t.Errorf("after set: %s", body)
	}
	m.run("user", "set", "bob", "--status", "suspended").done()
	if status, body := profile(); status != http.StatusUnauthorized || !strings.Contains(body, "user_inactive") {
		t.Errorf("after a suspension: %d %s", status, body)
	}
	m.run("user", "set", "bob", "--status", "active").done()
	if status, _ := profile(); status != http.StatusUnauthorized {
		t.Errorf("the session came back: %d", status)
	}
	token = s.signIn("bob", goodPassword)
	m.pipe("another-Good-1", "user", "password", "bob", "--password-stdin").done()
	if status, _ := profile(); status != http.StatusUnauthorized {
		t.Errorf("after a new password: %d", status)
	}
	token = s.signIn("bob", "another-Good-1")
	m.run("user", "delete", "bob", "--yes").done()
	if status, _ := profile(); status != http.StatusNotFound {
		t.Errorf("after the deletion: %d", status)
	}
}

func TestCommandsInsideAServerLookLikeCommandsWithoutOne(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.run("import", "jsonl", m.file("a.jsonl", lineJohn+lineJane)).done().wants("2 accounts imported\n")
	m.run("export", "jsonl", "-").done().wants(lineJohn + lineJane).says("2 accounts exported")
	path := filepath.Join(t.TempDir(), "out.jsonl")
	m.run("export", "jsonl", path).done()
	if data, _ := os.ReadFile(path); string(data) != lineJohn+lineJane {
		t.Errorf("%s", data)
	}
	r := m.pipe(lineBad, "import", "jsonl", "-").says("line 1: ", "1 of 1 account cannot be taken")
	if r.code != 1 {
		t.Errorf("exit code %d", r.code)
	}
	m.run("user", "show", "nobody").fails(1, "nobody")
	m.run("user", "list", "--limit", "-1").fails(2, "--limit")
	m.run("audit").done().says("imported", "exported")
	if s.end() != 0 {
		t.Errorf("%s", s.err)
	}
	m.run("user", "list").done().says("john", "jane")
}

func TestAServerReadsNoFileThatACommandNames(t *testing.T) {
	m := newMachine(t)
	m.serve()
	config := m.file("perfil.env", "PERFIL_DATA_DIR="+m.data)
	t.Chdir(filepath.Dir(config))
	m.env = nil
	m.run("user", "list", "--config", "perfil.env").done()
}

// aBigFile is long enough not to fit into the buffers between two processes.
func aBigFile() string {
	var b strings.Builder
	for i := range 4_000 {
		n := string(rune('a'+i%26)) + strings.Repeat("x", i/26%50) + strings.Repeat("y", i/1300)
		b.WriteString(strings.NewReplacer(`"id":7`, `"id":`+strconv.Itoa(i+1), "john", n, "John", n).Replace(lineJohn))
	}
	return b.String()
}

func TestAServerThatStopsUndoesTheImportUnderWay(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	in, feed := io.Pipe()
	got := make(chan result, 1)
	go func() { got <- m.runWith(context.Background(), in, "import", "jsonl", "-") }()
	_, err := io.WriteString(feed, lineJohn+strings.Repeat("\n", 1<<20)) // more than stands in buffers: the import has begun
	must(t, err)
	if s.end() != 0 {
		t.Errorf("%s", s.err)
	}
	(<-got).fails(1, "the server is stopping")
	m.run("export", "jsonl", "-").done().wants("")
}

func TestACommandThatIsInterruptedIsUndoneInTheServer(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	in, feed := io.Pipe()
	ctx, interrupt := context.WithCancel(t.Context())
	got := make(chan result, 1)
	go func() { got <- m.runWith(ctx, in, "import", "jsonl", "-") }()
	_, err := io.WriteString(feed, lineJohn+strings.Repeat("\n", 1<<20))
	must(t, err)
	interrupt()
	(<-got).fails(1, "interrupted")
	m.create("ada", "user") // waits for the writer, which the import held
	m.run("export", "jsonl", "-").done().says("1 account exported", "ada")
	if s.end() != 0 {
		t.Errorf("%s", s.err)
	}
}

func TestInputThatCannotBeReadIsNotHalfImported(t *testing.T) {
	m := newMachine(t)
	m.serve()
	in, feed := io.Pipe()
	go func() {
		_, _ = io.WriteString(feed, lineJohn)
		_ = feed.CloseWithError(errors.New("the tape is torn"))
	}()
	m.runWith(t.Context(), in, "import", "jsonl", "-").says("the tape is torn")
	m.run("export", "jsonl", "-").done().wants("")
}

func TestManyAccountsGoThroughTheServer(t *testing.T) {
	m := newMachine(t)
	m.serve()
	text := aBigFile()
	m.run("import", "jsonl", m.file("a.jsonl", text)).done().wants("4000 accounts imported\n")
	m.run("export", "jsonl", "-").done().wants(text)
}

func TestACommandWaitsForAnotherOneToEnd(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	dir, err := datadir.Open(m.data)
	must(t, err)
	must(t, dir.Lock())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if r := m.runWith(ctx, nil, "user", "list"); r.code != 1 {
		t.Errorf("exit code %d while another process holds the folder\n%s%s", r.code, r.out, r.err)
	}
	got := make(chan result, 1)
	go func() { got <- m.run("user", "list") }()
	must(t, dir.Close())
	(<-got).done().says("ada")
}
