package cli

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

type userDelete struct {
	place
	Who string `arg:"" help:"Id, e-mail or user name."`
	Yes bool   `help:"Do not ask."`
}

func (c *userDelete) front(ctx context.Context, d *desk, back func(streams) error) error {
	if !c.Yes {
		if err := d.confirm(ctx, "Delete the account "+printable(c.Who)+" for good?"); err != nil {
			return err
		}
	}
	return back(d.streams())
}

func (c *userDelete) back(ctx context.Context, svc *account.Service, s streams) error {
	a, err := find(ctx, svc, c.Who)
	if err != nil {
		return err
	}
	if err := svc.DeleteAccount(ctx, operator(), a.ID); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s was deleted\n", inWords(&a))
	return err
}
