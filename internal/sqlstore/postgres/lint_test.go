package postgres_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"perfil/internal/sqlstore/postgres"
)

// A form is a way to word a migration that keeps others from their rows for as
// long as the table is large, or takes from the last release what it uses.
type form struct {
	means   string
	refused *regexp.Regexp
	unless  *regexp.Regexp // in the same statement; nil: never
}

// word makes a pattern of which the blanks are any white space.
func word(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?is)` + strings.ReplaceAll(pattern, " ", `\s+`))
}

// The forms, by what they are about. The name of the table is the first group, so
// that one that the same file makes is no matter.
var forms = []form{
	{"an index is made CONCURRENTLY", word(`^CREATE (?:UNIQUE )?INDEX (?:\w+ )?ON (?:ONLY )?(\w+)`), nil},
	{"an index is made anew CONCURRENTLY", word(`^REINDEX (?:TABLE|INDEX) (\w+)`), nil},
	{"a column keeps its type", word(`^ALTER TABLE (?:ONLY )?(\w+).*ALTER (?:COLUMN )?\w+ (?:SET DATA )?TYPE\b`), nil},
	{"SET NOT NULL reads the table, unless a valid CHECK says it; the check alone will do",
		word(`^ALTER TABLE (?:ONLY )?(\w+).*SET NOT NULL`), nil},
	{"a constraint is NOT VALID at first", word(`^ALTER TABLE (?:ONLY )?(\w+).*ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY)\b`), word(`NOT VALID`)},
	{"a key is made of an index", word(`^ALTER TABLE (?:ONLY )?(\w+).*ADD (?:CONSTRAINT \w+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b`), word(`USING INDEX`)},
	{"a column that must have a value has a default", word(`^ALTER TABLE (?:ONLY )?(\w+).*ADD (?:COLUMN )?(?:IF NOT EXISTS )?\w+ [^,]*NOT NULL`), word(`DEFAULT`)},
	{"a default is a constant", word(`^ALTER TABLE (?:ONLY )?(\w+).*ADD (?:COLUMN )?[^,]*DEFAULT \(?\w+\(`), nil},
	{"a column has no key, check, reference or number of its own at first",
		word(`^ALTER TABLE (?:ONLY )?(\w+).*ADD COLUMN (?:IF NOT EXISTS )?\w+ [^,]*\b(?:REFERENCES|CHECK|UNIQUE|PRIMARY KEY|GENERATED|(?:big|small)?serial)\b`), nil},
	{"a table is not written anew", word(`^(?:CLUSTER|VACUUM FULL|LOCK(?: TABLE)?|TRUNCATE(?: TABLE)?) (\w+)`), nil},
	{"rows are written some at a time, in a DO with COMMIT", word(`^(?:UPDATE|DELETE FROM|INSERT INTO) (\w+)`), word(`^(?:UPDATE|INSERT INTO) compatibility\b`)},
	{"nothing gets another name", word(`^ALTER (?:TABLE|INDEX|FUNCTION|TRIGGER) (?:ONLY )?(\w+).*RENAME`), nil},
	{"triggers tell of changes", word(`^ALTER TABLE (?:ONLY )?(\w+).*DISABLE`), nil},
}

// dropping is allowed one release after the last that used it, and then the file
// says which program the schema needs.
var (
	dropping    = word(`^(?:DROP (?:TABLE|FUNCTION|TRIGGER|VIEW) (?:IF EXISTS )?(\w+)|ALTER TABLE (?:ONLY )?(\w+).*\bDROP\b)`)
	needing     = word(`^UPDATE compatibility SET needs`)
	making      = word(`^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)
	concurrent  = word(`^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\w+)`)
	validating  = word(`^ALTER TABLE (?:ONLY )?\w+ VALIDATE CONSTRAINT`)
	unprotected = word(`^SET (?:SESSION )?lock_timeout`)
	protecting  = word(`^RESET lock_timeout`)
)

// What may stand behind ADD. Without COLUMN the name of a column could.
var (
	adding  = word(`\bADD (\w+)`)
	addable = []string{"COLUMN", "CONSTRAINT", "CHECK", "FOREIGN", "UNIQUE", "PRIMARY", "EXCLUDE", "GENERATED"}
)

// migration is one file, taken apart.
type migration struct {
	statements []string
	atOnce     bool // in one transaction
}

func taken(content string) migration {
	m := migration{atOnce: !strings.Contains(content, "-- +goose NO TRANSACTION")}
	block := false
	var statement strings.Builder
	for line := range strings.Lines(content) {
		switch {
		case strings.HasPrefix(line, "-- +goose StatementBegin"):
			block = true
		case strings.HasPrefix(line, "-- +goose StatementEnd"):
			block = false
		}
		code, _, _ := strings.Cut(line, "--")
		statement.WriteString(code)
		if !block && strings.HasSuffix(strings.TrimSpace(code), ";") || strings.HasPrefix(line, "-- +goose StatementEnd") {
			m.statements = append(m.statements, strings.TrimSpace(statement.String()))
			statement.Reset()
		}
	}
	if rest := strings.TrimSpace(statement.String()); rest != "" {
		m.statements = append(m.statements, rest)
	}
	return m
}

func (m *migration) has(pattern *regexp.Regexp) bool {
	return slices.ContainsFunc(m.statements, pattern.MatchString)
}

// faults tells which rules a migration breaks.
func (m *migration) faults() (faults []string) {
	var made []string
	for i, statement := range m.statements {
		if found := making.FindStringSubmatch(statement); found != nil {
			made = append(made, strings.ToLower(found[1]))
		}
		for _, f := range forms {
			found := f.refused.FindStringSubmatch(statement)
			if found != nil && !slices.Contains(made, strings.ToLower(found[1])) && (f.unless == nil || !f.unless.MatchString(statement)) {
				faults = append(faults, f.means)
			}
		}
		for _, found := range adding.FindAllStringSubmatch(statement, -1) {
			if !slices.Contains(addable, strings.ToUpper(found[1])) {
				faults = append(faults, "a column is added with the word COLUMN")
			}
		}
		if dropping.MatchString(statement) && !m.has(needing) {
			faults = append(faults, "what takes something away raises what the schema needs")
		}
		if found := concurrent.FindStringSubmatch(statement); found != nil {
			faults = append(faults, m.indexFaults(i, found[1])...)
		}
	}
	if m.atOnce && m.has(validating) && len(m.statements) > 1 {
		faults = append(faults, "a constraint is validated in a transaction of its own")
	}
	if m.has(unprotected) && !protecting.MatchString(m.statements[len(m.statements)-1]) {
		faults = append(faults, "lock_timeout is set back at the end")
	}
	return faults
}

// indexFaults looks at how an index is made CONCURRENTLY: by the statement with
// this number.
func (m *migration) indexFaults(at int, name string) (faults []string) {
	if m.atOnce {
		faults = append(faults, "CONCURRENTLY needs NO TRANSACTION")
	}
	// It waits for every transaction that is older, while nobody waits for it.
	if !m.has(unprotected) {
		faults = append(faults, "an index may wait as long as it likes")
	}
	if at == 0 || !word(`^DROP INDEX CONCURRENTLY IF EXISTS `+name).MatchString(m.statements[at-1]) {
		faults = append(faults, "what is left of an index that failed is removed first")
	}
	return faults
}

// Migrations that a release has are past changing, and the first release found
// empty databases. All that come behind must keep to the rules before they ship.
func TestMigrationsKeepToTheRules(t *testing.T) {
	own, err := postgres.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(own, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	newest := newestOurs(t)
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		if n, err := strconv.Atoi(number); err != nil || n <= newest {
			continue
		}
		content, err := fs.ReadFile(own, name)
		if err != nil {
			t.Fatal(err)
		}
		m := taken(string(content))
		for _, fault := range m.faults() {
			t.Errorf("%s: %s (docs/upgrading.md)", name, fault)
		}
	}
}

func TestTheFormsThatTheRulesAskForAreTaken(t *testing.T) {
	expand := withExpand(t)
	for _, name := range []string{"90001_columns.sql", "90002_check.sql", "90003_fill.sql", "90004_index.sql"} {
		content, err := fs.ReadFile(expand, name)
		if err != nil {
			t.Fatal(err)
		}
		m := taken(string(content))
		if faults := m.faults(); len(m.statements) == 0 || faults != nil {
			t.Errorf("%s: %q", name, faults)
		}
	}
}

func TestFormsThatLockForLongAreRefused(t *testing.T) {
	const index = "DROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY i ON accounts (phone);\n"
	for content, want := range map[string]string{
		"CREATE INDEX i ON accounts (phone);":                                                                          "CONCURRENTLY",
		"create unique index\n  i on accounts (phone);":                                                                "CONCURRENTLY",
		"CREATE TABLE keys (id text);\nCREATE INDEX i ON accounts (phone);":                                            "CONCURRENTLY",
		"SET lock_timeout = 0;\n" + index + "RESET lock_timeout;":                                                      "NO TRANSACTION",
		"-- +goose NO TRANSACTION\n" + index:                                                                           "as long as it likes",
		"-- +goose NO TRANSACTION\nSET lock_timeout = 0;\n" + index:                                                    "set back",
		"-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY i ON accounts (phone);":                                   "removed first",
		"REINDEX TABLE accounts;":                                                                                      "anew",
		"ALTER TABLE accounts ALTER COLUMN phone TYPE varchar(9);":                                                     "type",
		"ALTER TABLE accounts ALTER phone SET DATA TYPE varchar(9);":                                                   "type",
		"ALTER TABLE accounts ALTER COLUMN phone SET NOT NULL;":                                                        "SET NOT NULL",
		"ALTER TABLE accounts ADD CONSTRAINT c CHECK (phone <> '');":                                                   "NOT VALID",
		"ALTER TABLE jobs ADD FOREIGN KEY (account_id) REFERENCES accounts (id);":                                      "NOT VALID",
		"ALTER TABLE accounts ADD CONSTRAINT c UNIQUE (phone);":                                                        "made of an index",
		"ALTER TABLE accounts ADD COLUMN x text NOT NULL;":                                                             "has a default",
		"ALTER TABLE accounts ADD COLUMN x bigint DEFAULT nextval('s');":                                               "constant",
		"ALTER TABLE accounts ADD COLUMN x timestamptz NOT NULL DEFAULT now();":                                        "constant",
		"ALTER TABLE accounts ADD COLUMN x bigint REFERENCES keys (id);":                                               "at first",
		"ALTER TABLE accounts ADD COLUMN x bigint CHECK (x > 0);":                                                      "at first",
		"ALTER TABLE accounts ADD COLUMN x bigserial;":                                                                 "at first",
		"ALTER TABLE accounts ADD x bigint REFERENCES keys;":                                                           "word COLUMN",
		"VACUUM FULL accounts;":                                                                                        "written anew",
		"LOCK TABLE accounts;":                                                                                         "written anew",
		"UPDATE accounts SET phone = '';":                                                                              "some at a time",
		"DELETE FROM sessions;":                                                                                        "some at a time",
		"ALTER TABLE accounts RENAME COLUMN phone TO telephone;":                                                       "another name",
		"ALTER TABLE accounts RENAME TO people;":                                                                       "another name",
		"ALTER TABLE accounts DISABLE TRIGGER ALL;":                                                                    "triggers",
		"ALTER TABLE accounts DROP COLUMN phone;":                                                                      "takes something away",
		"DROP TABLE origins;":                                                                                          "takes something away",
		"ALTER TABLE accounts ADD CONSTRAINT c CHECK (id > 1) NOT VALID;\nALTER TABLE accounts VALIDATE CONSTRAINT c;": "of its own",
	} {
		m := taken("-- +goose Up\n" + content)
		if faults := strings.Join(m.faults(), "; "); !strings.Contains(faults, want) {
			t.Errorf("%s\nis told to be %q, want %q", content, faults, want)
		}
	}
}
