package cli_test

import (
	"io"
	"net"
	"testing"

	"perfil/internal/control"
	"perfil/internal/datadir"
)

// dying takes the folder and its socket as a server does, and dies with each command.
func (m *machine) dying(t *testing.T) {
	t.Helper()
	dir, err := datadir.Make(m.data)
	must(t, err)
	must(t, dir.Lock())
	listener, err := control.Listen(dir.Socket())
	must(t, err)
	t.Cleanup(func() {
		_ = listener.Close()
		_ = dir.Close()
	})
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.ReadFull(conn, make([]byte, 5)) // it did take the command
			_ = conn.(*net.UnixConn).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
	}()
}

// Thousands may have come until then. The exit code 1 would say that nobody did.
func TestAServerThatDiesDuringAnImportLeavesItOpenHowFarItCame(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	m.dying(t)
	for _, args := range [][]string{{"import", "django", was.source}, {"import", "jsonl", "-"}} {
		m.pipe(lineJohn, args...).fails(4, "the server broke off", "nobody knows how far it came: run the same command again")
	}
}
