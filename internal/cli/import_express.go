package cli

import (
	"context"
	"errors"
	"strings"

	"perfil/internal/account"
	"perfil/internal/migrate/express"
)

type importExpress struct {
	importing
	Role map[string]string `help:"What a role of another name is here: --role editor=user; may be repeated." placeholder:"NAME=ROLE"`
}

func (c *importExpress) front(ctx context.Context, d *desk, back func(streams) error) (err error) {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	roles, err := parseRoles(c.Role)
	if err != nil {
		return err
	}
	db, err := c.openSource(ctx, d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	source, err := express.New(ctx, db, express.Options{Table: c.Table, Map: c.Map, Roles: roles, Zone: zone})
	if err != nil {
		return err
	}
	columns := columnsOf(source.Table(), source.Fields, source.Columns.Columns, source.Left)
	columns.zone = c.TimeZone
	return c.bring(ctx, d, source, columns, "", back)
}

func parseRoles(named map[string]string) (map[string]account.Role, error) {
	roles := make(map[string]account.Role, len(named))
	for name, text := range named {
		role, err := account.ParseRole(text)
		if err != nil {
			return nil, usagef("--role %s: %v", name, err)
		}
		roles[strings.ToLower(name)] = role
	}
	return roles, nil
}
