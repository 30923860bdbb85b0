package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// engine is a kind of database under the server.
type engine interface {
	name() string
	// place makes an empty database, whose server keeps the rest in dir.
	place(ctx context.Context, dir string) (place, error)
	// cpu is the processor time of processes that belong to the database alone.
	// nil when there are none, or when it cannot be known.
	cpu() func() (time.Duration, error)
	close() error
}

// place is where the accounts of one server are.
type place struct {
	dir      string
	settings []string // of the server, as in the environment
	drop     func() error
}

// end removes a place that is not needed any more, also after an error.
func (p place) end(err error) error { return errors.Join(err, p.drop()) }

func (b *bench) openEngine(ctx context.Context, name string) (engine, error) {
	if name == "postgres" {
		return openPostgres(ctx, b.postgres)
	}
	return sqlite{}, nil
}

// sqlite is in the server's own process, and its file in the server's folder.
type sqlite struct{}

func (sqlite) name() string { return "SQLite" }

func (sqlite) place(_ context.Context, dir string) (place, error) {
	return place{dir: dir, settings: []string{"PERFIL_DATA_DIR=" + dir}, drop: func() error { return os.RemoveAll(dir) }}, nil
}

func (sqlite) cpu() func() (time.Duration, error) { return nil }

func (sqlite) close() error { return nil }

// newPlace makes an empty place in the working folder.
func (b *bench) newPlace(ctx context.Context, e engine) (place, error) {
	b.places++
	p, err := e.place(ctx, filepath.Join(b.dir, fmt.Sprint("place-", b.places)))
	if err != nil {
		return place{}, fmt.Errorf("a database on %s: %w", e.name(), err)
	}
	return p, nil
}
