package storetest

import (
	"context"
	"errors"
	"time"

	"perfil/internal/account"
)

var living = []story{
	{"a store that works says so, again and again", func(s *scene) {
		for range 3 {
			s.ok(s.store.Ping(s.Context()))
		}
		s.ok(s.store.Sweep(s.Context(), noon, time.Hour))
		s.ok(s.store.Ping(s.Context()))
	}},
	{"a caller who has gone away gets an error and changes nothing", func(s *scene) {
		a := s.stored()
		gone, leave := context.WithCancel(s.Context())
		leave()
		for method, call := range methods(s.store, a.ID) {
			err := call(gone)
			var told *account.Error
			if !errors.As(err, &told) || told.Kind != account.Unavailable {
				s.Errorf("%s returned %v, want an error of kind %q", method, err, account.Unavailable)
			}
		}
		same(s, "the account", a, s.find(a.ID))
	}},
	{"a closed store answers that it is unavailable", func(s *scene) {
		a := s.stored()
		s.ok(s.store.Close())
		for method, call := range methods(s.store, a.ID) {
			err := call(s.Context())
			var told *account.Error
			if !errors.As(err, &told) || told.Kind != account.Unavailable {
				s.Errorf("%s returned %v, want an error of kind %q", method, err, account.Unavailable)
			}
		}
	}},
	{"a store can be closed twice", func(s *scene) {
		s.ok(s.store.Close())
		_ = s.store.Close()
	}},
}

// methods calls every method that can fail, by name.
func methods(s account.Store, id account.ID) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Find":    func(ctx context.Context) error { _, err := s.Find(ctx, account.Key{ID: id}); return err },
		"Session": func(ctx context.Context) error { _, err := s.Session(ctx, "x"); return err },
		"Held":    func(ctx context.Context) error { _, err := s.Held(ctx, former, id); return err },
		"Admins":  func(ctx context.Context) error { _, err := s.Admins(ctx); return err },
		"Spent":   func(ctx context.Context) error { _, err := s.Spent(ctx, Digest()); return err },
		"Ticket":  func(ctx context.Context) error { _, err := s.Ticket(ctx, Digest()); return err },
		"List":    func(ctx context.Context) error { _, err := s.List(ctx, account.Query{Limit: 1}); return err },
		"Each":    func(ctx context.Context) error { return s.Each(ctx, func(account.Account) error { return nil }) },
		"Events":  func(ctx context.Context) error { _, err := s.Events(ctx, account.EventQuery{Limit: 1}); return err },
		"Create": func(ctx context.Context) error {
			_, err := s.Create(ctx, &account.Change{Account: Account()})
			return err
		},
		"Update": func(ctx context.Context) error {
			_, err := s.Update(ctx, id, func(c *account.Change) error { c.Account.FirstName = "Ada"; return nil })
			return err
		},
		"Delete": func(ctx context.Context) error { return s.Delete(ctx, id, agree) },
		"Import": func(ctx context.Context) error {
			return s.Import(ctx, func(func(account.Account) error) error { return nil })
		},
		"ReserveIDs": func(ctx context.Context) error { return s.ReserveIDs(ctx, 1) },
		"Record":     func(ctx context.Context) error { return s.Record(ctx, []account.Event{{}}, nil) },
		"Hit": func(ctx context.Context) error {
			_, _, err := s.Hit(ctx, "x", window, noon)
			return err
		},
		"Hits": func(ctx context.Context) error {
			_, _, err := s.Hits(ctx, "x", window, noon)
			return err
		},
		"ClaimJob":    func(ctx context.Context) error { _, err := s.ClaimJob(ctx, noon, time.Minute); return err },
		"FinishJob":   func(ctx context.Context) error { return s.FinishJob(ctx, 1) },
		"PostponeJob": func(ctx context.Context) error { return s.PostponeJob(ctx, 1, noon, 1) },
		"Issue":       func(ctx context.Context) error { return s.Issue(ctx, Ticket(id, account.PurposeReset), 1) },
		"Sweep":       func(ctx context.Context) error { return s.Sweep(ctx, noon, time.Hour) },
		"Ping":        s.Ping,
	}
}
