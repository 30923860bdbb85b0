package account

import (
	"context"
	"errors"
	"fmt"
)

// Importable is an account from elsewhere that was found acceptable. Only
// JudgeImport makes one, so nothing gets in without having been looked at.
type Importable struct {
	account    Account
	nameless   bool // the user name was made from the e-mail
	hasPicture bool // the avatar was brought along
}

// Account is the account as it will be stored.
func (i *Importable) Account() *Account { return &i.account }

// Renumber makes the store give the account a new id.
func (i *Importable) Renumber() { i.account.ID = 0 }

// SetPicture gives the account an avatar that KeepPicture kept, or with "" none.
func (i *Importable) SetPicture(name string) {
	i.account.Avatar, i.hasPicture = name, true
}

// Import is one import.
type Import struct {
	From   string // what the audit trail calls the source: "jsonl"
	DryRun bool   // find out all that would happen, and keep nothing

	// Reserve, Ready and Again are those of Merge.
	Reserve ID
	Ready   func() error
	Again   func() bool
	// Feed hands over the accounts, one after the other. insert returns Conflict
	// when values are taken, and then the import can go on; after any other error
	// it is over. While Feed says that there is more, what was handed over is kept
	// and it is called again, in a transaction of its own. When it returns an
	// error the transaction keeps nothing. It must not use the Service meanwhile:
	// the transaction may hold what the other call waits for.
	Feed func(insert func(*Importable) error) (more bool, err error)
	// Refused says how many accounts Feed has refused so far, for the audit trail.
	Refused func() int
}

// Import stores accounts with their ids and says how many are kept. Their
// sessions elsewhere go on: tokens that were issued before are accepted unless
// ValidAfter ends them. The audit trail gets one entry for all, after the last
// commit, also when a later part failed: should just that entry fail, the error
// says so, and the accounts are there.
//
// Kinds: Forbidden, and those of the Store; an error of Feed as it is.
func (s *Service) Import(ctx context.Context, actor Actor, in Import) (kept int, err error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return 0, err
	}
	kept, err = s.importAll(ctx, in)
	if in.DryRun || err != nil && kept == 0 {
		return kept, err
	}
	detail := fmt.Sprintf("from %s: %d kept, %d refused", in.From, kept, in.Refused())
	event := s.eventBy(actor, ActionImported, detail)
	// The accounts are in: that goes on record also for who has hung up.
	if noted := s.store.Record(context.WithoutCancel(ctx), []Event{event}, nil); noted != nil {
		noted = fmt.Errorf("the %d accounts are kept, but the audit trail could not be written: %w", kept, noted)
		return kept, errors.Join(err, noted)
	}
	return kept, err
}

func (s *Service) importAll(ctx context.Context, in Import) (kept int, err error) {
	begin := s.store.Import
	if in.DryRun {
		begin = s.rehearseImport
	} else if err := s.reserve(ctx, in.Reserve); err != nil {
		return 0, err
	}
	for more := true; more; {
		if in.Ready != nil {
			if err := in.Ready(); err != nil {
				return kept, err
			}
		}
		n := 0
		err := patiently(in.Again, func() error {
			n = 0
			return begin(ctx, func(insert func(Account) error) (err error) {
				more, err = in.Feed(func(i *Importable) error {
					err := insert(i.account)
					if err == nil {
						n++
					}
					return err
				})
				return err
			})
		})
		if err != nil {
			return kept, err
		}
		kept += n
	}
	return kept, nil
}

func (s *Service) rehearseImport(ctx context.Context, fn func(insert func(Account) error) error) error {
	return s.store.Rehearse(ctx, func(in *Intake) error {
		return fn(func(a Account) error {
			_, err := in.Insert(a)
			return err
		})
	})
}
