package cli

import (
	"context"
	"errors"
	"strconv"
	"time"

	"perfil/internal/account"
)

type auditCommand struct {
	place
	Account string `help:"Only what is about this account: id, e-mail or user name." placeholder:"WHO"`
	Action  string `help:"Only this action, such as sign-in-failed." placeholder:"ACTION"`
	Limit   int    `help:"How many at most." default:"50"`
	Before  int64  `help:"Only what was before the event with this id." placeholder:"ID"`
	JSON    bool   `name:"json" help:"An event per line as JSON."`
}

// Validate is called by kong.
func (c *auditCommand) Validate() error {
	if c.Limit < 1 || c.Before < 0 {
		return usagef("--limit must be at least 1 and --before an id")
	}
	return c.Place.Validate()
}

func (c *auditCommand) front(_ context.Context, d *desk, back func(streams) error) error {
	return back(d.streams())
}

func (c *auditCommand) back(ctx context.Context, svc *account.Service, s streams) error {
	q := account.EventQuery{Action: account.Action(c.Action), Before: c.Before, Limit: c.Limit}
	if c.Account != "" {
		id, err := c.about(ctx, svc)
		if err != nil {
			return err
		}
		q.Account = id
	}
	events, err := svc.Audit(ctx, operator(), q)
	if err != nil {
		return err
	}
	if c.JSON {
		for i := range events {
			if err := writeJSON(s.out, eventJSON(&events[i])); err != nil {
				return err
			}
		}
		return nil
	}
	t := newTable(s.out, "ID", "TIME", "ACTION", "ACCOUNT", "BY", "FROM", "DETAIL")
	for i := range events {
		e := &events[i]
		t.row(strconv.FormatInt(e.ID, 10), moment(e.At), string(e.Action), idOrDash(e.Account), by(e), orDash(e.Address), orDash(e.Detail))
	}
	return t.end()
}

// about is the id of the account that is asked for. An id of an account that is
// gone still has events.
func (c *auditCommand) about(ctx context.Context, svc *account.Service) (account.ID, error) {
	a, err := find(ctx, svc, c.Account)
	var unknown *unknownError
	if id, notNumber := strconv.ParseInt(c.Account, 10, 64); errors.As(err, &unknown) && notNumber == nil && id > 0 {
		return account.ID(id), nil
	}
	return a.ID, err
}

// by says who did it: an account, or the tool of an operator.
func by(e *account.Event) string {
	if e.Via != "" {
		return e.Via
	}
	return idOrDash(e.Actor)
}

// auditJSON is an event as scripts see it.
type auditJSON struct {
	ID      int64          `json:"id"`
	At      time.Time      `json:"at"`
	Action  account.Action `json:"action"`
	Account *account.ID    `json:"account"`
	Actor   *account.ID    `json:"actor"`
	Via     string         `json:"via"`
	Address string         `json:"address"`
	Detail  string         `json:"detail"`
}

func eventJSON(e *account.Event) auditJSON {
	return auditJSON{
		ID: e.ID, At: e.At.UTC(), Action: e.Action, Account: idOrNull(e.Account), Actor: idOrNull(e.Actor),
		Via: e.Via, Address: e.Address, Detail: e.Detail,
	}
}

func idOrNull(id account.ID) *account.ID {
	if id == 0 {
		return nil
	}
	return &id
}
