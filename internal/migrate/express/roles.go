package express

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"perfil/internal/account"
	"perfil/internal/migrate/olddb"
)

// roleNames are what roles and statuses are called in such applications. They
// are never written to.
var roleNames = map[string]account.Role{
	"user": account.RoleUser, "usuario": account.RoleUser,
	"operator": account.RoleOperator, "operador": account.RoleOperator,
	"admin": account.RoleAdmin, "administrator": account.RoleAdmin, "administrador": account.RoleAdmin,
}

var statusNames = map[string]account.Status{
	"active": account.StatusActive, "activo": account.StatusActive,
	"inactive": account.StatusInactive, "inactivo": account.StatusInactive,
	"suspended": account.StatusSuspended, "suspendido": account.StatusSuspended,
}

// roles says which role a role_id is. Rights are never guessed: a number that is
// not in it is a fault of its row.
type roles struct {
	known   map[string]account.Role
	unknown map[string]string // names of roles that mean nothing here, by role_id
}

// readRoles reads the table role. Without one the numbers are those that the
// contract documents. named says what roles of other names are.
func readRoles(ctx context.Context, db *olddb.DB, tables []olddb.Table, named map[string]account.Role) (roles, error) {
	r := roles{known: map[string]account.Role{}, unknown: map[string]string{}}
	table, found := olddb.Find(tables, "role")
	if !found {
		table, found = olddb.Find(tables, "roles")
	}
	if !found || !table.Has("role_id") || !table.Has("role_name") {
		for n := range int64(4) {
			if role, ok := account.RoleByNumber(n); ok {
				r.known[strconv.FormatInt(n, 10)] = role
			}
		}
		return r, nil
	}
	err := db.Each(ctx, table, []string{"role_id", "role_name"}, "role_id", func(v []olddb.Value) error {
		name := strings.ToLower(strings.TrimSpace(v[1].Text))
		role, ok := named[name]
		if !ok {
			role, ok = roleNames[name]
		}
		if ok {
			r.known[v[0].Text] = role
		} else {
			r.unknown[v[0].Text] = v[1].Text
		}
		return nil
	})
	return r, err
}

// of says which role a role_id is, or why none.
func (r *roles) of(id string) (account.Role, error) {
	if role, ok := r.known[id]; ok {
		return role, nil
	}
	if name, ok := r.unknown[id]; ok {
		return 0, fmt.Errorf("the role %s is none of user, operator and admin: say what it is with --role %s=user", olddb.Quote(name), olddb.Quote(name))
	}
	return 0, fmt.Errorf("role_id %s is in no table of roles", olddb.Quote(id))
}
