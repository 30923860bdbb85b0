package cli

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

type userCreate struct {
	place
	Username      string `help:"User name." required:"" placeholder:"NAME"`
	Email         string `help:"E-mail address." required:"" placeholder:"ADDRESS"`
	FirstName     string `help:"First name." placeholder:"NAME"`
	LastName      string `help:"Last name." placeholder:"NAME"`
	Phone         string `help:"Phone number, at most 10 characters." placeholder:"NUMBER"`
	Role          role   `help:"user, operator or admin." default:"user"`
	PasswordStdin bool   `help:"Take the password from the standard input and do not ask for it."`
	JSON          bool   `name:"json" help:"Show the account as JSON."`
}

func (c *userCreate) makesFolder() bool { return true }

func (c *userCreate) front(ctx context.Context, d *desk, back func(streams) error) error {
	plain, err := d.password(ctx, c.PasswordStdin)
	if err != nil {
		return err
	}
	return back(streams{in: plain, out: d.out, err: d.err})
}

func (c *userCreate) back(ctx context.Context, svc *account.Service, s streams) error {
	plain, err := readPassword(s.in)
	if err != nil {
		return err
	}
	a, err := svc.CreateAccount(ctx, operator(), account.NewAccount{
		Username: c.Username, Email: c.Email, Password: plain, FirstName: c.FirstName, LastName: c.LastName,
		Phone: c.Phone, Role: c.Role.Role,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(s.out, toJSON(&a))
	}
	_, err = fmt.Fprintf(s.out, "%s was made, its role is %s\n", inWords(&a), a.Role)
	return err
}

// role is a role as a flag.
type role struct{ account.Role }

func (r *role) UnmarshalText(text []byte) (err error) {
	r.Role, err = account.ParseRole(string(text))
	return err
}

// status is a status as a flag.
type status struct{ account.Status }

func (s *status) UnmarshalText(text []byte) (err error) {
	s.Status, err = account.ParseStatus(string(text))
	return err
}
