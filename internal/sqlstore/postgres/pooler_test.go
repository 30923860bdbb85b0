package postgres_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"perfil/internal/sqlstore/pgtest"
)

// poolerTo stands before a server as a pooler does: who connects is told another
// process id than the one of the connection that serves.
func poolerTo(t *testing.T, server string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go pass(client, server)
		}
	}()
	return l.Addr().String()
}

func pass(client net.Conn, address string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	for {
		message, err := read(server)
		if err != nil {
			return
		}
		if message[0] == 'K' { // BackendKeyData: process id, secret
			binary.BigEndian.PutUint32(message[5:], 1+binary.BigEndian.Uint32(message[5:]))
		}
		if _, err := client.Write(message); err != nil {
			return
		}
	}
}

// read reads one message: a letter, four bytes of length, the rest.
func read(server io.Reader) ([]byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(server, head); err != nil {
		return nil, err
	}
	body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
	_, err := io.ReadFull(server, body)
	return append(head, body...), err
}

func TestANodeBehindAPoolerIsBlindUnlessItKnowsTheDatabase(t *testing.T) {
	s := pgtest.Shared(t)
	database := pgtest.Database(t)
	pooler := poolerTo(t, s.Address())
	behind := strings.Replace(database, s.Address(), pooler, 1)
	n := nodeAt(t, behind)
	if blind, _ := n.ear.isBlind(); !blind {
		t.Error("it trusts a feed through a pooler")
	}
	stored(t, n)
	around := nodeAt(t, behind+"&pooler=transaction&direct="+s.Address())
	hearsAll(t, around)
}

// journal is a log that is written and read at the same time.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) count(what string) int { return strings.Count(j.String(), what) }
