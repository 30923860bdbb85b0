package main

import (
	"context"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"perfil/bench/load"
	"perfil/bench/proc"
)

// subject is what takes turns with others: a server that is asked, or the raw
// work that no server gets around.
type subject interface {
	// who is the name in the table.
	who() string
	// turn works for so long and says what came of it.
	turn(ctx context.Context, d time.Duration) (sample, error)
	stop()
}

// served is a server that is asked.
type served struct {
	name     string
	server   *child
	database func() (time.Duration, error) // as in meter
	scripts  []load.Script
	beside   []load.Script // who asks meanwhile and is not measured
}

func (s *served) who() string { return s.name }

func (s *served) stop() { s.server.stop() }

func (s *served) turn(ctx context.Context, d time.Duration) (sample, error) {
	var beside load.Result
	told, err := meter{s.server.pid, s.database}.measure(func() (result load.Result, err error) {
		result, beside, err = s.ask(ctx, d)
		return result, err
	})
	if err != nil {
		return sample{}, s.server.explain(ctx, err)
	}
	memory, err := proc.MemoryOf(s.server.pid)
	told.memory = memory.Peak
	if len(s.beside) > 0 {
		told.cpu, told.database = 0, 0 // whose request it was for cannot be said
		guests := answered(beside)
		told.beside = &guests
	}
	return told, err
}

func (s *served) ask(ctx context.Context, d time.Duration) (result, beside load.Result, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		result, err = load.Run(ctx, load.Plan{Addr: s.server.addr, Scripts: s.scripts, For: d})
		return err
	})
	group.Go(func() (err error) {
		beside, err = load.Run(ctx, load.Plan{Addr: s.server.addr, Scripts: s.beside, For: d})
		return err
	})
	return result, beside, group.Wait()
}

// raw is work that is done in this process, by several workers at once.
type raw struct {
	name     string
	workers  int
	work     func() error
	close    func()
	database func() (time.Duration, error) // as in meter
}

func (r *raw) who() string { return r.name }

func (r *raw) stop() {
	if r.close != nil {
		r.close()
	}
}

func (r *raw) turn(ctx context.Context, d time.Duration) (sample, error) {
	return meter{os.Getpid(), r.database}.measure(func() (load.Result, error) { return r.loop(ctx, d) })
}

func (r *raw) loop(ctx context.Context, d time.Duration) (load.Result, error) {
	begin := time.Now()
	latencies := make([]load.Histogram, r.workers)
	group, ctx := errgroup.WithContext(ctx)
	for i := range latencies {
		group.Go(func() error {
			for last := begin; last.Before(begin.Add(d)) && ctx.Err() == nil; {
				if err := r.work(); err != nil {
					return err
				}
				now := time.Now()
				latencies[i].Add(now.Sub(last))
				last = now
			}
			return ctx.Err()
		})
	}
	err := group.Wait()
	result := load.Result{Took: time.Since(begin)}
	for i := range latencies {
		result.Latency.Merge(&latencies[i])
	}
	result.Requests = result.Latency.Count()
	return result, err
}
