package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Bounds on what the programs may take on a machine that is busy.
const (
	startTime = time.Minute
	stopTime  = 30 * time.Second
)

// Whom the databases belong to. The password is never asked for; it is there so
// that a test can look for it where it must not appear.
const (
	role     = "perfil"
	Password = "s3cret-of-the-database"
)

// Server is one PostgreSQL server with its data in a folder of its own.
type Server struct {
	programs programs
	account  account
	dir      string
	port     int
	settings []string
	files    map[string][]byte // beside the data
	keeper   *keeper

	mu      sync.Mutex
	process *exec.Cmd
	exited  chan struct{} // closed when process has ended
	admin   *pgx.Conn
	made    int
}

// Option changes how a server runs.
type Option func(*Server)

// Durable makes the server wait for the disk, as a real one does. Without it
// tests are much faster, and still see what a killed process loses: only a
// machine that loses power loses more.
func Durable(s *Server) { s.settings = append(s.settings, "fsync=on", "full_page_writes=on") }

// Setting sets a parameter, as in postgresql.conf.
func Setting(name, value string) Option {
	return func(s *Server) { s.settings = append(s.settings, name+"="+value) }
}

// TLS makes the server show a certificate to clients that ask for one. Both are
// in PEM.
func TLS(certificate, key []byte) Option {
	return func(s *Server) {
		s.files = map[string][]byte{"server.crt": certificate, "server.key": key}
		s.settings = append(s.settings, "ssl=on",
			"ssl_cert_file="+filepath.Join(s.dir, "server.crt"), "ssl_key_file="+filepath.Join(s.dir, "server.key"))
	}
}

// New makes a server and starts it. The caller closes it; if the caller's
// process ends before, the server ends too and its folder goes.
func New(ctx context.Context, options ...Option) (*Server, error) {
	s, err := prepare(options)
	if err != nil {
		return nil, err
	}
	initdb := s.account.command(s.dir, s.programs.path("initdb"), "--pgdata="+s.data(), "--username="+role,
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), s.Close())
	}
	if err := s.Start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare makes what a server needs but its data.
func prepare(options []Option) (*Server, error) {
	found, err := findPrograms()
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := who.folder()
	if err != nil {
		return nil, err
	}
	s := &Server{programs: found, account: who, dir: dir}
	if s.keeper, err = startKeeper(who, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if s.port, err = freePort(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.settings = []string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=" + dir, "max_connections=200",
		"shared_buffers=64MB", "fsync=off", "full_page_writes=off", "jit=off",
	}
	for _, option := range options {
		option(s)
	}
	for name, content := range s.files {
		if err := who.write(filepath.Join(dir, name), content); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Address is where the server listens, as host:port.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// URL is how a client reaches a database of the server.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(role, Password), Host: s.Address(), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Log gives what the server has written so far.
func (s *Server) Log() string {
	text, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	const enough = 4000
	return string(text[max(0, len(text)-enough):])
}

// Close stops the server at once and removes its folder.
func (s *Server) Close() error {
	_ = s.Thaw() // a process that is stopped does not hear that it should end
	err := s.end(syscall.SIGQUIT)
	return errors.Join(err, s.keeper.Close())
}

// keeper is a shell that outlives us for a moment: when the pipe to it closes,
// because we closed it or because our process is gone, it ends the server and
// removes the folder.
type keeper struct {
	cmd  *exec.Cmd
	pipe io.Closer
}

const keeping = `
	cat >/dev/null
	pid=$(head -n 1 data/postmaster.pid 2>/dev/null)
	if [ -n "$pid" ]; then
		kill -QUIT "$pid" 2>/dev/null
		for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.1
		done
	fi
	cd / && rm -rf "$1"`

func startKeeper(who account, dir string) (*keeper, error) {
	cmd := who.command(dir, "/bin/sh", "-c", keeping, "keeper", dir)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &keeper{cmd: cmd, pipe: pipe}, cmd.Start()
}

// Close makes the keeper do its work and waits for it.
func (k *keeper) Close() error {
	return errors.Join(k.pipe.Close(), k.cmd.Wait())
}
