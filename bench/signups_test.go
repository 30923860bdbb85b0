package main

import (
	"strings"
	"testing"
	"time"

	"perfil/internal/sqlstore/pgtest"
)

func TestSignUpsAreHeldAgainstPgbench(t *testing.T) {
	p, err := openPostgres(t.Context(), pgtest.Shared(t).URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	var out, told strings.Builder
	b := &bench{options: &options{rounds: 1, time: 50 * time.Millisecond, warmUp: time.Millisecond, clients: 4}, dir: t.TempDir(), out: &out, told: &told}
	if err := b.signUps(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 {
		t.Fatalf("the table is\n%s", &out)
	}
	for i, who := range []string{"perfil", "pgbench, one small row", "pgbench, the same rows"} {
		cells := strings.Split(lines[2+i], "|")
		if strings.TrimSpace(cells[2]) != who || strings.Contains(lines[2+i], "–") || strings.TrimSpace(cells[3]) == "0" {
			t.Errorf("the row of %s is %s", who, lines[2+i])
		}
	}
}

func TestAFigureThatPgbenchDoesNotTellIsAnError(t *testing.T) {
	if n, err := numberIn(perSecond, []byte("tps = 1234.5 (without initial connection time)\n")); err != nil || n != 1234.5 {
		t.Errorf("%v, %v", n, err)
	}
	if _, err := numberIn(perSecond, []byte("pgbench: error")); err == nil {
		t.Error("no error")
	}
}
