package password_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"perfil/internal/password"
)

const sentinel = password.Hash("pbkdf2_sha256$1$SENTINELSALT$SENTINELDIGEST")

func TestAHashNeverPrintsItself(t *testing.T) {
	type holder struct {
		Hash password.Hash
		hash password.Hash
	}
	held := holder{sentinel, sentinel}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d", "%10s", "% x"} {
		for _, value := range []any{sentinel, &[]password.Hash{sentinel}[0], []password.Hash{sentinel}, held.Hash} {
			if got := fmt.Sprintf(verb, value); leaks(got) {
				t.Errorf("%s of %T prints %s", verb, value, got)
			}
		}
	}
	if got := fmt.Sprint(sentinel, sentinel.String(), sentinel.GoString(), errors.New(sentinel.String())); leaks(got) {
		t.Errorf("printed %s", got)
	}
	if got := fmt.Sprintf("%s", sentinel); got != "[password hash]" {
		t.Errorf("printed %q", got)
	}
}

func TestAHashIsMaskedInLogs(t *testing.T) {
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("account", "hash", sentinel, "in", struct{ Hash password.Hash }{sentinel})
	}
	if leaks(out.String()) {
		t.Errorf("logged %s", out.String())
	}
}

func TestAHashIsNotEncodedByAccident(t *testing.T) {
	out, err := json.Marshal(struct{ Hash password.Hash }{sentinel})
	if err == nil || leaks(string(out)) || leaks(err.Error()) {
		t.Errorf("encoded as %s, %v", out, err)
	}
}

// A driver that asks for fmt.Stringer would otherwise store the mask.
func TestADatabaseGetsTheHashItself(t *testing.T) {
	value, err := sentinel.Value()
	if err != nil || value != string(sentinel) {
		t.Errorf("stored as %v, %v", value, err)
	}
}

func leaks(s string) bool {
	return strings.Contains(s, "SENTINEL") || strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", "SENTINEL"))
}
