package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
)

// ErrNoServer says that nobody listens on a socket.
var ErrNoServer = errors.New("no server listens there")

// maxAddress is what fits into a socket address on every system, in bytes.
const maxAddress = 100

// Listen makes the socket, for its owner alone, and removes what a killed
// server left in its place. The caller must hold the lock of the folder, or it
// would take the socket away from a living server. The path may be of any
// length where the system has a way around the limit.
func Listen(path string) (net.Listener, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("the control socket cannot be made: %w", err)
	case info.Mode().Type() != fs.ModeSocket:
		return nil, fmt.Errorf("%s is in the way of the control socket: remove it", path)
	default:
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("the control socket of an earlier server cannot be removed: %w", err)
		}
	}
	address, release, err := shorten(path)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", address)
	if err != nil {
		release()
		return nil, fmt.Errorf("the control socket cannot be made: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		release()
		return nil, fmt.Errorf("the control socket cannot be protected: %w", err)
	}
	return &listener{l, release}, nil
}

// listener keeps what its address needs until the socket is removed.
type listener struct {
	net.Listener
	release func()
}

func (l *listener) Close() error {
	err := l.Listener.Close()
	l.release()
	return err
}

// dial connects to a server. ErrNoServer when there is none.
func dial(ctx context.Context, path string) (*net.UnixConn, error) {
	address, release, err := shorten(path)
	if err != nil {
		return nil, err
	}
	defer release()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", address)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, ErrNoServer
	}
	if err != nil {
		return nil, fmt.Errorf("the server of this data folder cannot be reached: %w", err)
	}
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection of type %T to a socket", conn), conn.Close())
	}
	return unix, nil
}
