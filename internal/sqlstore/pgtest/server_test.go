package pgtest_test

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore/pgtest"
)

// query reads one text from a database.
func query(t *testing.T, database, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var text string
	if err := conn.QueryRow(t.Context(), statement).Scan(&text); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return text
}

func run(t *testing.T, database, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestEachTestGetsAnEmptyDatabaseThatIsGoneAfterwards(t *testing.T) {
	var first string
	t.Run("first", func(t *testing.T) {
		first = pgtest.Database(t)
		run(t, first, "CREATE TABLE accounts ()")
	})
	second := pgtest.Database(t)
	if tables := query(t, second, "SELECT COUNT(*)::text FROM pg_tables WHERE schemaname = 'public'"); tables != "0" {
		t.Errorf("the second database has %s tables", tables)
	}
	if _, err := pgx.Connect(t.Context(), first); err == nil {
		t.Error("the database of a test that has ended is still there")
	}
}

func TestACopyHoldsWhatTheDatabaseHeld(t *testing.T) {
	original := pgtest.Database(t)
	run(t, original, "CREATE TABLE kept AS SELECT 'here'::text AS word")
	if word := query(t, pgtest.Copy(t, original), "SELECT word FROM kept"); word != "here" {
		t.Errorf("the copy holds %q", word)
	}
}

func TestOnlyDatabasesMadeHereAreRemoved(t *testing.T) {
	s := pgtest.Shared(t)
	for _, foreign := range []string{s.URL("postgres"), "postgres://%zz", "postgres:///"} {
		if err := s.DropDatabase(t.Context(), foreign); err == nil || strings.Contains(err.Error(), pgtest.Password) {
			t.Errorf("removing %s: %v", foreign, err)
		}
	}
}

func TestAServerComesBackWithItsDataOnTheSamePort(t *testing.T) {
	s := pgtest.Start(t, pgtest.Durable, pgtest.Setting("work_mem", "3MB"))
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run(t, database, "CREATE TABLE kept AS SELECT 'here'::text AS word")
	for name, stop := range map[string]func() error{"stop": s.Stop, "kill": s.Kill} {
		if err := stop(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := pgx.Connect(t.Context(), database); err == nil {
			t.Fatalf("%s: the server still answers", name)
		}
		if err := s.Exec(t.Context(), "SELECT 1"); err == nil {
			t.Errorf("%s: a server that does not run took a statement", name)
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if word := query(t, database, "SELECT word FROM kept"); word != "here" {
			t.Errorf("%s: the database holds %q", name, word)
		}
	}
	for setting, want := range map[string]string{"fsync": "on", "work_mem": "3MB"} {
		if got := query(t, database, "SHOW "+setting); got != want {
			t.Errorf("%s is %s", setting, got)
		}
	}
}

func TestAFrozenServerDoesNotAnswerUntilItThaws(t *testing.T) {
	s := pgtest.Start(t)
	if err := s.Freeze(); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := pgx.Connect(short, s.URL("postgres")); err == nil {
		t.Error("a frozen server answered")
	}
	if err := s.Thaw(); err != nil {
		t.Fatal(err)
	}
	query(t, s.URL("postgres"), "SELECT 'awake'")
}

func TestAPromotedStandbyHasWhatThePrimaryAcknowledged(t *testing.T) {
	primary := pgtest.Start(t)
	standby := pgtest.Standby(t, primary)
	run(t, primary.URL("postgres"), "CREATE TABLE kept AS SELECT 'here'::text AS word")
	if err := primary.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := standby.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	if word := query(t, standby.URL("postgres"), "SELECT word FROM kept"); word != "here" {
		t.Errorf("the standby holds %q", word)
	}
}

// TestMain is this test program's other face: with a variable set it starts a
// server, says where, and waits to be killed.
func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_VICTIM") == "" {
		os.Exit(m.Run())
	}
	s, err := pgtest.New(context.Background())
	if err != nil {
		panic(err)
	}
	// The folder shows in the settings of the server.
	conn, err := pgx.Connect(context.Background(), s.URL("postgres"))
	if err != nil {
		panic(err)
	}
	var data string
	if err := conn.QueryRow(context.Background(), "SHOW data_directory").Scan(&data); err != nil {
		panic(err)
	}
	_, _ = os.Stdout.WriteString(data + "\n" + s.URL("postgres") + "\n")
	select {}
}

func TestNothingIsLeftOfAProcessThatWasKilled(t *testing.T) {
	pgtest.Shared(t) // skips where nothing is installed
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), "PGTEST_VICTIM=yes")
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	data := lines.Text()
	lines.Scan()
	database := lines.Text()
	if !strings.HasSuffix(data, "/data") {
		t.Fatalf("the process said %q", data)
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait() // it was killed
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, err := os.Stat(filepath.Dir(data))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the folder %s is still there", filepath.Dir(data))
		}
	}
	if _, err := pgx.Connect(t.Context(), database); err == nil {
		t.Error("the server still answers")
	}
}

func TestTheURLKeepsThePassword(t *testing.T) {
	u, err := url.Parse(pgtest.Shared(t).URL("x"))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := u.User.Password(); got != pgtest.Password {
		t.Errorf("the password is %q", got)
	}
}
