package sqlstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/sqlstore/sqlite"
)

// interrupted begins a move and ends its context as soon as so many rows are
// there.
func interrupted(t *testing.T, from, to sqlstore.Engine, rows int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := sqlstore.NewMove(from, to, "test")
	if _, _, err := m.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	err := m.Copy(ctx, func(more int) {
		if rows -= more; rows <= 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the move was not interrupted: %v", err)
	}
}

// crowded puts more accounts into an engine than a batch holds.
func crowded(t testing.TB, e sqlstore.Engine, n int) {
	t.Helper()
	err := sqlstore.New(e).Import(t.Context(), func(insert func(account.Account) error) error {
		for i := range n {
			name := fmt.Sprintf("crowd%06d", i)
			a := storetest.Account(storetest.Numbered(account.ID(1000+i)), storetest.Username(name), storetest.Email(name+"@example.com"))
			if err := insert(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAMoveThatWasInterruptedGoesOn(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		filled(t, from)
		crowded(t, from, 5000)
		interrupted(t, from, to, 1)
		there := len(content(t, to))
		if there == 0 || there >= 5000 {
			t.Fatalf("%d rows were copied before the interruption", there)
		}
		var whole *sqlstore.UnderwayError
		if err := sqlstore.CheckWhole(t.Context(), to); !errors.As(err, &whole) || whole.Source != "test" {
			t.Errorf("half a database may be served: %v", err)
		}
		m := sqlstore.NewMove(from, to, "test")
		total, goesOn, err := m.Begin(t.Context())
		if err != nil || !goesOn {
			t.Fatalf("it does not go on: %t, %v", goesOn, err)
		}
		var told []int
		if err := m.Copy(t.Context(), func(rows int) { told = append(told, rows) }); err != nil {
			t.Fatal(err)
		}
		if told[0] != there {
			t.Errorf("it says that %d rows were there, not %d", told[0], there)
		}
		if sum := sumOf(told); sum != total {
			t.Errorf("it tells of %d rows, not of %d", sum, total)
		}
		moved(t, from, to)
		if d := cmp.Diff(released(t, from), content(t, to)); d != "" {
			t.Errorf("source (-), target (+):\n%s", d)
		}
		if err := sqlstore.CheckWhole(t.Context(), to); err != nil {
			t.Error(err)
		}
	})
}

func sumOf(numbers []int) (sum int64) {
	for _, n := range numbers {
		sum += int64(n)
	}
	return sum
}

func TestAMoveGoesOnFromAnyTable(t *testing.T) {
	from := opened(t)
	filled(t, from)
	want := released(t, from)
	for _, rows := range []int{1, 8, 10, 12, 13, 15, 17, 19} {
		to := opened(t)
		interrupted(t, from, to, rows)
		moved(t, from, to)
		if d := cmp.Diff(want, content(t, to)); d != "" {
			t.Errorf("interrupted after %d rows: source (-), target (+):\n%s", rows, d)
		}
	}
}

func TestAnotherMoveDoesNotGoOnWithWhatIsThere(t *testing.T) {
	from, to := opened(t), opened(t)
	filled(t, from)
	crowded(t, from, 5000)
	interrupted(t, from, to, 1)
	_, _, err := sqlstore.NewMove(from, to, "another").Begin(t.Context())
	var under *sqlstore.UnderwayError
	if !errors.As(err, &under) || under.Source != "test" {
		t.Errorf("got error %v", err)
	}
	_, _, err = sqlstore.NewMove(to, opened(t), "further").Begin(t.Context())
	if !errors.As(err, &under) || !strings.Contains(err.Error(), "the source cannot be moved") {
		t.Errorf("half a database was moved further: %v", err)
	}
}

// TestMain is also the process that is killed: it copies the file that it is
// told into the database that it is told, and says so after each batch.
func TestMain(m *testing.M) {
	file, url := os.Getenv("MOVE_TEST_FROM"), os.Getenv("MOVE_TEST_TO")
	if file == "" {
		os.Exit(m.Run())
	}
	ctx := context.Background()
	from, err := sqlite.Open(ctx, file)
	if err != nil {
		panic(err)
	}
	to, err := openedTarget(ctx, url)
	if err != nil {
		panic(err)
	}
	move := sqlstore.NewMove(from, to, "test")
	if _, _, err := move.Begin(ctx); err != nil {
		panic(err)
	}
	if err := move.Copy(ctx, func(rows int) { fmt.Println(rows) }); err != nil {
		panic(err)
	}
	fmt.Println("done")
	os.Exit(0)
}

func openedTarget(ctx context.Context, place string) (sqlstore.Engine, error) {
	if strings.HasPrefix(place, "postgres:") {
		return postgres.Open(ctx, postgres.Options{URL: place})
	}
	return sqlite.Open(ctx, place)
}

// killed lets another process move, and kills it when it has said so often that
// something was copied.
func killed(t *testing.T, file, target string, batches int) {
	t.Helper()
	other := exec.CommandContext(t.Context(), os.Args[0])
	other.Env = append(os.Environ(), "MOVE_TEST_FROM="+file, "MOVE_TEST_TO="+target)
	other.Stderr = os.Stderr
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range batches {
		if !lines.Scan() || lines.Text() == "done" {
			t.Fatalf("the other process says %q", lines.Text())
		}
	}
	_ = other.Process.Kill()
	_ = other.Wait()
}

func TestAMoveWhoseProcessIsKilledAgainAndAgainComesToItsEnd(t *testing.T) {
	for name, target := range map[string]func() string{
		"sqlite":   func() string { return t.TempDir() + "/perfil.db" },
		"postgres": func() string { return pgtest.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			file, place := t.TempDir()+"/perfil.db", target()
			from, err := sqlite.Open(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			filled(t, from)
			crowded(t, from, 12_000)
			want := released(t, from)
			if err := from.Close(); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				killed(t, file, place, 2) // what was there, and a batch
			}
			from, err = sqlite.Open(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = from.Close() }()
			to, err := openedTarget(t.Context(), place)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = to.Close() }()
			moved(t, from, to)
			if d := cmp.Diff(want, content(t, to)); d != "" {
				t.Errorf("source (-), target (+):\n%s", d)
			}
		})
	}
}

func TestAMoveThatSomebodyElseFinishedIsToldSo(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		filled(t, from)
		m := sqlstore.NewMove(from, to, "test")
		if _, _, err := m.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		run(t, to, `DELETE FROM moves`)
		for name, err := range map[string]error{
			"copy": m.Copy(t.Context(), func(int) {}), "finish": m.Finish(t.Context()),
		} {
			if err == nil || !strings.Contains(err.Error(), "does not know of this move any more") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
