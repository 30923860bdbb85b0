package main

import (
	"context"
	"errors"
	"os"

	"perfil/bench/traffic"
)

// stage is where one scenario is played: the subjects, and what has to be taken
// down when it is over.
type stage struct {
	subjects []subject
	places   []place
}

func (s *stage) close() error {
	for _, subject := range s.subjects {
		subject.stop()
	}
	var errs []error
	for _, p := range s.places {
		errs = append(errs, p.drop())
	}
	return errors.Join(errs...)
}

// play measures a scenario. The first of the subjects is the server under test.
func (b *bench) play(ctx context.Context, e engine, s scenario, large map[string]place) (o outcome, err error) {
	set := &stage{}
	defer func() { err = errors.Join(err, set.close()) }()
	if err := b.prepare(ctx, e, s, large, set); err != nil {
		return outcome{}, err
	}
	o.scenario = s
	for _, subject := range set.subjects {
		o.who = append(o.who, subject.who())
	}
	o.samples, err = takeTurns(ctx, set.subjects, b.options, func(round int) {
		b.say("%s, %s, %d accounts: round %d of %d", e.name(), s.name, s.accounts, round, b.rounds)
	})
	return o, err
}

func (b *bench) prepare(ctx context.Context, e engine, s scenario, large map[string]place, set *stage) error {
	setting := b.setting(s.contract, s.clients, s.accounts)
	for _, c := range b.programs {
		at, err := b.placeFor(ctx, e, s, c, large, set)
		if err != nil {
			return err
		}
		server, err := b.beginPerfil(ctx, c, at, s.settings...)
		if err != nil {
			return err
		}
		b.say("%s is process %d", c.name, server.pid)
		set.subjects = append(set.subjects, &served{
			name: c.name, server: server, database: e.cpu(),
			scripts: s.scripts(setting),
			beside:  traffic.SignIns(b.setting(s.contract, s.guests, s.accounts)),
		})
		if err := record(ctx, server.addr, setting, b.answerFile()); err != nil {
			return err
		}
	}
	floor, err := b.beginFloor(ctx, b.answerFile())
	if err != nil {
		return err
	}
	set.subjects = append(set.subjects, &served{name: "floor", server: floor, scripts: traffic.Reads(setting)})
	return b.addRivals(ctx, s, set)
}

// placeFor is the large place if nothing changes it, else one that is filled for
// this scenario alone.
func (b *bench) placeFor(ctx context.Context, e engine, s scenario, c contender, large map[string]place, set *stage) (place, error) {
	if at, ok := large[c.name]; ok && s.readsLarge(b.options) {
		return at, nil
	}
	at, err := b.newPlace(ctx, e)
	if err != nil {
		return place{}, err
	}
	set.places = append(set.places, at)
	_, err = b.fill(ctx, e, c.program, at, s.accounts)
	return at, err
}

func (b *bench) addRivals(ctx context.Context, s scenario, set *stage) error {
	for _, r := range s.rivals {
		switch r {
		case rivalHashing:
			set.subjects = append(set.subjects, hashing())
		case rivalCommits:
			dir, err := os.MkdirTemp(b.dir, "commits-")
			if err != nil {
				return err
			}
			set.places = append(set.places, place{drop: func() error { return os.RemoveAll(dir) }})
			subject, err := commits(ctx, dir)
			if err != nil {
				return err
			}
			set.subjects = append(set.subjects, subject)
		}
	}
	return nil
}
