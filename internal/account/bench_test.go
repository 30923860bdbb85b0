package account_test

import (
	"bytes"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"perfil/bench/crowd"
	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/migrate"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

const crowdSize = 10_000

// crowded is a service with a crowd in it, and an access token of each person.
// memory is what it may keep of them.
func crowded(b *testing.B, memory int64) (*account.Service, []string) {
	b.Helper()
	dir := b.TempDir()
	engine, err := sqlite.Open(b.Context(), filepath.Join(dir, "perfil.db"))
	need(b, err)
	store := sqlstore.New(engine)
	b.Cleanup(func() { need(b, store.Close()) })
	pictures, err := avatar.NewFolder(filepath.Join(dir, "avatars"))
	need(b, err)
	b.Cleanup(func() { need(b, pictures.Close()) })
	key, err := token.NewHMAC("test", secret)
	need(b, err)
	ring, err := token.NewRing(key)
	need(b, err)
	s := account.New(account.Config{
		Store: store, Tokens: ring, Memory: memory, Pictures: pictures,
		Passwords: password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}}),
	})
	var file bytes.Buffer
	need(b, crowd.WriteJSONL(&file, crowdSize, "!"))
	_, err = migrate.Import(b.Context(), s, account.Operator("test"), migrate.NewJSONL(&file), migrate.Options{})
	need(b, err)

	m := crowd.NewMinter(string(secret), time.Now())
	tokens := make([]string, crowdSize)
	for i := range tokens {
		tokens[i] = string(m.AppendAccess(nil, crowd.Django, crowd.Person(i+1)))
	}
	return s, tokens
}

func need(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkAuthenticate is what stands before every protected request. Warm
// requests ask for the account that was asked for last; mixed ones for any of a
// crowd that the memory holds; cold ones find nothing in memory, so the token is
// verified and the store asked, once for the account and whether the token was signed
// out.
func BenchmarkAuthenticate(b *testing.B) {
	const plenty = 256 << 20
	for _, c := range []struct {
		name   string
		memory int64
		people uint32
	}{{"warm", plenty, 1}, {"mixed", plenty, crowdSize}, {"cold", 0, crowdSize}} {
		b.Run(c.name, func(b *testing.B) {
			s, tokens := crowded(b, c.memory)
			for _, t := range tokens[:c.people] {
				_, err := s.Authenticate(b.Context(), t)
				need(b, err)
			}
			var n atomic.Uint32
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Authenticate(b.Context(), tokens[n.Add(2654435761)%c.people]); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// A session's token asks the store for the session once, and never again while
// nothing about the account changes.
func BenchmarkAuthenticateOwnSession(b *testing.B) {
	s, _ := crowded(b, 1<<20)
	g, err := s.SignUp(b.Context(), account.SignUp{Terms: terms, Username: "ada", Email: "ada@example.com", Password: goodPassword})
	need(b, err)
	b.ReportAllocs()
	for b.Loop() {
		_, err := s.Authenticate(b.Context(), g.Access)
		need(b, err)
	}
}
