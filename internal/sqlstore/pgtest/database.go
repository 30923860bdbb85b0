package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
)

var errStopped = errors.New("the server does not run")

// CreateDatabase makes an empty database and returns its URL.
func (s *Server) CreateDatabase(ctx context.Context) (url string, err error) {
	return s.copyOf(ctx, "template0")
}

// CopyDatabase makes a copy of a database of this server that nobody uses at
// the moment, and returns its URL. It is faster than filling a new one.
func (s *Server) CopyDatabase(ctx context.Context, of string) (url string, err error) {
	name, err := nameOf(of)
	if err != nil {
		return "", err
	}
	return s.copyOf(ctx, name)
}

func (s *Server) copyOf(ctx context.Context, template string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	name := fmt.Sprintf("perfil_%d", s.made)
	return s.URL(name), s.exec(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template))
}

// DropDatabase removes a database, whoever uses it.
func (s *Server) DropDatabase(ctx context.Context, url string) error {
	name, err := nameOf(url)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.exec(ctx, fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
}

// Exec runs a statement as the administrator of the server.
func (s *Server) Exec(ctx context.Context, statement string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.exec(ctx, statement, args...)
}

func (s *Server) exec(ctx context.Context, statement string, args ...any) error {
	if s.admin == nil {
		return errStopped
	}
	_, err := s.admin.Exec(ctx, statement, args...)
	return err
}

// Dump gives a database as SQL, without its owner and without what only a client
// of the same version understands.
func (s *Server) Dump(ctx context.Context, url string) (string, error) {
	dump := s.account.command(s.dir, s.programs.path("pg_dump"),
		"--dbname="+url, "--no-owner", "--no-privileges", "--column-inserts")
	var text, told bytes.Buffer
	dump.Stdout, dump.Stderr = &text, &told
	if err := dump.Start(); err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { _ = dump.Process.Kill() })
	defer stop()
	if err := dump.Wait(); err != nil {
		return "", fmt.Errorf("pg_dump: %w: %s", err, &told)
	}
	return settings.ReplaceAllString(text.String(), ""), nil
}

// settings are lines for the client, and those that older servers do not know.
var settings = regexp.MustCompile(`(?m)^(?:--.*|SET .*;|SELECT pg_catalog\.set_config\(.*\);|\\(?:un)?restrict.*)?\n`)
