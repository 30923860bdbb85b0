package cli

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

type userList struct {
	place
	Search string `help:"Only accounts with this in the name or in the e-mail." placeholder:"TEXT"`
	Limit  int    `help:"How many at most." default:"100"`
	Offset int    `help:"How many to pass over first." placeholder:"N"`
	JSON   bool   `name:"json" help:"An account per line as JSON."`
}

// Validate is called by kong.
func (c *userList) Validate() error {
	if c.Limit < 1 || c.Offset < 0 {
		return usagef("--limit must be at least 1 and --offset at least 0")
	}
	return c.Place.Validate()
}

func (c *userList) front(_ context.Context, d *desk, back func(streams) error) error {
	return back(d.streams())
}

func (c *userList) back(ctx context.Context, svc *account.Service, s streams) error {
	page, err := svc.Accounts(ctx, operator(), account.Query{Search: c.Search, Limit: c.Limit, Offset: c.Offset, Count: true})
	if err != nil {
		return err
	}
	if err := c.write(page, s); err != nil {
		return err
	}
	if shown := len(page.Accounts); shown < page.Total {
		_, err = fmt.Fprintf(s.err, "%d of %d accounts; --limit and --offset show others\n", shown, page.Total)
	}
	return err
}

func (c *userList) write(page account.Page, s streams) error {
	if c.JSON {
		for i := range page.Accounts {
			if err := writeJSON(s.out, toJSON(&page.Accounts[i])); err != nil {
				return err
			}
		}
		return nil
	}
	t := newTable(s.out, "ID", "USERNAME", "EMAIL", "NAME", "ROLE", "STATUS", "CREATED", "LAST LOGIN")
	for i := range page.Accounts {
		a := &page.Accounts[i]
		t.row(idOrDash(a.ID), a.Username, a.Email, orDash(a.Name()), a.Role.String(), a.Status.String(),
			moment(a.CreatedAt), moment(a.LastLoginAt))
	}
	return t.end()
}
