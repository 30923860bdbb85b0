package sqlite_test

import (
	"reflect"
	"strings"
	"testing"

	"perfil/internal/sqlstore"
)

// scans are the statements that look at many rows because they must.
var scans = map[string]string{
	"AllByID":       "SCAN accounts",
	"CountAll":      "USING COVERING INDEX",
	"CountMatching": "USING COVERING INDEX accounts_by_age",
	"ListAll":       "SCAN accounts USING COVERING INDEX accounts_by_age",
	"ListMatching":  "SCAN accounts USING COVERING INDEX accounts_by_age",
	"Answer":        "SCAN CONSTANT ROW",
	"Events":        "SEARCH events USING INTEGER PRIMARY KEY (rowid<?)",
	"OtherAdmins":   "USING INDEX accounts_admins",
	"AnyHeld": `USING COVERING INDEX tickets_by_held_email
SCALAR SUBQUERY 2
SCAN jobs USING COVERING INDEX jobs_by_held_email`, // one row of each is enough
	"GivenIDs": "SCAN sqlite_sequence", // three rows
	"RaiseIDs": "SCAN sqlite_sequence",
}

// TestNoStatementReadsMoreThanItMust asks SQLite how it would run each
// statement, which also shows that it understands all of them.
func TestNoStatementReadsMoreThanItMust(t *testing.T) {
	e := opened(t)
	all := reflect.ValueOf(e.Dialect(sqlstore.Portable()))
	for i := range all.NumField() {
		name, statement := all.Type().Field(i).Name, all.Field(i).String()
		if statement == "" {
			continue
		}
		steps := plan(t, e, statement)
		want, allowed := scans[name]
		switch {
		case allowed && !strings.Contains(steps, want):
			t.Errorf("%s is not run with %q:\n%s", name, want, steps)
		case !allowed && strings.Contains(strings.ReplaceAll(steps, "SCAN CONSTANT ROW", ""), "SCAN "):
			t.Errorf("%s reads a whole table:\n%s", name, steps)
		case strings.Contains(steps, "AUTOMATIC"):
			t.Errorf("%s makes an index of its own:\n%s", name, steps)
		}
	}
}

func plan(t *testing.T, e sqlstore.Engine, statement string) string {
	t.Helper()
	var steps strings.Builder
	args := make([]any, 20)
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		rows, err := c.Query(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int64
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				return err
			}
			steps.WriteString(step + "\n")
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return steps.String()
}
