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
	*olddb.Reading

	roles roles
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
	reading, err := db.Read(table, fields[:], o.Map, o.Zone)
	if err != nil {
		return nil, err
	}
	known, err := readRoles(ctx, db, tables, o.Roles)
	if err != nil {
		return nil, err
	}
	return &Source{Reading: reading, roles: known}, nil
}

// Name is "express".
func (*Source) Name() string { return "express" }

// Place says "row 17".
func (*Source) Place(position int64) string { return migrate.PlaceOfRow(position) }

// Each reads the rows in the order of ids.
func (s *Source) Each(ctx context.Context, yield func(migrate.Entry) error) error {
	return s.Reading.Each(ctx, func(r *olddb.Reader) error { return yield(s.entry(r)) })
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
