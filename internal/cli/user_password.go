package cli

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

type userPassword struct {
	place
	Who           string `arg:"" help:"Id, e-mail or user name."`
	PasswordStdin bool   `help:"Take the password from the standard input and do not ask for it."`
}

func (c *userPassword) front(ctx context.Context, d *desk, back func(streams) error) error {
	plain, err := d.password(ctx, c.PasswordStdin)
	if err != nil {
		return err
	}
	return back(streams{in: plain, out: d.out, err: d.err})
}

func (c *userPassword) back(ctx context.Context, svc *account.Service, s streams) error {
	plain, err := readPassword(s.in)
	if err != nil {
		return err
	}
	a, err := find(ctx, svc, c.Who)
	if err != nil {
		return err
	}
	if err := svc.SetPassword(ctx, operator(), a.ID, plain); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s has a new password, and its sessions have ended\n", inWords(&a))
	return err
}
