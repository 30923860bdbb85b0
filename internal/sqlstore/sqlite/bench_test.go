package sqlite_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// filled gives a store with n accounts whose names come in no order.
func filled(b *testing.B, n int) *sqlstore.Store {
	b.Helper()
	s := sqlstore.New(opened(b))
	if err := importing(s, n); err != nil {
		b.Fatal(err)
	}
	return s
}

func importing(s *sqlstore.Store, n int) error {
	return s.Import(context.Background(), func(insert func(account.Account) error) error {
		for i := range n {
			name := fmt.Sprintf("user%08x", uint32(i)*2654435761)
			err := insert(account.Account{
				ID: account.ID(i + 1), Username: name, Email: name + "@example.com",
				FirstName: "María José", LastName: "García " + name, Phone: "3001112233",
				PasswordHash: "pbkdf2_sha256$390000$KGpOyQNcdOyZbkBFTFoOxt$2rtLY9DWoriB3WXHEgCPEsjlK1uQR6QSMRRdUr7qN7o=",
				CreatedAt:    storetest.Noon().Add(time.Duration(i) * time.Second), Version: 1,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkFind(b *testing.B) {
	const n = 100_000
	s := filled(b, n)
	for name, key := range map[string]func(i uint32) account.Key{
		"id": func(i uint32) account.Key { return account.Key{ID: account.ID(i*2654435761%n + 1)} },
		"email": func(i uint32) account.Key {
			return account.Key{Email: fmt.Sprintf("user%08x@example.com", i%n*2654435761)}
		},
	} {
		b.Run(name, func(b *testing.B) {
			var i atomic.Uint32
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Find(context.Background(), key(i.Add(1))); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkUpdate is a sign-in: the account, a session and an event change.
func BenchmarkUpdate(b *testing.B) {
	const n = 100_000
	for _, clients := range []int{1, 32, 256} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			e := opened(b)
			s := sqlstore.New(e)
			if err := importing(s, n); err != nil {
				b.Fatal(err)
			}
			var i atomic.Uint32
			before := e.Stats()
			b.SetParallelism(max(1, clients/2)) // times GOMAXPROCS
			b.ResetTimer()
			sign := func() error {
				session := storetest.Session()
				_, err := s.Update(context.Background(), account.ID(i.Add(1)*2654435761%n+1), func(c *account.Change) error {
					c.Account.LastLoginAt, c.Account.Version = time.Now(), c.Account.Version+1
					c.Start = &session
					c.Events = []account.Event{{At: time.Now(), Action: account.ActionSignIn, Address: "192.0.2.1"}}
					return nil
				})
				return err
			}
			if clients == 1 {
				for b.Loop() {
					if err := sign(); err != nil {
						b.Fatal(err)
					}
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := sign(); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			after := e.Stats()
			b.ReportMetric(float64(after.Operations-before.Operations)/float64(after.Commits-before.Commits), "writes/commit")
		})
	}
}

func BenchmarkImport(b *testing.B) {
	s := sqlstore.New(opened(b))
	b.ResetTimer()
	if err := importing(s, b.N); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
}

func BenchmarkList(b *testing.B) {
	const n = 200_000
	s := filled(b, n)
	for name, q := range map[string]account.Query{
		"first page":           {Limit: 10},
		"first page, counted":  {Limit: 10, Count: true},
		"last page":            {Limit: 10, Offset: n - 10},
		"search, one":          {Limit: 10, Search: "GARCÍA user0000000"},
		"search, one, counted": {Limit: 10, Search: "GARCÍA user0000000", Count: true},
		"search, all":          {Limit: 10, Search: "garc"},
		"search, all, counted": {Limit: 10, Search: "garc", Count: true},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.List(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
