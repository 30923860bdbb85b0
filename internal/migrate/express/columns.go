package express

import (
	"fmt"

	"perfil/internal/migrate/olddb"
)

// fields lists where the application keeps the values of an account, in the order of
// Reader. It is never written to.
var fields = [...]olddb.Field{
	{Name: "id", Usual: []string{"user_id", "id"}, Needed: true},
	{Name: "name", Usual: []string{"name"}, Needed: true},
	{Name: "email", Usual: []string{"email"}, Needed: true},
	{Name: "password", Usual: []string{"password", "password_hash"}, Needed: true},
	{Name: "role_id", Usual: []string{"role_id"}, Needed: true},
	{Name: "status", Usual: []string{"status"}, Needed: true},
	{Name: "registration_date", Usual: []string{"registration_date", "created_at"}, Needed: true},
	{Name: "last_session", Usual: []string{"last_session"}},
}

func findUsers(tables []olddb.Table, name string) (olddb.Table, error) {
	wanted := name
	if wanted == "" {
		wanted = "users"
	}
	if t, found := olddb.Find(tables, wanted); found {
		return t, nil
	}
	return olddb.Table{}, fmt.Errorf("there is no table %s: name the one with the users with --table", olddb.Quote(wanted))
}
