// Command bench measures the server beside a floor, which is net/http and
// nothing else, and prints tables in Markdown. README.md beside it says how to
// read them.
//
// It builds both programs, fills databases with people who do not exist, lets
// the programs take turns under the same load, and removes everything that it
// wrote. Nothing here judges a figure: those that are to be kept are written
// down in docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"perfil/internal/sqlstore/pgtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "bench: interrupted, everything is removed")
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, told io.Writer) (err error) {
	o, err := parse(args, told)
	if err != nil {
		return err
	}
	if o.list {
		o.writeList(out)
		return nil
	}
	b, err := open(ctx, &o, out, told)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.introduce(); err != nil {
		return err
	}
	for _, name := range o.engines {
		err := b.onEngine(ctx, name)
		switch {
		case errors.Is(err, pgtest.ErrNotInstalled) && !o.asked:
			fmt.Fprintf(out, "\nPostgreSQL is not measured: %v\n", err)
		case err != nil:
			return fmt.Errorf("on %s: %w", name, err)
		}
	}
	return nil
}

func (o *options) writeList(out io.Writer) {
	fmt.Fprintf(out, "%s\n%s\n%s\n", namedCommands, namedStarts, namedSignUps)
	for _, s := range o.scenarios() {
		fmt.Fprintln(out, s.title())
	}
}

// wants says whether -only has chosen something of this name.
func (o *options) wants(name string) bool { return o.only.MatchString(name) }

// chosen are the scenarios to measure, and whether anything needs the large
// database.
func (o *options) chosen() (all []scenario, large bool) {
	large = o.wants(namedCommands) || o.wants(namedStarts)
	for _, s := range o.scenarios() {
		if o.wants(s.title()) {
			all = append(all, s)
			large = large || s.readsLarge(o)
		}
	}
	return all, large
}

// onEngine measures everything on one kind of database.
func (b *bench) onEngine(ctx context.Context, name string) (err error) {
	e, err := b.openEngine(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	fmt.Fprintf(b.out, "\n## %s\n", e.name())

	scenarios, needsLarge := b.chosen()
	var large map[string]place
	defer func() {
		for _, at := range large {
			err = at.end(err)
		}
	}()
	if needsLarge {
		if large, err = b.commands(ctx, e); err != nil {
			return err
		}
	}
	if b.wants(namedStarts) {
		if err := b.recordOnce(ctx, large); err != nil {
			return err
		}
		if err := b.starts(ctx, e, large); err != nil {
			return err
		}
	}
	if err := b.playAll(ctx, e, scenarios, large); err != nil {
		return err
	}
	if p, ok := e.(*postgres); ok && b.wants(namedSignUps) {
		return b.signUps(ctx, p)
	}
	return nil
}

func (b *bench) playAll(ctx context.Context, e engine, scenarios []scenario, large map[string]place) error {
	if len(scenarios) == 0 {
		return nil
	}
	t := outcomeTable(b.out, scenarios)
	for _, s := range scenarios {
		o, err := b.play(ctx, e, s, large)
		if err != nil {
			return fmt.Errorf("%s: %w", s.title(), err)
		}
		o.write(t)
	}
	return nil
}
