package account

import "context"

// event begins a row of the audit trail for something that needed no token.
func (s *Service) event(action Action, c Client) Event {
	return Event{At: s.now(), Action: action, Address: c.Address}
}

// eventBy begins a row for something that an actor did.
func (s *Service) eventBy(actor Actor, action Action, detail string) Event {
	e := s.event(action, actor.client)
	e.Actor, e.Via, e.Detail = actor.ID(), actor.via, detail
	return e
}

// job begins a job that is due now.
func (s *Service) job(kind JobKind) Job {
	now := s.now()
	return Job{Kind: kind, AskedAt: now, DueAt: now}
}

// letter begins a job to write to an address.
func (s *Service) letter(kind JobKind, email string) Job {
	j := s.job(kind)
	j.Email = email
	return j
}

// Audit reads the audit trail, newest first.
//
// Kinds: Forbidden.
func (s *Service) Audit(ctx context.Context, actor Actor, q EventQuery) ([]Event, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return nil, err
	}
	return s.store.Events(ctx, q)
}
