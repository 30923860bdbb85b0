package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"perfil/internal/account"
	"perfil/internal/config"
	"perfil/internal/control"
	"perfil/internal/datadir"
	"perfil/internal/migrate"
)

// command is a command on accounts, in two halves. The other half is that of an
// accountCommand or a groundCommand.
type command interface {
	// where says which accounts.
	where() *config.Place
	// makesFolder says whether the command makes sense on a folder that is not
	// there yet, or on a database without tables.
	makesFolder() bool
	// front does what belongs to the operator's side (ask, open files) and
	// calls back, at most once, with what the other half reads and writes.
	front(ctx context.Context, d *desk, back func(streams) error) error
}

// streams are what the back of a command reads and writes.
type streams struct {
	in  io.Reader // nil: nothing
	out io.Writer
	err io.Writer
	// spool is the folder for what has to wait, where others use the same accounts
	// meanwhile; "" where nobody does.
	spool string
	// room says how much may be written there.
	room migrate.Room
	// picturesToo says whether avatars are kept on the same disk.
	picturesToo bool
}

// place is the part that commands on accounts have in common.
type place struct {
	config.Place
}

func (p *place) where() *config.Place { return &p.Place }

func (p *place) makesFolder() bool { return false }

// operator is who acts in every command.
func operator() account.Actor { return account.Operator("cli") }

// execute runs a command: in this process when nobody else uses the folder, in
// the server when one is running there, so that it never serves what is stale.
func execute(ctx context.Context, c command, args []string, d *desk) error {
	// Looked at before anything is asked, so that nobody types a password in vain.
	open, err := folderOf(c)
	if err != nil {
		return err
	}
	return c.front(ctx, d, func(s streams) error {
		dir, err := open()
		if err != nil {
			return err
		}
		if dir == nil {
			return runHere(ctx, c, nil, s)
		}
		return tryHereAndThere(ctx, c, dir, args, s)
	})
}

// folderOf opens the folder of the accounts. What it returns gives out that folder, and
// makes one that is missing only then: a command that fails before, because what it
// reads is not there, leaves none. The folder is nil where the accounts are in a
// database elsewhere, which tells every node of changes, so that a command may
// go there directly.
func folderOf(c command) (open func() (*datadir.Dir, error), err error) {
	p := c.where()
	if p.DatabaseURL.IsSet() {
		return func() (*datadir.Dir, error) { return nil, nil }, nil
	}
	from := datadir.Open
	if c.makesFolder() {
		from = datadir.Make
		if _, err := os.Stat(p.DataDir); errors.Is(err, fs.ErrNotExist) {
			return func() (*datadir.Dir, error) { return from(p.DataDir) }, nil
		}
	}
	dir, err := from(p.DataDir)
	return func() (*datadir.Dir, error) { return dir, nil }, err
}

// How long to try when the folder is in use and nobody takes commands: a server
// is starting or stopping, or another command is running.
const (
	patience = 10 * time.Second
	pause    = 50 * time.Millisecond
)

func tryHereAndThere(ctx context.Context, c command, dir *datadir.Dir, args []string, s streams) error {
	for deadline := time.Now().Add(patience); ; {
		err := dir.Lock()
		if err == nil {
			dir.Sweep()
			return errors.Join(runHere(ctx, c, dir, s), dir.Close())
		}
		var inUse *datadir.InUseError
		if !errors.As(err, &inUse) {
			return err
		}
		code, err := control.Run(ctx, dir.Socket(), version(), control.Request{Args: args},
			control.Streams{In: s.in, Out: s.out, Err: s.err})
		switch {
		case !errors.Is(err, control.ErrNoServer):
			return ended(s.err, code, err)
		case time.Now().After(deadline):
			return inUse
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// ended is the outcome of a command that ran in the server, which has told
// everything but that the connection broke. Then part of it may be done, and that
// must not be taken for nothing.
func ended(w io.Writer, code int, err error) error {
	switch {
	case errors.Is(err, control.ErrBrokenOff):
		return partly(w, fmt.Errorf("%w; nobody knows how far it came: run the same command again", err))
	case err == nil && code != exitDone:
		return exit(code)
	default:
		return err
	}
}

// runHere runs the back of a command on a folder that this process holds, or on
// the database that the settings name.
func runHere(ctx context.Context, c command, dir *datadir.Dir, s streams) (err error) {
	var end cleanup
	defer func() { err = errors.Join(err, end.Close()) }()
	g, err := openForCommand(ctx, c, dir, s.err, &end)
	if err != nil {
		return err
	}
	return perform(ctx, c, g, s)
}
