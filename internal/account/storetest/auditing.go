package storetest

import (
	"time"

	"perfil/internal/account"
)

func event(action account.Action, of account.ID) account.Event {
	return account.Event{At: noon, Action: action, Account: of}
}

// ids are those of events, in their order.
func ids(events []account.Event) []int64 {
	var ids []int64
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

var auditing = []story{
	{"an event comes back with every field as it was", func(s *scene) {
		want := account.Event{
			At: noon.Add(1), Action: account.ActionUpdated, Account: 11, Actor: 12,
			Via: "perfil user set", Address: "2001:db8::1", Detail: "role user -> admin",
		}
		s.ok(s.store.Record(s.Context(), []account.Event{want, {Action: account.ActionSignInFailed}}, nil))
		got := s.events(account.EventQuery{})
		same(s, "the number of events", 2, len(got))
		if got[1].ID <= 0 || got[0].ID <= got[1].ID {
			s.Errorf("the ids are %d and %d, want them to rise", got[1].ID, got[0].ID)
		}
		want.ID = got[1].ID
		same(s, "the event", want, got[1])
		same(s, "the bare event", account.Event{ID: got[0].ID, Action: account.ActionSignInFailed}, got[0])
	}},
	{"events are selected by account, action, place and number", func(s *scene) {
		s.ok(s.store.Record(s.Context(), []account.Event{
			event(account.ActionSignIn, 1), event(account.ActionSignOut, 1), event(account.ActionSignIn, 2),
			event(account.ActionSignIn, 1), event(account.ActionSignInFailed, 0),
		}, nil))
		all := ids(s.events(account.EventQuery{}))
		same(s, "the number of events", 5, len(all))
		for _, told := range []struct {
			query account.EventQuery
			want  []int64
		}{
			{account.EventQuery{Limit: 2}, all[:2]},
			{account.EventQuery{Account: 1}, []int64{all[1], all[3], all[4]}},
			{account.EventQuery{Action: account.ActionSignIn}, []int64{all[1], all[2], all[4]}},
			{account.EventQuery{Account: 1, Action: account.ActionSignIn}, []int64{all[1], all[4]}},
			{account.EventQuery{Account: 1, Action: account.ActionSignIn, Limit: 1}, []int64{all[1]}},
			{account.EventQuery{Before: all[1]}, all[2:]},
			{account.EventQuery{Account: 1, Before: all[1], Limit: 1}, []int64{all[3]}},
			{account.EventQuery{Account: 3}, nil},
			{account.EventQuery{Action: "nothing"}, nil},
		} {
			same(s, "the events", told.want, ids(s.events(told.query)))
		}
	}},
	{"events and jobs are recorded together or not at all", func(s *scene) {
		s.ok(s.store.Record(s.Context(),
			[]account.Event{event(account.ActionResetAsked, 0)},
			[]account.Job{{Kind: account.JobResetMail, Email: "a@example.com", DueAt: noon}}))
		job, err := s.store.ClaimJob(s.Context(), noon, time.Minute)
		s.ok(err)
		same(s, "the account of the job", account.ID(0), job.Account)
		same(s, "the number of events", 1, len(s.events(account.EventQuery{})))
		s.ok(s.store.Record(s.Context(), nil, nil))
	}},
}
