package cli

import (
	"context"

	"perfil/internal/account"
)

type userShow struct {
	place
	Who  string `arg:"" help:"Id, e-mail or user name."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *userShow) front(_ context.Context, d *desk, back func(streams) error) error {
	return back(d.streams())
}

func (c *userShow) back(ctx context.Context, svc *account.Service, s streams) error {
	a, err := find(ctx, svc, c.Who)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(s.out, toJSON(&a))
	}
	t := newTable(s.out, "id", idOrDash(a.ID))
	for _, row := range [][2]string{
		{"username", a.Username},
		{"email", a.Email},
		{"first name", orDash(a.FirstName)},
		{"last name", orDash(a.LastName)},
		{"phone", orDash(a.Phone)},
		{"avatar", orDash(a.Avatar)},
		{"role", a.Role.String()},
		{"status", a.Status.String()},
		{"created", moment(a.CreatedAt)},
		{"last login", moment(a.LastLoginAt)},
		{"email verified", moment(a.EmailVerifiedAt)},
	} {
		t.row(row[0], row[1])
	}
	return t.end()
}
