package storetest

import (
	"fmt"
	"time"

	"perfil/internal/account"
)

func (s *scene) jobs(due ...time.Duration) {
	s.Helper()
	var jobs []account.Job
	for i, after := range due {
		jobs = append(jobs, account.Job{Kind: account.JobResetMail, Email: fmt.Sprint(i), DueAt: noon.Add(after)})
	}
	s.ok(s.store.Record(s.Context(), nil, jobs))
}

func (s *scene) claim(at time.Duration) (account.Job, error) {
	return s.store.ClaimJob(s.Context(), noon.Add(at), time.Minute)
}

// claims checks that the next job is the one with this e-mail.
func (s *scene) claims(at time.Duration, email string) account.Job {
	s.Helper()
	job, err := s.claim(at)
	s.ok(err)
	same(s, "the job", email, job.Email)
	return job
}

func (s *scene) idle(at time.Duration) {
	s.Helper()
	_, err := s.claim(at)
	s.fails(err, account.NotFound)
}

var working = []story{
	{"a job comes back with every field as it was, and counts the claim", func(s *scene) {
		want := account.Job{
			Kind: account.JobRemoveAvatar, Account: 11, Email: "a@example.com", Name: "0f/0f3a.webp",
			AskedAt: noon, DueAt: noon.Add(1), Attempts: 3,
		}
		s.ok(s.store.Record(s.Context(), nil, []account.Job{want}))
		got, err := s.claim(time.Hour)
		s.ok(err)
		want.ID, want.Attempts = got.ID, 4
		same(s, "the job", want, got)
	}},
	{"the job that is due longest comes first, one that is not due does not", func(s *scene) {
		s.jobs(2*time.Second, time.Second, 3*time.Second)
		s.idle(0)
		s.claims(time.Second, "1")
		s.idle(time.Second)
		s.claims(4*time.Second, "0")
		s.claims(4*time.Second, "2")
		s.idle(4 * time.Second)
	}},
	{"a job that is not due at any time is due now", func(s *scene) {
		s.ok(s.store.Record(s.Context(), nil, []account.Job{{Kind: account.JobResetMail, Email: "0"}}))
		same(s, "the time", time.Time{}, s.claims(0, "0").DueAt)
	}},
	{"a job whose worker died is given again after its lease", func(s *scene) {
		s.jobs(0)
		first := s.claims(0, "0")
		s.idle(time.Minute - 1)
		second := s.claims(time.Minute, "0")
		same(s, "the id", first.ID, second.ID)
		same(s, "the attempts", 2, second.Attempts)
	}},
	{"a job that was done is not given again", func(s *scene) {
		s.jobs(0)
		job := s.claims(0, "0")
		s.ok(s.store.FinishJob(s.Context(), job.ID))
		s.ok(s.store.FinishJob(s.Context(), job.ID))
		s.idle(time.Hour)
	}},
	{"a job that was put off is given when it is due again", func(s *scene) {
		s.jobs(0)
		job := s.claims(0, "0")
		s.ok(s.store.PostponeJob(s.Context(), job.ID, noon.Add(time.Hour), job.Attempts))
		s.idle(time.Hour - 1)
		again := s.claims(time.Hour, "0")
		same(s, "the attempts", 2, again.Attempts)
		same(s, "the time", noon.Add(time.Hour), again.DueAt)
		s.ok(s.store.FinishJob(s.Context(), job.ID))
		s.ok(s.store.PostponeJob(s.Context(), job.ID, noon, job.Attempts))
		s.idle(time.Hour * 2)
	}},
	{"a job that was looked at in vain has had no attempt", func(s *scene) {
		s.jobs(0)
		job := s.claims(0, "0")
		s.ok(s.store.PostponeJob(s.Context(), job.ID, noon, job.Attempts-1))
		same(s, "the attempts", job.Attempts, s.claims(0, "0").Attempts)
	}},
	{"workers who claim at once get each job once", func(s *scene) {
		const jobs = 40
		s.jobs(make([]time.Duration, jobs)...)
		claimed := make([][]string, 8)
		errs := together(len(claimed), func(i int) error {
			for {
				job, err := s.claim(0)
				if err != nil {
					return err
				}
				claimed[i] = append(claimed[i], job.Email)
			}
		})
		seen := map[string]int{}
		for i, err := range errs {
			s.fails(err, account.NotFound)
			for _, email := range claimed[i] {
				seen[email]++
			}
		}
		same(s, "the number of jobs", jobs, len(seen))
		for email, n := range seen {
			same(s, "the claims of job "+email, 1, n)
		}
	}},
}
