package olddb_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/migrate/olddb"
)

func TestEachFieldGetsTheColumnThatIsNamedOrUsual(t *testing.T) {
	table := olddb.Table{Name: "people", Columns: []olddb.Column{{Name: "no", PrimaryKey: true}, {Name: "mail"}, {Name: "email"}, {Name: "tel"}, {Name: "notes"}}}
	fields := []olddb.Field{
		{Name: "id", Key: true, Needed: true, What: "a whole number"},
		{Name: "email", Usual: []string{"email", "mail"}, Needed: true},
		{Name: "phone", Usual: []string{"phone", "tel"}},
	}
	for name, told := range map[string]struct {
		wanted map[string]string
		want   olddb.Columns
		errors []string
	}{
		"usual": {nil, olddb.Columns{Fields: []string{"id", "email", "phone"}, Columns: []string{"no", "email", "tel"}, Left: []string{"mail", "notes"}}, nil},
		"named": {map[string]string{"email": "mail"}, olddb.Columns{Fields: []string{"id", "email", "phone"}, Columns: []string{"no", "mail", "tel"}, Left: []string{"email", "notes"}}, nil},
		"left":  {map[string]string{"phone": ""}, olddb.Columns{Fields: []string{"id", "email"}, Columns: []string{"no", "email"}, Left: []string{"mail", "tel", "notes"}}, nil},
		"all that is wrong": {map[string]string{"id": "", "email": "post", "fax": "tel", "zip": "", "age": "", "sex": ""}, olddb.Columns{}, []string{
			"people has no column for id, a whole number: name one with --map id=COLUMN",
			`people has no column "post" (--map email=post)`,
			`--map knows id, email, phone, not "age"`,
			`--map knows id, email, phone, not "fax"`,
			`--map knows id, email, phone, not "sex"`,
			`--map knows id, email, phone, not "zip"`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := olddb.Assign(table, fields, told.wanted)
			if err != nil || told.errors != nil {
				if err == nil || err.Error() != strings.Join(told.errors, "\n") {
					t.Errorf("%v", err)
				}
				return
			}
			if diff := cmp.Diff(told.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if names := olddb.Names(fields); strings.Join(names, " ") != "id email phone" {
		t.Errorf("%q", names)
	}
}
