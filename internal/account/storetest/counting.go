package storetest

import (
	"errors"
	"slices"
	"time"

	"perfil/internal/account"
)

// quarter begins a window of 15 minutes.
var quarter = time.Date(2024, 2, 29, 12, 15, 0, 0, time.UTC)

const window = 15 * time.Minute

// hits checks the count and the end of the window of one more hit.
func (s *scene) hits(key string, at time.Time, want int, ends time.Time) {
	s.Helper()
	n, until, err := s.store.Hit(s.Context(), key, window, at)
	s.ok(err)
	same(s, "the count of "+key, want, n)
	same(s, "the end of the window", ends, until)
}

// counted checks the count of the window that is open.
func (s *scene) counted(key string, at time.Time, want int, ends time.Time) {
	s.Helper()
	n, until, err := s.store.Hits(s.Context(), key, window, at)
	s.ok(err)
	same(s, "the count of "+key, want, n)
	same(s, "the end of the window", ends, until)
}

var counting = []story{
	{"hits of a window are counted, and the next begins anew", func(s *scene) {
		s.hits("a", quarter, 1, quarter.Add(window))
		s.hits("a", quarter.Add(window-1), 2, quarter.Add(window))
		s.hits("a", quarter.Add(window), 1, quarter.Add(2*window))
		s.hits("a", quarter.Add(window+1), 2, quarter.Add(2*window))
	}},
	{"a window begins with the first hit in it", func(s *scene) {
		s.hits("a", quarter.Add(7), 1, quarter.Add(window+7))
		s.hits("a", quarter.Add(window+7), 1, quarter.Add(2*window+7))
	}},
	{"a clock that is behind a little counts in the same window", func(s *scene) {
		s.hits("a", quarter, 1, quarter.Add(window))
		s.hits("a", quarter.Add(-time.Minute), 2, quarter.Add(window))
		s.counted("a", quarter.Add(-window), 2, quarter.Add(window))
		s.counted("a", quarter.Add(-window-1), 0, time.Time{})
	}},
	{"a clock that was a day ahead does not leave a window of a day", func(s *scene) {
		s.hits("a", quarter.AddDate(0, 0, 1), 1, quarter.AddDate(0, 0, 1).Add(window))
		s.counted("a", quarter, 0, time.Time{})
		s.hits("a", quarter, 1, quarter.Add(window))
	}},
	{"a count can be read without adding to it", func(s *scene) {
		s.counted("a", quarter, 0, time.Time{})
		s.hits("a", quarter, 1, quarter.Add(window))
		s.hits("a", quarter, 2, quarter.Add(window))
		s.counted("a", quarter.Add(1), 2, quarter.Add(window))
		s.counted("a", quarter.Add(window), 0, time.Time{})
	}},
	{"a change ends the counts that it names, and no others", func(s *scene) {
		s.hits("a", quarter, 1, quarter.Add(window))
		s.hits("b", quarter, 1, quarter.Add(window))
		s.change(s.stored().ID, func(c *account.Change) { c.Clear = []string{"a", "never counted"} })
		s.counted("a", quarter, 0, time.Time{})
		s.counted("b", quarter, 1, quarter.Add(window))
	}},
	{"a change that is refused ends no count", func(s *scene) {
		s.hits("a", quarter, 1, quarter.Add(window))
		refused := errors.New("refused")
		_, err := s.store.Update(s.Context(), s.stored().ID, func(c *account.Change) error {
			c.Clear = []string{"a"}
			return refused
		})
		if !errors.Is(err, refused) {
			s.Errorf("got error %v", err)
		}
		s.counted("a", quarter, 1, quarter.Add(window))
	}},
	{"keys are counted apart", func(s *scene) {
		s.hits("a", quarter, 1, quarter.Add(window))
		s.hits("A", quarter, 1, quarter.Add(window))
		s.hits("a ", quarter, 1, quarter.Add(window))
		s.hits("a", quarter, 2, quarter.Add(window))
	}},
	{"hits made at once are each counted", func(s *scene) {
		counts := make([]int, 32)
		for _, err := range together(len(counts), func(i int) (err error) {
			counts[i], _, err = s.store.Hit(s.Context(), "a", window, quarter)
			return err
		}) {
			s.ok(err)
		}
		slices.Sort(counts)
		for i, n := range counts {
			same(s, "the count", i+1, n)
		}
	}},
}

var sweeping = []story{
	{"what has expired goes and the rest stays", sweepsExpired},
	{"old events go and the rest stays", func(s *scene) {
		s.ok(s.store.Record(s.Context(), []account.Event{
			{At: noon.Add(-time.Hour - 1), Action: account.ActionSignIn},
			{At: noon.Add(-time.Hour), Action: account.ActionSignOut},
		}, nil))
		s.ok(s.store.Sweep(s.Context(), noon, time.Hour))
		left := s.events(account.EventQuery{})
		same(s, "the number of events", 1, len(left))
		same(s, "the event left", account.ActionSignOut, left[0].Action)
	}},
	{"very much goes too", func(s *scene) {
		const many = 2500
		a := s.stored()
		var spent []account.Spent
		var events []account.Event
		for range many {
			spent = append(spent, account.Spent{Digest: Digest(), ExpiresAt: noon.Add(-1)})
			events = append(events, account.Event{At: noon.Add(-2)})
		}
		s.change(a.ID, func(c *account.Change) { c.Spend, c.Events = spent, events })
		s.ok(s.store.Sweep(s.Context(), noon, 1))
		same(s, "the number of events", 0, len(s.events(account.EventQuery{Limit: many})))
		for _, gone := range []int{0, many / 2, many - 1} {
			same(s, "spent", false, s.spent(spent[gone].Digest))
		}
	}},
	{"jobs and accounts stay", func(s *scene) {
		a := s.stored()
		s.jobs(0)
		s.ok(s.store.Sweep(s.Context(), noon.AddDate(100, 0, 0), 0))
		s.find(a.ID)
		s.claims(0, "0")
	}},
}

func sweepsExpired(s *scene) {
	a := s.stored()
	for i, ends := range []time.Time{noon.Add(-1), noon, noon.Add(1)} {
		session := account.Session{ID: account.SessionID("abc"[i : i+1]), CreatedAt: noon, ExpiresAt: ends}
		s.change(a.ID, func(c *account.Change) {
			c.Start = &session
			c.Spend = []account.Spent{{Digest: [32]byte{byte(i), 1}, ExpiresAt: ends}}
		})
		s.ok(Issue(s.Context(), s.store, account.Ticket{Digest: [32]byte{byte(i), 2}, Account: a.ID, ExpiresAt: ends}))
	}
	s.hits("old", quarter.Add(-2*window), 1, quarter.Add(-window))
	s.hits("new", quarter, 1, quarter.Add(window))
	s.ok(s.store.Sweep(s.Context(), noon, time.Hour))
	same(s, "the sessions left", []account.SessionID{"b", "c"}, s.sessionIDs(a.ID, "a", "b", "c"))
	for i, left := range []bool{false, true, true} {
		same(s, "spent", left, s.spent([32]byte{byte(i), 1}))
		_, err := s.store.Ticket(s.Context(), [32]byte{byte(i), 2})
		same(s, "a ticket", left, err == nil)
	}
	s.hits("old", quarter.Add(-2*window), 1, quarter.Add(-window))
	s.hits("new", quarter, 2, quarter.Add(window))
}
