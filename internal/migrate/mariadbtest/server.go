package mariadbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Who may do everything on the server. The password is one that a URL has to
// write in other characters.
const (
	role     = "perfil"
	password = "p@ss/word:1"
)

// errNotInstalled says that the programs of MariaDB were not found.
var errNotInstalled = errors.New("no MariaDB is installed here: install Debian's package mariadb-server" +
	" (as root, scripts/install-test-deps does it)")

// startTime is how long a server may take to answer on a busy machine.
const startTime = 2 * time.Minute

// server is a MariaDB. It runs below a shell that ends it, and removes its
// folder, as soon as the pipe to that shell closes: because our process is over,
// in whatever way.
type server struct {
	dir, address string
	pipe         io.Closer
	admin        *sql.DB
}

// running makes the data, starts the server and waits for the end of the pipe.
// The redo log is small because it is written anew for each server.
const running = `
	"$1" --no-defaults --datadir="$PWD/data" --skip-test-db --auth-root-authentication-method=normal \
		--innodb-log-file-size=8M >install 2>&1 || exit 1
	"$2" --no-defaults --datadir="$PWD/data" --socket="$PWD/s" --bind-address=127.0.0.1 --port="$3" \
		--init-file="$PWD/init" --skip-name-resolve --skip-log-bin --innodb-flush-log-at-trx-commit=0 \
		--innodb-log-file-size=8M --innodb-buffer-pool-size=32M --performance-schema=OFF >log 2>&1 &
	pid=$!
	cat >/dev/null
	kill -KILL $pid
	wait $pid
	dir=$PWD
	cd / && rm -rf "$dir"`

func start(ctx context.Context) (*server, error) {
	install, daemon, err := programs()
	if err != nil {
		return nil, err
	}
	dir, who, err := folder()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	shell := exec.Command("/bin/sh", "-c", running, "mariadb", install, daemon, strconv.Itoa(port))
	shell.Dir = dir
	shell.Env = []string{"PATH=" + os.Getenv("PATH") + ":/usr/sbin:/sbin", "HOME=" + dir, "LC_ALL=C", "TMPDIR=" + dir}
	// In a session of its own, so that Ctrl-C in a terminal reaches the test only.
	shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: who}
	pipe, err := shell.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := shell.Start(); err != nil {
		return nil, err
	}
	s := &server{dir: dir, address: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), pipe: pipe}
	return s, s.connect(ctx)
}

// connect waits until the server answers.
func (s *server) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr = role, password, "tcp", s.address
	config.Logger = &mysql.NopLogger{} // it complains until the server is there
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	s.admin = sql.OpenDB(connector)
	for {
		err := s.admin.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("MariaDB does not answer: %w\n%s", err, s.log())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *server) log() string {
	text := ""
	for _, name := range []string{"install", "log"} {
		content, err := os.ReadFile(filepath.Join(s.dir, name))
		if err == nil {
			text += string(content)
		}
	}
	return text
}

// programs finds what makes the data and what serves it.
func programs() (install, daemon string, err error) {
	find := func(names ...string) string {
		for _, name := range names {
			if path, err := exec.LookPath(name); err == nil {
				return path
			}
		}
		return ""
	}
	install = find("mariadb-install-db")
	daemon = find("mariadbd", "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd")
	if install == "" || daemon == "" {
		return "", "", errNotInstalled
	}
	return install, daemon, nil
}

// folder makes the folder of a server, for somebody who is not root. It is not
// one of the test: the name of a socket in it would be too long.
func folder() (dir string, who *syscall.Credential, err error) {
	dir, err = os.MkdirTemp("/tmp", "perfil-my-")
	if err != nil {
		return "", nil, err
	}
	init := fmt.Sprintf("CREATE USER %s@'%%' IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO %s@'%%';\n", role, password, role)
	if err := os.WriteFile(filepath.Join(dir, "init"), []byte(init), 0o644); err != nil || os.Geteuid() != 0 {
		return dir, nil, err
	}
	for _, name := range []string{"mysql", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(found.Uid, 10, 32) // 0, which is refused below, where ids are no numbers
		gid, _ := strconv.ParseUint(found.Gid, 10, 32)
		if uid != 0 {
			return dir, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), Groups: []uint32{}}, os.Chown(dir, int(uid), int(gid))
		}
	}
	return dir, nil, errors.New("MariaDB does not run as root, and there is no user mysql or nobody")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
