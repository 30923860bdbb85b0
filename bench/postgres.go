package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"perfil/bench/proc"
	"perfil/internal/sqlstore/pgtest"
)

// postgres is a server of its own, with a database for each place.
type postgres struct {
	admin  *pgx.Conn
	url    string
	owned  *pgtest.Server // nil when somebody else's is used
	prefix string
	made   int
	first  int // pid of the first process; 0 when it runs elsewhere
}

// openPostgres uses the server of a URL, or starts one that waits for the disk
// as a real one does, with the memory that PostgreSQL takes by default.
//
// The error is pgtest.ErrNotInstalled when there are no programs to start.
func openPostgres(ctx context.Context, at string) (_ *postgres, err error) {
	p := &postgres{url: at, prefix: fmt.Sprintf("perfil_bench_%d", os.Getpid())}
	if at == "" {
		p.owned, err = pgtest.New(ctx, pgtest.Durable, pgtest.Setting("shared_buffers", "128MB"))
		if err != nil {
			return nil, err
		}
		p.url = p.owned.URL("postgres")
	}
	if p.admin, err = pgx.Connect(ctx, p.url); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if p.first, err = p.findFirst(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *postgres) name() string { return "PostgreSQL" }

// findFirst finds the process that has started all others of the server, if it
// runs on this machine.
func (p *postgres) findFirst(ctx context.Context) (int, error) {
	var ours int
	if err := p.admin.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&ours); err != nil {
		return 0, err
	}
	first, err := proc.Parent(ours)
	if err != nil {
		return 0, nil // no process of this machine has that number
	}
	if name, err := proc.Name(first); err != nil || !strings.HasPrefix(name, "postgres") {
		return 0, nil
	}
	return first, nil
}

func (p *postgres) place(ctx context.Context, dir string) (place, error) {
	p.made++
	name := fmt.Sprintf("%s_%d", p.prefix, p.made)
	at, err := url.Parse(p.url)
	if err != nil {
		return place{}, errors.New("the URL of PostgreSQL is no URL")
	}
	at.Path = "/" + name
	if _, err := p.admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return place{}, err
	}
	return place{
		dir:      dir,
		settings: []string{"PERFIL_DATA_DIR=" + dir, "PERFIL_DATABASE_URL=" + at.String()},
		drop: func() error {
			// Also after Ctrl-C, since nobody else knows the name.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
			defer cancel()
			_, err := p.admin.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
			return errors.Join(err, os.RemoveAll(dir))
		},
	}, nil
}

func (p *postgres) cpu() func() (time.Duration, error) {
	if p.first == 0 {
		return nil
	}
	return func() (time.Duration, error) { return proc.TreeCPU(p.first) }
}

func (p *postgres) close() error {
	var errs []error
	if p.admin != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		errs = append(errs, p.admin.Close(ctx))
	}
	if p.owned != nil {
		errs = append(errs, p.owned.Close())
	}
	return errors.Join(errs...)
}
