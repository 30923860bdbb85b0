package postgres_test

import (
	"strings"
	"testing"

	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
)

// An index with another collation than the comparison would not be used, and
// every sign-up would read all letters and tickets.
func TestAHeldAddressIsFoundInItsIndexes(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	conn := connected(t, database)
	run(t, conn, "SET enable_seqscan = off") // the tables are empty: reading them would be cheapest
	dialect := e.Dialect(sqlstore.Portable())
	for name, statement := range map[string]string{
		"HeldEmail":     strings.ReplaceAll(dialect.HeldEmail, "$1", "'a@example.com'"),
		"EmailKeepers":  strings.ReplaceAll(dialect.EmailKeepers, "$1", "'a@example.com'"),
		"ImportAccount": literal(dialect.ImportAccount),
	} {
		rows, err := conn.Query(t.Context(), "EXPLAIN "+statement)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var plan strings.Builder
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		rows.Close()
		for _, index := range []string{"tickets_by_held_email", "jobs_by_held_email"} {
			// The index may be read as a whole, too; that would have no condition.
			_, found, _ := strings.Cut(plan.String(), index)
			if _, next, _ := strings.Cut(found, "\n"); !strings.HasPrefix(strings.TrimSpace(next), "Index Cond: ((email)") {
				t.Errorf("%s does not use %s:\n%s", name, index, plan.String())
			}
		}
	}
}

// literal is an import of some account, without parameters.
func literal(statement string) string {
	for _, p := range []struct{ number, value string }{
		{"$16", "'a'"}, {"$15", "1"}, {"$14", "1"}, {"$13", "1"}, {"$12", "1"}, {"$11", "1"}, {"$10", "'!'"},
		{"$9", "'active'"}, {"$8", "'user'"}, {"$7", "''"}, {"$6", "''"}, {"$5", "''"}, {"$4", "''"},
		{"$3", "'a@example.com'"}, {"$2", "'a'"}, {"$1", "1"},
	} {
		statement = strings.ReplaceAll(statement, p.number, p.value)
	}
	return statement
}
