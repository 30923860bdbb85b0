package olddb_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/olddb"
)

// databases run a test on each kind of database that is here; fill makes what is
// to be read, in words that all of them understand.
func databases(t *testing.T, fill []string, test func(t *testing.T, source string)) {
	migratetest.Formers(t, func(t *testing.T, source string) {
		for _, statement := range fill {
			if migratetest.Kind(source) == "mysql" { // its timestamps begin in 1970
				statement = strings.ReplaceAll(statement, "timestamp", "datetime(6)")
			}
			migratetest.SQL(t, source, statement)
		}
		test(t, source)
	})
}

func open(t *testing.T, source string) *olddb.DB {
	t.Helper()
	db, err := olddb.Open(t.Context(), source)
	migratetest.Must(t, err)
	t.Cleanup(func() { migratetest.Must(t, db.Close()) })
	return db
}

func TestRowsComeInTheOrderOfNumbersAndInWords(t *testing.T) {
	databases(t, []string{
		`CREATE TABLE "od""d table" (id bigint PRIMARY KEY, "a b" text, flag boolean, at timestamp)`,
		`INSERT INTO "od""d table" VALUES (10, 'ten', true, '2024-01-15 10:30:00.123456'), (9, '', false, NULL), (-1, NULL, NULL, '1955-11-05 00:00:00'), (1000000000000000000, 'x', true, NULL)`,
	}, func(t *testing.T, source string) {
		db := open(t, source)
		tables, err := db.Tables(t.Context())
		migratetest.Must(t, err)
		table, found := olddb.Find(tables, `OD"D TABLE`)
		if !found || table.Key() != "id" || !table.Has("a b") || len(table.Columns) != 4 {
			t.Fatalf("%+v", tables)
		}
		if n, err := db.Count(t.Context(), table); n != 4 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		r := olddb.NewReader([]string{"id", "text", "flag", "at"}, []string{"id", "a b", "flag", "at"}, time.UTC)
		var got []string
		err = db.Each(t.Context(), table, []string{"id", "a b", "flag", "at"}, "id", func(v []olddb.Value) error {
			r.Set(v)
			line := time.Time.String(r.Time("at"))
			if v[1].Null {
				line += " NULL"
			}
			line += " " + r.Text("text")
			if r.Flag("flag", false) {
				line += " true"
			}
			got = append(got, v[0].Text+" "+line+" "+strings.Join(r.Faults, "; "))
			return nil
		})
		migratetest.Must(t, err)
		never := time.Time{}.String()
		want := []string{
			"-1 1955-11-05 00:00:00 +0000 UTC NULL  flag is NULL", "9 " + never + "  ",
			"10 2024-01-15 10:30:00.123456 +0000 UTC ten true ", "1000000000000000000 " + never + " x true ",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

// What is read belongs to one moment, although the other system goes on.
func TestWhatIsReadStaysAsItWasAtTheBeginning(t *testing.T) {
	databases(t, []string{`CREATE TABLE users (id integer PRIMARY KEY)`, `INSERT INTO users VALUES (1)`, `CREATE TABLE other (id integer)`}, func(t *testing.T, source string) {
		if strings.HasPrefix(source, "sqlite:") {
			t.Skip("a writer of SQLite waits for the reader, or the reader for the writer")
		}
		db := open(t, source)
		tables, err := db.Tables(t.Context())
		migratetest.Must(t, err)
		migratetest.SQL(t, source, `INSERT INTO users VALUES (2)`)
		table, _ := olddb.Find(tables, "users")
		if n, err := db.Count(t.Context(), table); n != 1 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

func TestTimesAreReadAsDatabasesWriteThem(t *testing.T) {
	bogota, err := time.LoadLocation("America/Bogota")
	migratetest.Must(t, err)
	for text, want := range map[string]string{
		"2024-01-15 10:30:00":           "2024-01-15T15:30:00Z",
		"2024-01-15 10:30:00.123456":    "2024-01-15T15:30:00.123456Z",
		"2024-01-15T10:30:00":           "2024-01-15T15:30:00Z",
		"2024-01-15 10:30:00+00":        "2024-01-15T10:30:00Z",
		"2024-01-15 10:30:00.5+05:30":   "2024-01-15T05:00:00.5Z",
		"1900-01-15 10:30:00-04:56:16":  "1900-01-15T15:26:16Z",
		"2024-01-15":                    "2024-01-15T05:00:00Z",
		"infinity":                      "",
		"0044-03-15 00:00:00 BC":        "",
		"0000-00-00 00:00:00":           "",
		"12345-01-01 00:00:00":          "",
		"2024-02-30 00:00:00":           "",
		"1705314600":                    "",
		"":                              "",
		"2024-01-15 10:30:00,5":         "",
		"2024-01-15 10:30:00 +0000 UTC": "",
	} {
		got, err := olddb.ParseTime(text, bogota)
		if shown := got.Format(time.RFC3339Nano); want != "" && (err != nil || shown != want) || want == "" && err == nil {
			t.Errorf("%q is %s, %v; want %q", text, shown, err, want)
		}
	}
}

func TestSourcesAreNamedWithoutTheirPasswords(t *testing.T) {
	for source, has := range map[string]bool{
		"postgres://u:hush@h/d": true, "postgres://u@h/d?password=hush": true, "mysql://u:hush@h:1/d?tls=true": true,
		"postgres://u@h/d": false, "sqlite:/a/b": false, "postgres://u:hush%zz@h/d": true,
	} {
		if olddb.HasPassword(source) != has || strings.Contains(olddb.Name(source), "hush") {
			t.Errorf("%s: %v, %s", source, olddb.HasPassword(source), olddb.Name(source))
		}
		if _, err := olddb.Open(t.Context(), source); err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("%v", err)
		}
	}
}

func FuzzATimeIsReadOrRefused(f *testing.F) {
	f.Add("2024-01-15 10:30:00.123456+00")
	f.Add("2024-01-15")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := olddb.ParseTime(text, time.UTC)
		if err == nil && (at.Location() != time.UTC || len(text) < len("2024-01-15")) {
			t.Errorf("%q is %s", text, at)
		}
	})
}
