package cli

import (
	"context"
	"crypto/subtle"
	"fmt"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/datadir"
	"perfil/internal/sqlstore"
)

// ground is what the process that holds the accounts has.
type ground struct {
	accounts *account.Service
	engine   sqlstore.Engine
	pictures avatar.Store
	dir      *datadir.Dir // nil, or without accounts, where those are in a database elsewhere
	brought  []byte       // the key that the operator brings; nil: that of the folder, or not known

	picturesInside bool // the pictures are kept in the data folder of a server
}

// keyElsewhere says whether tokens are signed with a key that is not that of the
// folder, and so in no backup. The folder may have one all the same, of before the
// operator brought another.
func (g *ground) keyElsewhere() bool {
	if g.brought == nil {
		return false
	}
	own, err := g.dir.ReadKey()
	return err != nil || subtle.ConstantTimeCompare(own, g.brought) == 0
}

// accountCommand is a command whose other half works on accounts, by their rules.
type accountCommand interface {
	command
	// back does the work, in the process that holds the accounts. It sees the
	// flags and nothing else of the operator's side.
	back(ctx context.Context, svc *account.Service, s streams) error
}

// groundCommand is a command whose other half works on what the accounts stand on.
type groundCommand interface {
	command
	// backOn is what back is for an accountCommand.
	backOn(ctx context.Context, g *ground, s streams) error
}

// perform runs the other half of a command.
func perform(ctx context.Context, c command, g *ground, s streams) error {
	switch c := c.(type) {
	case accountCommand:
		return c.back(ctx, g.accounts, s)
	case groundCommand:
		return c.backOn(ctx, g, s)
	default:
		return fmt.Errorf("the command %T has no other half", c)
	}
}
