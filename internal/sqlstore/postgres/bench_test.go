package postgres_test

import (
	"errors"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
)

// clients is how many callers a benchmark has at once for each core.
const clients = 16

// durable is a store on a server that waits for the disk, as a real one does.
func durable(b *testing.B) *sqlstore.Store {
	b.Helper()
	s := pgtest.Start(b, pgtest.Durable)
	database, err := s.CreateDatabase(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return sqlstore.New(openedAt(b, database))
}

// cpu is the processor time that this process has used; that of the database is
// not in it.
func cpu() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func measured(b *testing.B, fn func() error) {
	b.Helper()
	b.SetParallelism(clients)
	before := cpu()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := fn(); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64((cpu()-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

func BenchmarkFind(b *testing.B) {
	s := durable(b)
	a := storetest.Stored(b, s, storetest.Complete)
	measured(b, func() error {
		_, err := s.Find(b.Context(), account.Key{ID: a.ID})
		return err
	})
}

// BenchmarkSignUp stores what a sign-up stores, without the hash of its password.
func BenchmarkSignUp(b *testing.B) {
	s := durable(b)
	measured(b, func() error {
		session := storetest.Session()
		_, err := s.Create(b.Context(), &account.Change{
			Account: storetest.Account(),
			Start:   &session,
			Events:  []account.Event{{At: time.Now(), Action: account.ActionSignUp}},
		})
		return err
	})
}

// BenchmarkSignIn stores what a sign-in stores: of everything that changes an
// account, what happens most.
func BenchmarkSignIn(b *testing.B) {
	s := durable(b)
	var ids []account.ID
	for range 1000 {
		ids = append(ids, storetest.Stored(b, s).ID)
	}
	var n atomic.Int64
	measured(b, func() error {
		session := storetest.Session()
		_, err := s.Update(b.Context(), ids[n.Add(1)%int64(len(ids))], func(c *account.Change) error {
			c.Account.LastLoginAt = time.Now()
			c.Start = &session
			c.Events = []account.Event{{At: time.Now(), Action: account.ActionSignIn}}
			return nil
		})
		return err
	})
}

func BenchmarkHit(b *testing.B) {
	s := durable(b)
	measured(b, func() error {
		_, _, err := s.Hit(b.Context(), storetest.Account().Username, time.Minute, time.Now())
		return err
	})
}

func BenchmarkImport(b *testing.B) {
	s := durable(b)
	before := cpu()
	b.ResetTimer()
	err := s.Import(b.Context(), func(insert func(account.Account) error) error {
		var errs error
		for i := range b.N {
			errs = errors.Join(errs, insert(storetest.Account(storetest.Numbered(account.ID(i+1)))))
		}
		return errs
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64((cpu()-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}
