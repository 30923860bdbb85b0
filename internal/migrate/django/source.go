package django

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/olddb"
	"perfil/internal/password"
)

// Options say what to read.
type Options struct {
	Table string            // "": found by its shape
	Map   map[string]string // columns by field, where they are not the usual ones; "" leaves the field out
	Media *os.Root          // the folder MEDIA_ROOT; nil: avatars stay behind
	Zone  *time.Location    // of times without a zone, which Django writes in UTC with USE_TZ; nil: UTC
}

// Source is the table of users, as a migrate.Source.
type Source struct {
	*olddb.Reading

	media *os.Root
}

// New finds out what to read. Its errors are sentences for the operator.
func New(ctx context.Context, db *olddb.DB, o Options) (*Source, error) {
	tables, err := db.Tables(ctx)
	if err != nil {
		return nil, err
	}
	table, err := find(tables, o.Table)
	if err != nil {
		return nil, err
	}
	reading, err := db.Read(table, fields[:], o.Map, o.Zone)
	if err != nil {
		return nil, err
	}
	return &Source{Reading: reading, media: o.Media}, nil
}

// Name is "django".
func (*Source) Name() string { return "django" }

// Place says "row 17".
func (*Source) Place(position int64) string { return migrate.PlaceOfRow(position) }

// Each reads the rows in the order of ids.
func (s *Source) Each(ctx context.Context, yield func(migrate.Entry) error) error {
	return s.Reading.Each(ctx, func(r *olddb.Reader) error { return yield(s.entry(r)) })
}

func (s *Source) entry(r *olddb.Reader) migrate.Entry {
	e := migrate.Entry{Position: r.ID("id"), Nameless: !r.Has("username")}
	r.Needed("email", "password", "date_joined")
	e.Account = account.Account{
		Username:     r.Text("username"),
		Email:        r.Text("email"),
		FirstName:    r.Text("first_name"),
		LastName:     r.Text("last_name"),
		Phone:        r.Text("phone"),
		Role:         role(r.Flag("is_superuser", false), r.Flag("is_staff", false)),
		Status:       account.StatusInactive,
		PasswordHash: password.Hash(r.Text("password")),
		CreatedAt:    r.Time("date_joined"),
		LastLoginAt:  r.Time("last_login"),
	}
	if r.Flag("is_active", false) {
		e.Account.Status = account.StatusActive
	}
	s.picture(&e, r.Text("avatar"))
	e.Faults = r.Faults
	return e
}

// role gives a superuser all rights here, too, and who may enter Django's admin
// pages those of an operator.
func role(superuser, staff bool) account.Role {
	switch {
	case superuser:
		return account.RoleAdmin
	case staff:
		return account.RoleOperator
	default:
		return account.RoleUser
	}
}

// picture notes where the avatar lies. Django keeps the path below MEDIA_ROOT;
// some applications keep the path of the URL.
func (s *Source) picture(e *migrate.Entry, path string) {
	path = strings.TrimLeft(strings.TrimPrefix(path, "/media/"), "/")
	if path == "" {
		return
	}
	e.Picture = path
	if s.media == nil {
		return
	}
	if info, err := s.media.Stat(path); err == nil {
		e.Mark = fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
	}
}
