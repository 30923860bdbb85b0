package account

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/mail"
	"perfil/internal/token"
)

// Post is how mail leaves the service.
type Post struct {
	Sender   mail.Sender // nil: no mail is sent, and jobs for it are dropped
	Letters  *mail.Letters
	Language mail.Language
	Links    Links
}

// Links are the pages that letters lead to, each complete but for the ticket,
// which is appended.
type Links struct {
	Reset        string
	UndoEmail    string
	ConfirmEmail string
}

// How jobs are worked off.
const (
	jobPoll     = 2 * time.Second  // jobs that another node or a former process left
	jobLease    = 2 * time.Minute  // longer than the longest attempt
	jobTimeout  = time.Minute      // of one attempt
	jobGrace    = 3 * time.Second  // of what is under way when the server stops
	jobRetry    = 10 * time.Second // before the second attempt; doubles
	jobRetryMax = time.Hour
	jobTries    = 40 // over a day, then given up: a reset that arrives later helps nobody
)

// jobWorkers is how many jobs are done at once, so that one mail server that does
// not answer does not hold up everything.
const jobWorkers = 4

// RunJobs does what transactions left to do, until ctx ends: it sends mail and
// removes pictures. Each job is done at least once; what fails is tried again
// later and later. Several nodes may run it at the same time.
func (s *Service) RunJobs(ctx context.Context, log *slog.Logger) {
	var workers sync.WaitGroup
	for range jobWorkers {
		workers.Go(func() { s.workOff(ctx, log) })
	}
	workers.Wait()
}

func (s *Service) workOff(ctx context.Context, log *slog.Logger) {
	poll := time.NewTicker(jobPoll)
	defer poll.Stop()
	for {
		s.DoJobs(ctx, log)
		select {
		case <-ctx.Done():
			return
		case <-s.jobsAdded:
		case <-poll.C:
		}
	}
}

// DoJobs does what is due now and returns.
func (s *Service) DoJobs(ctx context.Context, log *slog.Logger) {
	for s.runJob(ctx, log) {
	}
}

// wake makes RunJobs look for jobs now.
func (s *Service) wake() {
	select {
	case s.jobsAdded <- struct{}{}:
	default:
	}
}

// runJob does one job and says whether there was any.
func (s *Service) runJob(ctx context.Context, log *slog.Logger) bool {
	job, err := s.store.ClaimJob(ctx, s.now(), jobLease)
	if err != nil {
		if !errors.Is(err, NotFound) && ctx.Err() == nil {
			log.Error("cannot read the jobs", "error", err)
		}
		return false
	}
	// A job that was begun is finished and noted also while the server stops, as
	// far as that takes no long time: a letter that was sent and not noted would
	// be sent again.
	attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(jobGrace, cancel) })()
	err = s.do(attempt, job)
	ctx, noted := context.WithTimeout(context.WithoutCancel(ctx), jobGrace)
	defer noted()
	switch {
	case err == nil:
	case errors.Is(err, errHeld):
		return s.store.PostponeJob(ctx, job.ID, s.now().Add(heldFor), job.Attempts-1) == nil
	case errors.Is(err, mail.ErrPermanent) || job.Attempts >= jobTries:
		log.Error("gave up a job", "job", job.ID, "kind", string(job.Kind), "account", int64(job.Account), "error", err)
	default:
		if err := s.store.PostponeJob(ctx, job.ID, s.now().Add(backoff(job.Attempts)), job.Attempts); err != nil {
			log.Error("cannot postpone a job", "job", job.ID, "error", err)
			return false
		}
		log.Warn("a job failed and is tried again", "job", job.ID, "kind", string(job.Kind), "attempt", job.Attempts, "error", err)
		return true
	}
	if err := s.store.FinishJob(ctx, job.ID); err != nil {
		log.Error("cannot finish a job", "job", job.ID, "error", err)
		return false
	}
	return true
}

// backoff is the wait after the n-th attempt, counted from 1.
func backoff(n int) time.Duration {
	d := jobRetry
	for ; n > 1 && d < jobRetryMax; n-- {
		d *= 2
	}
	return min(d, jobRetryMax)
}

func (s *Service) do(ctx context.Context, job Job) error {
	if job.Kind == JobRemoveAvatar {
		name, err := avatar.ParseName(job.Name)
		if err != nil {
			return nil // no name of ours: an imported reference that was never a file here
		}
		if s.picturesHeld() {
			return errHeld
		}
		return s.pictures.Remove(ctx, name)
	}
	if s.post.Sender == nil {
		return nil
	}
	m, err := s.write(ctx, job)
	if errors.Is(err, NotFound) {
		return nil // cancelled
	}
	if err != nil || m.To == "" {
		return err
	}
	m.ID = s.messageID(job)
	return s.post.Sender.Send(ctx, m)
}

// messageID names a job for ever, so that a letter that is sent twice can be
// recognised. The number of a job begins at 1 again in another database, so the
// key of this one goes into it.
func (s *Service) messageID(job Job) string {
	number := strconv.FormatInt(job.ID, 10)
	mark := s.tokens.Derive("message id", string(job.Kind)+" "+number+" "+job.Email)
	return string(job.Kind) + "." + number + "." + hex.EncodeToString(mark[:8])
}

// write makes the letter of a job, without a receiver if there is nobody to
// write to. The ticket is made here and not with the job, so that no secret ever
// lies in the table of jobs; a letter that has to be sent twice has two tickets,
// and either works.
func (s *Service) write(ctx context.Context, job Job) (mail.Message, error) {
	a, err := s.addressee(ctx, job)
	if errors.Is(err, NotFound) {
		return mail.Message{}, nil
	}
	if err != nil {
		return mail.Message{}, err
	}
	if full, err := s.hasEnough(ctx, job); err != nil || full {
		return mail.Message{}, err
	}
	to := mail.Receiver{Address: job.Email, Name: a.FirstName, Language: s.post.Language}
	letters, links := s.post.Letters, s.post.Links
	switch job.Kind {
	case JobResetMail:
		// From now on: who waited for a slow mail server has the whole time.
		ticket, err := s.issue(ctx, a.ID, PurposeReset, job, s.now().Add(s.lifetime.Reset))
		return letters.Reset(to, links.Reset+ticket, s.lifetime.Reset), err
	case JobEmailChangedMail:
		// From the change on: the order of these tickets is that of the changes,
		// however late a letter is, see RestoreEmail.
		ticket, err := s.issue(ctx, a.ID, PurposeUndoEmail, job, job.AskedAt.Add(s.lifetime.UndoEmail))
		return letters.EmailChanged(to, mail.Mask(a.Email), links.UndoEmail+ticket, s.lifetime.UndoEmail), err
	case JobConfirmEmailMail:
		ticket, err := s.issue(ctx, a.ID, PurposeConfirmEmail, job, s.now().Add(s.lifetime.ConfirmEmail))
		return letters.ConfirmEmail(to, links.ConfirmEmail+ticket, s.lifetime.ConfirmEmail), err
	default:
		return mail.Message{}, fmt.Errorf("%w: no job is called %q", mail.ErrPermanent, job.Kind)
	}
}

// addressee is the account that a letter is about. A reset is asked for by
// address; it is only now that anybody looks whose it is. Who is not active has
// nothing to reset. NotFound.
func (s *Service) addressee(ctx context.Context, job Job) (Account, error) {
	if job.Kind != JobResetMail {
		return s.store.Find(ctx, Key{ID: job.Account})
	}
	a, err := s.find(ctx, Key{Email: job.Email})
	if err == nil && a.Status != StatusActive {
		return Account{}, fail(NotFound)
	}
	return a, err
}

// issue stores a new ticket and returns its text. NotFound when the job was
// cancelled meanwhile: then nothing may be sent.
func (s *Service) issue(ctx context.Context, id ID, p Purpose, job Job, expires time.Time) (string, error) {
	text, digest := token.NewOpaque()
	return text, s.store.Issue(ctx, Ticket{
		Digest: digest, Account: id, Purpose: p, Email: job.Email, ExpiresAt: expires,
	}, job.ID)
}

// letterMax is how many letters of a kind go to one address in a day. The first
// ones are what matters; more would make the server a tool to flood a stranger
// with.
const letterMax = 10

// hasEnough counts a letter, and says whether its address had enough of them.
func (s *Service) hasEnough(ctx context.Context, job Job) (bool, error) {
	// A reset that names its account comes from RestoreEmail. It is the owner's only
	// way in, and whoever made them need it could have used the number up before.
	if !s.limits || job.Attempts > 1 || job.Kind == JobResetMail && job.Account != 0 {
		return false, nil
	}
	n, _, err := s.store.Hit(ctx, "letter "+string(job.Kind)+" "+s.counterKey(job.Email), 24*time.Hour, s.now())
	return n > letterMax, err
}
