package main

import (
	"context"
	"path/filepath"
	"time"

	"perfil/bench/load"
	"perfil/bench/proc"
)

// beginPerfil starts a server on a place.
func (b *bench) beginPerfil(ctx context.Context, c contender, at place, settings ...string) (*child, error) {
	env := b.env(append(at.settings, settings...)...)
	return begin(ctx, filepath.Join(b.dir, c.name+".log"), env, c.program, "serve")
}

// beginFloor starts the floor, which gives everybody the answer in a file.
func (b *bench) beginFloor(ctx context.Context, answer string) (*child, error) {
	return begin(ctx, filepath.Join(b.dir, "floor.log"), b.env(), b.floor, "-answer", answer)
}

// start is what one start of a server told.
type start struct {
	first time.Duration // until it had answered one request
	idle  int64         // bytes that it held a second later
}

// settleTime is how long after its first answer a server counts as idle.
const settleTime = time.Second

// startUp starts a server, asks it once, and stops it.
func startUp(ctx context.Context, begin func() (*child, error), script load.Script) (start, error) {
	began := time.Now()
	server, err := begin()
	if err != nil {
		return start{}, err
	}
	defer server.stop()
	if _, err := load.Run(ctx, load.Plan{Addr: server.addr, Scripts: []load.Script{script}}); err != nil {
		return start{}, err
	}
	first := time.Since(began)
	select {
	case <-time.After(settleTime):
	case <-ctx.Done():
		return start{}, ctx.Err()
	}
	memory, err := proc.MemoryOf(server.pid)
	return start{first, memory.Now}, err
}
