package sqlstore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// Each release has left behind, for each engine, a database with rows in it and
// the statements that its program runs. A schema of today must serve both: the
// database is brought up to date, and the program goes on serving beside this one
// for as long as an operator takes to replace all nodes.

// engines are the kinds of databases of a release.
var engines = []kind{
	{"postgres", func(t *testing.T) sqlstore.Engine { return openedPostgres(t) }, restoredPostgres, postgresSchema, dumpedPostgres},
	{"sqlite", func(t *testing.T) sqlstore.Engine { return opened(t) }, restoredSQLite, sqliteSchema, dumpedSQLite},
}

type kind struct {
	name    string
	empty   func(*testing.T) sqlstore.Engine
	restore func(*testing.T, string) sqlstore.Engine // a dump, and bring it up to date
	schema  func(*testing.T, sqlstore.Engine) []string
	dump    func(*testing.T) (database string, e sqlstore.Engine) // of a database with a row in every table
}

// onEveryRelease runs fn for every release and engine.
func onEveryRelease(t *testing.T, fn func(*testing.T, kind, frozen)) {
	for _, version := range releases(t) {
		for _, k := range engines {
			t.Run(version+" on "+k.name, func(t *testing.T) { fn(t, k, thaw(t, version, k.name)) })
		}
	}
}

func TestADatabaseOfEveryReleaseIsBroughtUpToDate(t *testing.T) {
	onEveryRelease(t, func(t *testing.T, k kind, f frozen) {
		e := k.restore(t, f.database)
		same(t, k.schema(t, e), k.schema(t, k.empty(t)))
		if err := e.Check(t.Context()); err != nil {
			t.Error(err)
		}
		s := sqlstore.New(e)
		ada, err := s.Find(t.Context(), account.Key{ID: 1})
		if err != nil || ada.Role != account.RoleAdmin || ada.FirstName != "Ñandú 🦤" {
			t.Errorf("the account is %+v, %v", ada, err)
		}
		for _, session := range told(t, e, `SELECT id FROM sessions WHERE account_id = 1`) {
			if _, err := s.Session(t.Context(), account.SessionID(session)); err != nil {
				t.Errorf("who was signed in is not any more: %v", err)
			}
		}
		storetest.SignedIn(t, s, storetest.Stored(t, s).ID)
	})
}

func TestTheStatementsOfEveryReleaseRunOnTheNewestSchema(t *testing.T) {
	onEveryRelease(t, func(t *testing.T, k kind, f frozen) {
		e := k.restore(t, f.database)
		for _, s := range f.statements {
			runs(t, e, s)
		}
	})
}

func TestOurStatementsRunOnADatabaseOfEveryReleaseThatIsUpToDate(t *testing.T) {
	onEveryRelease(t, func(t *testing.T, k kind, f frozen) {
		e := k.restore(t, f.database)
		for _, s := range listed(t, e) {
			if was, ok := f.named(s.name); ok {
				s.types = was.types
			}
			runs(t, e, s)
		}
	})
}

var errUndo = errors.New("undo it")

// runs runs a statement and undoes it. That a value is taken, or that what it
// refers to is not there, is no fault of the schema.
func runs(t *testing.T, e sqlstore.Engine, s statement) {
	t.Helper()
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		if err := drained(t.Context(), c, s.text, s.arguments()...); err != nil {
			return err
		}
		return errUndo
	})
	kind := e.Classify(err).Kind
	if !errors.Is(err, errUndo) && kind != account.Conflict && kind != account.NotFound {
		t.Errorf("%s does not run any more: %v\n%s", s.name, err, s.text)
	}
}

func drained(ctx context.Context, c sqlstore.Conn, text string, args ...any) error {
	rows, err := c.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		continue
	}
	return rows.Err()
}

// listed are the statements of this program.
func listed(t *testing.T, e sqlstore.Engine) (all []statement) {
	t.Helper()
	texts := reflect.ValueOf(e.Dialect(sqlstore.Portable()))
	for i := range texts.NumField() {
		if text := strings.TrimSpace(texts.Field(i).String()); text != "" {
			all = append(all, statement{name: texts.Type().Field(i).Name, text: text})
		}
	}
	return all
}

// What is frozen under the number of a release that is still to come is what there
// is now. That a frozen schema, brought up to date, is the one of now is tested
// above; here is that nothing had to be done for that.
func TestWhatIsFrozenForTheNextReleaseIsTheState(t *testing.T) {
	version := releases(t)[0]
	if isReleased(t, version) {
		return // it does not change any more
	}
	for _, k := range engines {
		t.Run(k.name, func(t *testing.T) {
			f, e := thaw(t, version, k.name), k.empty(t)
			if had, has := len(applied.FindAllString(f.database, -1)), len(told(t, e, `SELECT version_id || '' FROM goose_db_version`)); had != has {
				t.Errorf("there are %d migrations, and %d were frozen; run: make freeze VERSION=%s", has, had, version)
			}
			for _, s := range listed(t, e) {
				if was, ok := f.named(s.name); !ok || was.text != s.text {
					t.Errorf("%s has changed since it was frozen; run: make freeze VERSION=%s", s.name, version)
				}
			}
		})
	}
}

// applied is a migration in a dump.
var applied = regexp.MustCompile(`(?m)^INSERT INTO (?:public\.)?goose_db_version `)

// A release that the changelog tells of must have left its files behind.
func TestEveryReleaseLeftItsSchemaBehind(t *testing.T) {
	have := releases(t)
	for _, version := range changelogVersions(t) {
		if !slices.Contains(have, version) {
			t.Errorf("there is no schema of %s; run, at its commit: make freeze VERSION=%s", version, version)
		}
	}
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("the schema has, and one made now has not: %s", line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("the schema lacks what one made now has: %s", line)
		}
	}
}

// frozenAt is where a release has left what belongs to an engine.
func frozenAt(version, name string) string {
	return filepath.Join("testdata", "released", version, name)
}

func contentOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
