package storetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/token"
)

// noon has all nine decimals, so that one that is cut shows.
var noon = time.Date(2024, 2, 29, 12, 0, 0, 123456789, time.UTC)

// Noon is the moment at which the accounts that are built here began.
func Noon() time.Time { return noon }

// Trait makes an account something in particular.
type Trait func(*account.Account)

// Account builds an account that no Store has yet: unique, active, without
// rights, and without what is optional. Account(Admin, Suspended) is a suspended
// admin.
func Account(traits ...Trait) account.Account {
	name := "u" + strings.ToLower(rand.Text())[:12]
	a := account.Account{
		Username:     name,
		Email:        name + "@example.com",
		PasswordHash: "$2b$04$abcdefghijklmnopqrstuuN8b6D9KeHQ4tVUkdRYSDXv1qMpkq3Hu",
		CreatedAt:    noon,
		Version:      1,
	}
	for _, trait := range traits {
		trait(&a)
	}
	return a
}

// Stored builds an account and creates it.
func Stored(t testing.TB, s account.Store, traits ...Trait) account.Account {
	t.Helper()
	created, err := s.Create(t.Context(), &account.Change{Account: Account(traits...)})
	if err != nil {
		t.Fatalf("the account for the test could not be created: %v", err)
	}
	return created
}

// Admin may administer.
func Admin(a *account.Account) { a.Role = account.RoleAdmin }

// Operator sees more in some clients.
func Operator(a *account.Account) { a.Role = account.RoleOperator }

// Suspended may not be used.
func Suspended(a *account.Account) { a.Status = account.StatusSuspended }

// Inactive may not be used either.
func Inactive(a *account.Account) { a.Status = account.StatusInactive }

// Complete has every field set to something that is not its zero value, and no
// two fields of a type to the same, so that a column that is dropped or mixed
// up shows.
func Complete(a *account.Account) {
	a.FirstName, a.LastName = "María José", "O'Brien %_\\"
	a.Phone, a.Avatar = "3001112233", "0f/0f3a.webp"
	a.Role, a.Status = account.RoleOperator, account.StatusSuspended
	a.LastLoginAt = noon.Add(1 * time.Nanosecond)
	a.EmailVerifiedAt = noon.Add(2 * time.Nanosecond)
	a.ValidAfter = noon.Add(3 * time.Nanosecond)
	a.Version = 42
}

// Named has this name.
func Named(first, last string) Trait {
	return func(a *account.Account) { a.FirstName, a.LastName = first, last }
}

// Email has this address.
func Email(email string) Trait { return func(a *account.Account) { a.Email = email } }

// Username has this username.
func Username(name string) Trait { return func(a *account.Account) { a.Username = name } }

// Numbered has this id, for an import.
func Numbered(id account.ID) Trait { return func(a *account.Account) { a.ID = id } }

// Created began at this moment.
func Created(at time.Time) Trait { return func(a *account.Account) { a.CreatedAt = at } }

// Session builds a session that has every field set but its account, which
// Change.Start sets.
func Session() account.Session {
	return account.Session{
		ID:         account.SessionID(rand.Text()),
		CreatedAt:  noon.Add(4 * time.Nanosecond),
		LastUsedAt: noon.Add(5 * time.Nanosecond),
		ExpiresAt:  noon.Add(24 * time.Hour),
		Address:    "2001:db8::1",
		UserAgent:  "Mozilla/5.0 (X11; «prüfung»)",
		Refresh:    Digest(),
		Parent:     Digest(),
		RotatedAt:  noon.Add(6 * time.Nanosecond),
	}
}

// SignedIn creates a session of an account in a Store.
func SignedIn(t testing.TB, s account.Store, id account.ID) account.Session {
	t.Helper()
	session := Session()
	_, err := s.Update(t.Context(), id, func(c *account.Change) error {
		c.Start = &session
		return nil
	})
	if err != nil {
		t.Fatalf("the session for the test could not be started: %v", err)
	}
	return session
}

// Ticket builds a ticket for an account.
func Ticket(of account.ID, purpose account.Purpose) account.Ticket {
	return account.Ticket{
		Digest: Digest(), Account: of, Purpose: purpose,
		Email: "former@example.com", ExpiresAt: noon.Add(time.Hour),
	}
}

// Issued builds a ticket and stores it.
func Issued(t testing.TB, s account.Store, of account.ID, purpose account.Purpose) account.Ticket {
	t.Helper()
	ticket := Ticket(of, purpose)
	if err := Issue(t.Context(), s, ticket); err != nil {
		t.Fatalf("the ticket for the test could not be issued: %v", err)
	}
	return ticket
}

// Issue stores a ticket as doing a job does: it leaves a job, which is due
// before any other, takes it, issues the ticket for it, and is done with it.
func Issue(ctx context.Context, s account.Store, ticket account.Ticket) error {
	long := time.Unix(0, 0)
	if err := s.Record(ctx, nil, []account.Job{{Kind: account.JobResetMail, AskedAt: long, DueAt: long}}); err != nil {
		return err
	}
	job, err := s.ClaimJob(ctx, long, time.Hour)
	if err != nil {
		return err
	}
	return errors.Join(s.Issue(ctx, ticket, job.ID), s.FinishJob(ctx, job.ID))
}

// Digest builds the digest of some token.
func Digest() token.Digest { return sha256.Sum256([]byte(rand.Text())) }
