package cli

import (
	"context"
	"errors"
	"fmt"

	"perfil/internal/sqlstore"
)

// moveCommand copies everything to a database of another kind. It runs in this
// process: nobody may serve either side meanwhile.
type moveCommand struct {
	From        string `required:"" help:"Where the accounts are: sqlite:DIR, a data folder, or postgres://USER@HOST/NAME; or @FILE, a file that holds that line, so that a password stays out of the list of processes." placeholder:"DATABASE"`
	To          string `required:"" help:"Where they go, written in the same way. It must be empty, or hold a part of the same move." placeholder:"DATABASE"`
	AvatarsFrom string `help:"Where the pictures are: a folder, an s3:// URL or @FILE. By default in the data folder." placeholder:"DIR|URL"`
	AvatarsTo   string `help:"Where they go. By default into the data folder." placeholder:"DIR|URL"`
}

func (c *moveCommand) run(ctx context.Context, d *desk) (err error) {
	var end cleanup
	defer func() { err = errors.Join(err, end.Close()) }()
	w, err := c.open(ctx, d, &end)
	if err != nil {
		return err
	}
	m := sqlstore.NewMove(w.from.engine, w.to.engine, w.from.name)
	total, goesOn, err := m.Begin(ctx)
	if err != nil {
		return w.advised(err)
	}
	w.warn(d.err)
	if goesOn {
		_, _ = fmt.Fprintln(d.err, "Going on with the move that was interrupted.")
	}
	if err := w.move(ctx, d, m, total); err != nil {
		return w.resumable(ctx, err)
	}
	return nil
}

// move does what there is to do in a target that is marked.
func (w *way) move(ctx context.Context, d *desk, m *sqlstore.Move, total int64) error {
	err := showing(d, total, "copying", func(more func(int)) error { return m.Copy(ctx, more) })
	if err != nil {
		return err
	}
	var found sqlstore.Compared
	err = showing(d, 2*total, "comparing", func(more func(int)) (err error) {
		found, err = m.Compare(ctx, more)
		return err
	})
	if err != nil {
		return err
	}
	shown, err := w.pictures.copy(ctx, d, m)
	if err != nil {
		return err
	}
	if err := m.Finish(ctx); err != nil {
		return err
	}
	w.tell(d.out, found, shown)
	return nil
}

// showing runs a step and shows how many of total rows it has behind it.
func showing(d *desk, total int64, what string, step func(more func(int)) error) error {
	r := d.rows(total, what)
	defer r.end()
	n := 0
	return step(func(more int) {
		if more > 0 {
			n += more
			r.show(n, more)
		}
	})
}

// advised says what to do about a move that cannot begin.
func (w *way) advised(err error) error {
	var full *sqlstore.NotEmptyError
	var under *sqlstore.UnderwayError
	switch {
	case errors.Is(err, sqlstore.ErrNothing):
		return fmt.Errorf("nothing was moved, because %s holds nothing: look at --from", w.from.name)
	case errors.As(err, &full):
		return fmt.Errorf("nothing was moved: %w; name an empty one with --to, or empty it: %s", full, w.to.emptying())
	case errors.As(err, &under):
		return fmt.Errorf("nothing was moved: %w; run that move again to its end, or empty the target: %s", err, w.to.emptying())
	default:
		return fmt.Errorf("nothing was moved: %w", err)
	}
}

// resumable says what is left behind by a move that did not come to its end.
func (w *way) resumable(ctx context.Context, err error) error {
	const goOn = "what was copied stays, and the same command goes on from there"
	var different *sqlstore.DifferenceError
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted; " + goOn)
	case errors.As(err, &different):
		return fmt.Errorf("%w; stop everything that uses either of them, empty the target (%s), and move again", different, w.to.emptying())
	default:
		return fmt.Errorf("%w; %s", err, goOn)
	}
}
