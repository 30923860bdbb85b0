package sqlstore_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// released is what a database holds when nobody has claimed a job.
func released(t *testing.T, e sqlstore.Engine) []string {
	t.Helper()
	run(t, e, `UPDATE jobs SET claimed_until = NULL`)
	return content(t, e)
}

func TestAMoveTakesEverythingAlong(t *testing.T) {
	allWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		signedIn, session := filled(t, from)
		outcome := moved(t, from, to)
		if d := cmp.Diff(released(t, from), content(t, to)); d != "" {
			t.Errorf("source (-), target (+):\n%s", d)
		}
		for _, sum := range outcome.Tables {
			if sum.Rows == 0 {
				t.Errorf("the test has nothing in %s", sum.Table)
			}
		}
		s := sqlstore.New(to)
		if got, err := s.Session(t.Context(), session.ID); err != nil || got != session {
			t.Errorf("the session is %+v, %v; it was %+v", got, err, session)
		}
		if got, err := s.Find(t.Context(), account.Key{ID: signedIn.ID}); err != nil || got != signedIn {
			t.Errorf("the account is %+v, %v; it was %+v", got, err, signedIn)
		}
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestThereAndBackTheDigestsAreEqual(t *testing.T) {
	from, there, back := opened(t), openedPostgres(t), opened(t)
	filled(t, from)
	first, second := moved(t, from, there), moved(t, there, back)
	if d := cmp.Diff(first, second); d != "" {
		t.Errorf("there (-), back (+):\n%s", d)
	}
	if d := cmp.Diff(released(t, from), content(t, back)); d != "" {
		t.Errorf("before (-), after (+):\n%s", d)
	}
}

func TestNewIdsGoOnBeyondAllThatWereGiven(t *testing.T) {
	allWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		filled(t, from)
		moved(t, from, to)
		if a, b := storetest.Stored(t, sqlstore.New(from)), storetest.Stored(t, sqlstore.New(to)); a.ID != b.ID {
			t.Errorf("the next account has id %d in the source and %d in the target", a.ID, b.ID)
		}
		for _, table := range []string{"jobs", "events"} {
			if a, b := nextID(t, from, table), nextID(t, to, table); a != b {
				t.Errorf("the next id in %s is %d in the source and %d in the target", table, a, b)
			}
		}
	})
}

// nextID records an event and a job, and tells the id of the one in a table.
func nextID(t *testing.T, e sqlstore.Engine, table string) (id int64) {
	t.Helper()
	err := sqlstore.New(e).Record(t.Context(), []account.Event{{At: storetest.Noon(), Action: account.ActionSignIn}},
		[]account.Job{{Kind: account.JobRemoveAvatar, Name: "y.png", DueAt: storetest.Noon()}})
	if err != nil {
		t.Fatal(err)
	}
	read(t, e, `SELECT MAX(id) FROM `+table, func(rows sqlstore.Rows) error { return rows.Scan(&id) })
	return id
}

func TestASourceThatHoldsNothingIsRefused(t *testing.T) {
	from, to := opened(t), opened(t)
	if _, err := move(t, from, to); !errors.Is(err, sqlstore.ErrNothing) {
		t.Errorf("got error %v", err)
	}
	if err := sqlstore.CheckWhole(t.Context(), to); err != nil {
		t.Errorf("the target may not be served any more: %v", err)
	}
}

func TestBytesThatAreNoTextAreMendedAndCounted(t *testing.T) {
	from, to := opened(t), openedPostgres(t)
	a := storetest.Stored(t, sqlstore.New(from))
	session := storetest.SignedIn(t, sqlstore.New(from), a.ID)
	run(t, from, `UPDATE sessions SET user_agent = $1, address = $2`, "curl\xff/8\x00", "ok")
	if n := moved(t, from, to).Mended; n != 1 {
		t.Errorf("%d texts were mended, want 1", n)
	}
	got, err := sqlstore.New(to).Session(t.Context(), session.ID)
	if err != nil || got.UserAgent != "curl\uFFFD/8\uFFFD" {
		t.Errorf("it is %q now, %v", got.UserAgent, err)
	}
}

func TestATargetThatHoldsSomethingIsRefused(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		filled(t, from)
		run(t, to, `INSERT INTO events (at, action, via, address, detail) VALUES (0, '', '', '', '')`)
		before := content(t, to)
		_, err := move(t, from, to)
		var full *sqlstore.NotEmptyError
		if !errors.As(err, &full) || full.Table != "events" {
			t.Errorf("got error %v", err)
		}
		if d := cmp.Diff(before, content(t, to)); d != "" {
			t.Errorf("the target was changed:\n%s", d)
		}
		if err := sqlstore.CheckWhole(t.Context(), to); err != nil {
			t.Errorf("it may not be served any more: %v", err)
		}
	})
}

func TestATargetWhoseHealthWasLookedAtIsEmpty(t *testing.T) {
	from, to := opened(t), opened(t)
	filled(t, from)
	if err := sqlstore.New(to).Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	moved(t, from, to)
}

func TestWhatIsChangedBehindTheMoveIsTold(t *testing.T) {
	for name, change := range map[string]string{
		"an account":  `UPDATE accounts SET first_name = 'Eve' WHERE id = 70`,
		"a session":   `DELETE FROM sessions WHERE id = (SELECT MIN(id) FROM sessions)`,
		"an event":    `INSERT INTO events (id, at, action, via, address, detail) VALUES (-1, 0, '', '', '', '')`,
		"an optional": `UPDATE accounts SET phone = '' WHERE phone IS NULL AND id = 71`,
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
				filled(t, from)
				m := sqlstore.NewMove(from, to, "test")
				if _, _, err := m.Begin(t.Context()); err != nil {
					t.Fatal(err)
				}
				if err := m.Copy(t.Context(), func(int) {}); err != nil {
					t.Fatal(err)
				}
				run(t, to, change)
				_, err := m.Compare(t.Context(), func(int) {})
				var different *sqlstore.DifferenceError
				if !errors.As(err, &different) || len(different.Tables) != 1 {
					t.Fatalf("got error %v", err)
				}
				run(t, from, change)
				if _, err := m.Compare(t.Context(), func(int) {}); err != nil {
					t.Errorf("changed on both sides: %v", err)
				}
			})
		})
	}
}

func TestSomebodyElseWhoWritesIntoTheTargetIsTold(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		a, _ := filled(t, from)
		m := sqlstore.NewMove(from, to, "test")
		if _, _, err := m.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		other := storetest.Account(storetest.Numbered(9999), storetest.Username(a.Username))
		first := true
		err := m.Copy(t.Context(), func(int) {
			if first {
				first = false
				err := sqlstore.New(to).Import(t.Context(), func(insert func(account.Account) error) error { return insert(other) })
				if err != nil {
					t.Fatal(err)
				}
			}
		})
		if err == nil || !strings.Contains(err.Error(), "somebody else is writing into the table accounts of the target") {
			t.Errorf("got error %v", err)
		}
	})
}

func TestAvatarsAreNamedOnceInTheirOrder(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		for _, name := range []string{"b", "", "a", "b", "c"} {
			storetest.Stored(t, sqlstore.New(from), func(a *account.Account) { a.Avatar = name })
		}
		moved(t, from, to)
		m := sqlstore.NewMove(from, to, "test")
		for after, want := range map[string][]string{"": {"a", "b"}, "b": {"c"}, "c": nil} {
			if names, err := m.Avatars(t.Context(), after, 2); err != nil || !slices.Equal(names, want) {
				t.Errorf("after %q come %v, %v, want %v", after, names, err, want)
			}
		}
	})
}

func TestAServerWhoseDatabaseIsOnlyHalfThereCanTell(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		filled(t, from)
		if err := sqlstore.CheckWhole(t.Context(), to); err != nil {
			t.Error(err)
		}
		m := sqlstore.NewMove(from, to, "sqlite:/srv/perfil")
		if _, _, err := m.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := sqlstore.CheckWhole(t.Context(), to)
		if err == nil || !strings.Contains(err.Error(), "from sqlite:/srv/perfil") {
			t.Errorf("got error %v", err)
		}
	})
}

// TestTheSearchGoesOnWorking reads through the store what only a column that no
// account has would find.
func TestTheSearchGoesOnWorking(t *testing.T) {
	bothWays(t, func(t *testing.T, from, to sqlstore.Engine) {
		filled(t, from)
		moved(t, from, to)
		page, err := sqlstore.New(to).List(t.Context(), account.Query{Search: "ñANDÚ", Limit: 10})
		if err != nil || len(page.Accounts) != 1 {
			t.Errorf("found %d, %v", len(page.Accounts), err)
		}
	})
}
