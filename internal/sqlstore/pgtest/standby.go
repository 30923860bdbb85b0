package pgtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// NewStandby makes a server that follows s and may take its place, and waits
// until s holds every commit back until the standby has it on its disk too.
func (s *Server) NewStandby(ctx context.Context, options ...Option) (*Server, error) {
	standby, err := prepare(options)
	if err != nil {
		return nil, err
	}
	from := strings.Replace(s.URL("postgres"), "?", "?application_name=standby&", 1)
	backup := standby.account.command(standby.dir, standby.programs.path("pg_basebackup"),
		"--pgdata="+standby.data(), "--dbname="+from, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
	if out, err := backup.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("pg_basebackup: %w: %s", err, out), standby.Close())
	}
	if err := standby.Start(ctx); err != nil {
		return nil, errors.Join(err, standby.Close())
	}
	if err := s.waitFor(ctx); err != nil {
		return nil, errors.Join(err, standby.Close())
	}
	return standby, nil
}

// waitFor makes commits wait for the standby from now on.
func (s *Server) waitFor(ctx context.Context) error {
	for _, statement := range []string{
		"ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()",
	} {
		if err := s.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return s.until(ctx, "SELECT COUNT(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'")
}

// Promote makes a standby the primary. It returns when the server takes writes.
func (s *Server) Promote(ctx context.Context) error {
	if err := s.Exec(ctx, "SELECT pg_promote(false)"); err != nil {
		return err
	}
	return s.until(ctx, "SELECT NOT pg_is_in_recovery()")
}

// until repeats a question until the answer is yes.
func (s *Server) until(ctx context.Context, question string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		yes, err := s.ask(ctx, question)
		if yes && err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("still no at the end of the time (%w): %s\n%s", errors.Join(err, ctx.Err()), question, s.Log())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (s *Server) ask(ctx context.Context, question string) (yes bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.admin == nil {
		return false, errStopped
	}
	err = s.admin.QueryRow(ctx, question).Scan(&yes)
	return yes, err
}
