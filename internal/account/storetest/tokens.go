package storetest

import (
	"time"

	"perfil/internal/account"
	"perfil/internal/token"
)

func spend(digests ...token.Digest) []account.Spent {
	var spent []account.Spent
	for _, d := range digests {
		spent = append(spent, account.Spent{Digest: d, ExpiresAt: noon.Add(time.Hour)})
	}
	return spent
}

func (s *scene) spent(d token.Digest) bool {
	s.Helper()
	was, err := s.store.Spent(s.Context(), d)
	s.ok(err)
	return was
}

var spendingTokens = []story{
	{"a token is spent from its change on", func(s *scene) {
		a, first, second, unused := s.stored(), Digest(), Digest(), Digest()
		same(s, "spent before", false, s.spent(first))
		s.change(a.ID, func(c *account.Change) { c.Spend = spend(first, second) })
		same(s, "the first", true, s.spent(first))
		same(s, "the second", true, s.spent(second))
		same(s, "another", false, s.spent(unused))
	}},
	{"a token that was spent before undoes the change, whoever spent it", func(s *scene) {
		a, other, used, fresh := s.stored(), s.stored(), Digest(), Digest()
		s.change(other.ID, func(c *account.Change) { c.Spend = spend(used) })
		session := Session()
		_, err := s.try(a.ID, func(c *account.Change) {
			c.Account.FirstName, c.Start, c.Spend = "Ada", &session, spend(fresh, used)
		})
		s.taken(err, account.FieldToken)
		same(s, "the account", a, s.find(a.ID))
		same(s, "the sessions", nil, s.sessionIDs(a.ID, session.ID))
		same(s, "the fresh token", false, s.spent(fresh))
	}},
	{"of many who spend one token at once one succeeds", func(s *scene) {
		a, other, d := s.stored(), s.stored(), Digest()
		errs := together(8, func(i int) error {
			id := a.ID
			if i%2 == 1 {
				id = other.ID
			}
			_, err := s.try(id, func(c *account.Change) { c.Spend = spend(d) })
			return err
		})
		same(s, "those who succeeded", 1, s.winners(errs, account.Conflict))
	}},
}

var redeemingTickets = []story{
	{"a ticket comes back with every field as it was", func(s *scene) {
		want := Issued(s.T, s.store, s.stored().ID, account.PurposeUndoEmail)
		got, err := s.store.Ticket(s.Context(), want.Digest)
		s.ok(err)
		same(s, "the ticket", want, got)
	}},
	{"a ticket that was never issued is not found", func(s *scene) {
		_, err := s.store.Ticket(s.Context(), Digest())
		s.fails(err, account.NotFound)
	}},
	{"a ticket for an account that is not there is not issued", func(s *scene) {
		ticket := Ticket(s.stored().ID+1, account.PurposeReset)
		s.fails(Issue(s.Context(), s.store, ticket), account.NotFound)
		_, err := s.store.Ticket(s.Context(), ticket.Digest)
		s.fails(err, account.NotFound)
	}},
	{"a ticket of a job that was cancelled meanwhile is not issued", func(s *scene) {
		a := s.stored()
		s.change(a.ID, func(c *account.Change) {
			c.Jobs = []account.Job{
				{Kind: account.JobConfirmEmailMail, AskedAt: noon, DueAt: noon}, {Kind: account.JobResetMail, AskedAt: noon, DueAt: noon.Add(1)},
			}
		})
		job, err := s.claim(0)
		s.ok(err)
		s.change(a.ID, func(c *account.Change) { c.Cancel = []account.Cancel{{Kind: account.JobConfirmEmailMail}} })
		ticket := Ticket(a.ID, account.PurposeConfirmEmail)
		s.fails(s.store.Issue(s.Context(), ticket, job.ID), account.NotFound)
		_, err = s.store.Ticket(s.Context(), ticket.Digest)
		s.fails(err, account.NotFound)
		left, err := s.claim(time.Hour)
		s.ok(err)
		same(s, "the job that is left", account.JobResetMail, left.Kind)
	}},
	{"jobs that were left to do after a moment are cancelled, those before and those of others stay", func(s *scene) {
		a, other := s.stored(), s.stored()
		leave := func(id account.ID, email string, asked time.Time) {
			s.change(id, func(c *account.Change) {
				c.Jobs = []account.Job{{Kind: account.JobEmailChangedMail, Email: email, AskedAt: asked, DueAt: asked}}
			})
		}
		leave(a.ID, "before", noon.Add(-1))
		leave(a.ID, "then", noon)
		leave(a.ID, "after", noon.Add(1))
		leave(other.ID, "another's", noon.Add(2))
		s.change(a.ID, func(c *account.Change) {
			c.Cancel = []account.Cancel{{Kind: account.JobEmailChangedMail, After: noon}}
		})
		s.claims(time.Hour, "before")
		s.claims(time.Hour, "then")
		s.claims(time.Hour, "another's")
		s.idle(time.Hour)
	}},
	{"whether a token was spent is seen inside a change", func(s *scene) {
		a := s.stored()
		digest := Digest()
		s.change(a.ID, func(c *account.Change) {
			spent, err := c.Spent(digest)
			s.ok(err)
			same(s, "spent", false, spent)
			c.Spend = []account.Spent{{Digest: digest, ExpiresAt: noon.Add(time.Hour)}}
		})
		s.change(a.ID, func(c *account.Change) {
			spent, err := c.Spent(digest)
			s.ok(err)
			same(s, "spent", true, spent)
		})
	}},
	{"a ticket is redeemed once", func(s *scene) {
		a := s.stored()
		ticket := Issued(s.T, s.store, a.ID, account.PurposeReset)
		s.change(a.ID, func(c *account.Change) { c.Redeem = &ticket.Digest })
		_, err := s.store.Ticket(s.Context(), ticket.Digest)
		s.fails(err, account.NotFound)
		_, err = s.try(a.ID, func(c *account.Change) { c.Account.PasswordHash, c.Redeem = "new", &ticket.Digest })
		s.taken(err, account.FieldToken)
		same(s, "the account", a, s.find(a.ID))
	}},
	{"of many who redeem one ticket at once one succeeds", func(s *scene) {
		a := s.stored()
		ticket := Issued(s.T, s.store, a.ID, account.PurposeReset)
		errs := together(8, func(int) error {
			_, err := s.try(a.ID, func(c *account.Change) { c.Redeem = &ticket.Digest })
			return err
		})
		same(s, "those who succeeded", 1, s.winners(errs, account.Conflict))
	}},
	{"the ticket of another is not redeemed", func(s *scene) {
		a, other := s.stored(), s.stored()
		ticket := Issued(s.T, s.store, other.ID, account.PurposeReset)
		_, err := s.try(a.ID, func(c *account.Change) { c.Redeem = &ticket.Digest })
		s.taken(err, account.FieldToken)
		_, err = s.store.Ticket(s.Context(), ticket.Digest)
		s.ok(err)
	}},
	{"tickets of a purpose are void, others and those of others stay", func(s *scene) {
		a, other := s.stored(), s.stored()
		gone := []account.Ticket{
			Issued(s.T, s.store, a.ID, account.PurposeReset), Issued(s.T, s.store, a.ID, account.PurposeReset),
			Issued(s.T, s.store, a.ID, account.PurposeConfirmEmail),
		}
		kept := []account.Ticket{
			Issued(s.T, s.store, a.ID, account.PurposeUndoEmail), Issued(s.T, s.store, other.ID, account.PurposeReset),
		}
		s.change(a.ID, func(c *account.Change) {
			c.Void = []account.Void{{Purpose: account.PurposeReset}, {Purpose: account.PurposeConfirmEmail}}
		})
		for _, ticket := range gone {
			_, err := s.store.Ticket(s.Context(), ticket.Digest)
			s.fails(err, account.NotFound)
		}
		for _, ticket := range kept {
			_, err := s.store.Ticket(s.Context(), ticket.Digest)
			s.ok(err)
		}
	}},
	{"tickets that expire after a moment are void, those that do not stay", func(s *scene) {
		a := s.stored()
		ticket := Issued(s.T, s.store, a.ID, account.PurposeUndoEmail)
		void := account.Void{Purpose: account.PurposeUndoEmail, After: ticket.ExpiresAt}
		s.change(a.ID, func(c *account.Change) { c.Void = []account.Void{void} })
		_, err := s.store.Ticket(s.Context(), ticket.Digest)
		s.ok(err)
		void.After = void.After.Add(-1)
		s.change(a.ID, func(c *account.Change) { c.Void = []account.Void{void} })
		_, err = s.store.Ticket(s.Context(), ticket.Digest)
		s.fails(err, account.NotFound)
	}},
}
