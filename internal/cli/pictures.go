package cli

import (
	"context"
	"fmt"
	"time"

	"perfil/internal/avatar"
)

// leftToNodes stands for the pictures where a command works on a database that
// nodes elsewhere serve: it does not know where those keep them. What a command
// leaves to be removed is a job in the database, which a node does.
type leftToNodes struct{}

var errLeftToNodes = fmt.Errorf("%w: this command does not know where the nodes keep them", avatar.ErrUnavailable)

func (leftToNodes) Put(context.Context, avatar.Name, []byte) error { return errLeftToNodes }

func (leftToNodes) Open(context.Context, avatar.Name) (avatar.Stored, error) {
	return avatar.Stored{}, errLeftToNodes
}

func (leftToNodes) Remove(context.Context, avatar.Name) error { return nil }

func (leftToNodes) Each(context.Context, func(avatar.Name, time.Time) error) error { return nil }

func (leftToNodes) Check(context.Context) error { return errLeftToNodes }
