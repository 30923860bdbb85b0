package main

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"perfil/bench/traffic"
)

// What -only can name besides scenarios.
const (
	namedCommands = "import and export"
	namedStarts   = "start-up"
)

// commands imports a large place for every build of the server, which reads of
// the scenarios use later, exports it again, and writes a table of both.
func (b *bench) commands(ctx context.Context, e engine) (large map[string]place, err error) {
	t := newTable(b.out, []string{"command", "who", "accounts", "seconds", "accounts/s", "CPU µs/account", "database µs/account", "RSS MiB"})
	write := func(command, who string, n int, done errand) {
		each := func(d float64) string { return figure(known(d / float64(n))) }
		t.row(command, who, strconv.Itoa(n), figure(done.took.Seconds()), figure(float64(n)/done.took.Seconds()),
			each(micros(done.cpu)), each(micros(done.database)), figure(known(mebibytes(done.memory))))
	}
	large = map[string]place{}
	for _, c := range b.programs {
		at, err := b.newPlace(ctx, e)
		if err != nil {
			return large, err
		}
		large[c.name] = at
		b.say("%s, importing %d accounts", e.name(), b.accounts)
		done, err := b.fill(ctx, e, c.program, at, b.accounts)
		if err != nil {
			return large, err
		}
		write("import", c.name, b.accounts, done)
		if !b.wants(namedCommands) {
			continue
		}
		if done, err = b.export(ctx, e, c.program, at); err != nil {
			return large, err
		}
		write("export", c.name, b.accounts, done)
	}
	return large, nil
}

// starts writes a table of how long servers take to answer first, on a small
// database and on a large one.
func (b *bench) starts(ctx context.Context, e engine, large map[string]place) error {
	t := newTable(b.out, []string{"start-up", "who", "accounts", "first answer ms", "idle RSS MiB"}, 0, 0, 0, 18, 18)
	for _, c := range b.programs {
		small, err := b.newPlace(ctx, e)
		if err != nil {
			return err
		}
		if _, err = b.fill(ctx, e, c.program, small, smallCrowd); err == nil {
			err = b.startsOf(ctx, t, c.name, smallCrowd, b.beginner(ctx, c, small))
		}
		if err := small.end(err); err != nil {
			return err
		}
		if err := b.startsOf(ctx, t, c.name, b.accounts, b.beginner(ctx, c, large[c.name])); err != nil {
			return err
		}
	}
	floor := func() (*child, error) { return b.beginFloor(ctx, b.answerFile()) }
	return b.startsOf(ctx, t, "floor", 0, floor)
}

func (b *bench) beginner(ctx context.Context, c contender, at place) func() (*child, error) {
	return func() (*child, error) { return b.beginPerfil(ctx, c, at) }
}

func (b *bench) startsOf(ctx context.Context, t *table, who string, accounts int, begin func() (*child, error)) error {
	setting := b.setting(traffic.Django, 1, 1)
	var first, idle []float64
	for round := range b.rounds {
		b.say("%s, start %d of %d", who, round+1, b.rounds)
		got, err := startUp(ctx, begin, traffic.Reads(setting)[0])
		if err != nil {
			return fmt.Errorf("starting %s: %w", who, err)
		}
		first, idle = append(first, millis(got.first)), append(idle, mebibytes(got.idle))
	}
	size := figure(math.NaN())
	if accounts > 0 {
		size = strconv.Itoa(accounts)
	}
	t.row("", who, size, spreadOf(first).String(), spreadOf(idle).String())
	return nil
}
