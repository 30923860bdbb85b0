package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"path/filepath"
	"time"

	"perfil/bench/crowd"
	"perfil/bench/traffic"
)

// setting is who asks the servers of this run.
func (b *bench) setting(c traffic.Contract, clients, accounts int) traffic.Setting {
	return traffic.Setting{Contract: c, Clients: clients, Accounts: accounts, Secret: secret, Now: time.Now()}
}

// answerFile has the answer that the floor gives.
func (b *bench) answerFile() string { return filepath.Join(b.dir, "answer") }

// recordOnce starts a server only to know how it answers.
func (b *bench) recordOnce(ctx context.Context, large map[string]place) error {
	c := b.programs[0]
	server, err := b.beginPerfil(ctx, c, large[c.name])
	if err != nil {
		return err
	}
	defer server.stop()
	return record(ctx, server.addr, b.setting(traffic.Django, 1, 1), b.answerFile())
}

// record keeps the answer to the first person who reads their profile, as it
// comes over the wire.
func record(ctx context.Context, addr string, s traffic.Setting, file string) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // everything was read
	if _, err := conn.Write(s.Contract.AppendRead(nil, crowd.NewMinter(s.Secret, s.Now), 1)); err != nil {
		return err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // likewise
	text, err := httputil.DumpResponse(answer, true)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the profile of the first person is not there: %s", answer.Status)
	}
	return os.WriteFile(file, text, 0o600)
}
