package cli

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

type userSet struct {
	place
	Who       string  `arg:"" help:"Id, e-mail or user name."`
	Username  *string `help:"User name." placeholder:"NAME"`
	Email     *string `help:"E-mail address. The former one gets a letter with a way back." placeholder:"ADDRESS"`
	FirstName *string `help:"First name." placeholder:"NAME"`
	LastName  *string `help:"Last name." placeholder:"NAME"`
	Phone     *string `help:"Phone number; --phone= removes it." placeholder:"NUMBER"`
	Role      *role   `help:"user, operator or admin." placeholder:"ROLE"`
	Status    *status `help:"active, inactive or suspended. Any but active ends the sessions, for good." placeholder:"STATUS"`
	JSON      bool    `name:"json" help:"Show the account as JSON."`
}

// Validate is called by kong.
func (c *userSet) Validate() error {
	if c.Username == nil && c.Email == nil && c.FirstName == nil && c.LastName == nil && c.Phone == nil && c.Role == nil && c.Status == nil {
		return usagef("there is nothing to set: name at least one of --role, --status, --email, --username, --first-name, --last-name, --phone")
	}
	return c.Place.Validate()
}

func (c *userSet) front(_ context.Context, d *desk, back func(streams) error) error {
	return back(d.streams())
}

func (c *userSet) back(ctx context.Context, svc *account.Service, s streams) error {
	a, err := find(ctx, svc, c.Who)
	if err != nil {
		return err
	}
	change := account.AdminChange{
		Terms: account.Widest,
		Profile: account.ProfileChange{
			Username: c.Username, Email: c.Email, FirstName: c.FirstName, LastName: c.LastName, Phone: c.Phone,
		},
	}
	if c.Role != nil {
		change.Role = &c.Role.Role
	}
	if c.Status != nil {
		change.Status = &c.Status.Status
	}
	if a, err = svc.UpdateAccount(ctx, operator(), a.ID, change); err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(s.out, toJSON(&a))
	}
	_, err = fmt.Fprintf(s.out, "%s was changed, its role is %s, its status %s\n", inWords(&a), a.Role, a.Status)
	return err
}
