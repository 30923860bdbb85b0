package crowd_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"perfil/bench/crowd"
	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/token"
)

const (
	secret = "a-secret-for-tests-that-protects-nothing-0123456789"
	hashed = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

func TestEveryLineIsAnAccountThatMayBeImported(t *testing.T) {
	const size = 300
	var file bytes.Buffer
	if err := crowd.WriteJSONL(&file, size, hashed); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	err := migrate.NewJSONL(&file).Each(t.Context(), func(e migrate.Entry) error {
		a := e.Account
		if judged, err := account.JudgeImport(a); err != nil || len(e.Faults) > 0 {
			t.Errorf("%+v: %v %v", judged, err, e.Faults)
		}
		p := crowd.Person(len(seen)/2 + 1)
		if want := string(p.AppendEmail(nil)); int(a.ID) != int(p) || a.Email != want || string(a.PasswordHash) != hashed {
			t.Errorf("person %d is %+v", p, a)
		}
		seen[a.Email], seen[a.Username] = true, true
		return nil
	})
	if err != nil || len(seen) != 2*size {
		t.Errorf("%d names and addresses of %d accounts, %v", len(seen), size, err)
	}
}

func TestLinesOfACrowdAreEquallyLong(t *testing.T) {
	first, last := crowd.Person(1).AppendLine(nil, hashed), crowd.Person(999_999).AppendLine(nil, hashed)
	if more := len(last) - len(first); more > len("999999")-len("1") {
		t.Errorf("%d bytes more:\n%s%s", more, first, last)
	}
}

func TestAFullDiskIsTold(t *testing.T) {
	full := errors.New("full")
	if err := crowd.WriteJSONL(failing{full}, 10, hashed); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestMintedTokensAreGood(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	r := ring(t)
	m := crowd.NewMinter(secret, now)
	for _, p := range []crowd.Person{1, 1000, 999_999_999} {
		for _, shape := range []crowd.Shape{crowd.Django, crowd.Express} {
			raw := string(m.AppendAccess(nil, shape, p))
			f, err := r.VerifyAccess(raw, now)
			if err != nil || f.Account != int64(p) || f.Session != "" || !f.IssuedAt.Equal(now) {
				t.Errorf("shape %d: %+v %v\n%s", shape, f, err, raw)
			}
		}
		first, second := string(m.AppendRefresh(nil, p, 1)), string(m.AppendRefresh(nil, p, 2))
		f, err := r.VerifyRefresh(first, now)
		if err != nil || f.Account != int64(p) || f.Session != "" || first == second {
			t.Errorf("refresh: %+v %v", f, err)
		}
	}
}

func TestATokenIsAppendedToWhatIsThere(t *testing.T) {
	m := crowd.NewMinter(secret, time.Now())
	alone := string(m.AppendAccess(nil, crowd.Django, 7))
	if got := string(m.AppendAccess([]byte("Bearer "), crowd.Django, 7)); got != "Bearer "+alone {
		t.Errorf("got %s, want Bearer %s", got, alone)
	}
	if strings.Count(alone, ".") != 2 {
		t.Error(alone)
	}
}

func ring(t *testing.T) *token.Ring {
	t.Helper()
	key, err := token.NewHMAC("test", []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	r, err := token.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func BenchmarkMint(b *testing.B) {
	m := crowd.NewMinter(secret, time.Now())
	room := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		m.AppendAccess(room, crowd.Express, 123_456)
	}
}

func BenchmarkWriteALine(b *testing.B) {
	var line []byte
	b.ReportAllocs()
	for p := crowd.Person(1); b.Loop(); p++ {
		line = p.AppendLine(line[:0], hashed)
	}
}
