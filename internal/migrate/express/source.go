package express

import (
	"context"
	"strings"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/olddb"
	"perfil/internal/password"
)

// Options say what to read.
type Options struct {
	Table string                  // "": users
	Map   map[string]string       // columns by field, where they are not the usual ones
	Roles map[string]account.Role // what roles are whose names mean nothing here, by their names in lower case
	Zone  *time.Location          // of times without a zone; nil: UTC
}

// Source is the table of users, as a migrate.Source.
type Source struct {
	Columns

	db    *olddb.DB
	table olddb.Table
	roles roles
	zone  *time.Location
}

// New finds out what to read. Its errors are sentences for the operator.
func New(ctx context.Context, db *olddb.DB, o Options) (*Source, error) {
	tables, err := db.Tables(ctx)
	if err != nil {
		return nil, err
	}
	table, err := findUsers(tables, o.Table)
	if err != nil {
		return nil, err
	}
	columns, err := assign(table, o.Map)
	if err != nil {
		return nil, err
	}
	known, err := readRoles(ctx, db, tables, o.Roles)
	if err != nil {
		return nil, err
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	return &Source{Columns: columns, db: db, table: table, roles: known, zone: o.Zone}, nil
}

// Table is the table that is read.
func (s *Source) Table() string { return s.table.String() }

// Name is "express".
func (*Source) Name() string { return "express" }

// Place says "row 17".
func (*Source) Place(position int64) string { return migrate.PlaceOfRow(position) }

// Count is how many rows there are.
func (s *Source) Count(ctx context.Context) (int64, error) { return s.db.Count(ctx, s.table) }

// Each reads the rows in the order of ids.
func (s *Source) Each(ctx context.Context, yield func(migrate.Entry) error) error {
	r := olddb.NewReader(s.Fields, s.Columns.Columns, s.zone)
	by := s.Columns.Columns[0] // id is the first field
	return s.db.Each(ctx, s.table, s.Columns.Columns, by, func(values []olddb.Value) error {
		r.Set(values)
		return yield(s.entry(r))
	})
}

func (s *Source) entry(r *olddb.Reader) migrate.Entry {
	e := migrate.Entry{Position: r.ID("id"), Nameless: true}
	r.Needed("email", "password", "role_id", "status", "registration_date")
	a := &e.Account
	a.SetName(r.Text("name"))
	a.Email = r.Text("email")
	a.PasswordHash = password.Hash(r.Text("password"))
	a.CreatedAt, a.LastLoginAt = r.Time("registration_date"), r.Time("last_session")
	e.Faults = append(r.Faults, s.rights(a, r)...)
	return e
}

// rights sets role and status. Where either is not known the account does not
// come: a guess could give somebody rights, or lift a suspension. An empty text is
// not known either; MySQL has it where an ENUM was given what it has not. Of NULL
// the reader has told.
func (s *Source) rights(a *account.Account, r *olddb.Reader) (faults []string) {
	if !r.IsNull("role_id") {
		role, err := s.roles.of(r.Text("role_id"))
		if err != nil {
			faults = append(faults, err.Error())
		}
		a.Role = role
	}
	if !r.IsNull("status") {
		status := r.Text("status")
		known, ok := statusNames[strings.ToLower(strings.TrimSpace(status))]
		if !ok {
			faults = append(faults, "status "+olddb.Quote(status)+" is none of active, inactive and suspended")
		}
		a.Status = known
	}
	return faults
}
