package account

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Origin notes where an account came from, so that the same source can be read
// again: what did not change there is passed over, and who has gone from there
// is known. It outlives its account, because otherwise the next reading would
// bring back somebody who deleted the account here.
type Origin struct {
	Source  string // the name that the operator gave to the former system
	Row     int64  // the id that the account has there
	Account ID     // and here
	Came    Imprint
	Kept    Imprint
}

// Imprint tells two states apart without keeping either. Came is that of a row
// as it was read last, Kept that of the account as it was stored then: an
// account with another one has been changed here since.
//
// It is SHA-256 cut to 128 bits. Nobody gains by making two states meet: they
// would only keep their own change from being brought.
type Imprint [16]byte

// ImprintOf takes the imprint of an account, and of what else a source knows of
// it. The id and the version do not count: they say nothing about the person.
func ImprintOf(a *Account, more ...string) Imprint {
	var room [768]byte
	b := room[:0]
	for _, s := range [...]string{
		a.Username, a.Email, a.FirstName, a.LastName, a.Phone, a.Avatar, string(a.PasswordHash),
	} {
		b = appendText(b, s)
	}
	b = append(b, byte(a.Role), byte(a.Status))
	for _, t := range [...]time.Time{a.CreatedAt, a.LastLoginAt, a.EmailVerifiedAt, a.ValidAfter} {
		b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
		b = binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
	}
	for _, s := range more {
		b = appendText(b, s)
	}
	sum := sha256.Sum256(b)
	return Imprint(sum[:len(Imprint{})])
}

// appendText puts the length in front, so that no two lists of texts are alike.
func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Intake is one transaction that brings accounts from a source that is read more
// than once. A Conflict, and NotFound, leave it as it was before the call, so
// that it can go on; any other error ends it.
type Intake struct {
	// Insert stores an account with its id as given, or under a new one if that
	// is 0, and returns the id. Conflict.
	Insert func(Account) (ID, error)
	// Update is Store.Update inside the transaction. NotFound, Conflict.
	Update func(id ID, fn func(*Change) error) error
	// Delete is Store.Delete inside the transaction. NotFound.
	Delete func(id ID, fn func(*Change) error) error
	// Find is Store.Find inside the transaction. NotFound.
	Find func(Key) (Account, error)
	// Origin finds what was noted of a row of a source. NotFound. A rehearsal finds
	// what was noted outside of it.
	Origin func(source string, row int64) (Origin, error)
	// Note keeps an Origin in place of the one with the same Source and Row.
	Note func(Origin) error
	// Forget removes the Origin with this Source and Row.
	Forget func(Origin) error
}

// Origins reads where accounts came from: the origins of one source with rows
// beyond after, in the order of rows, at most limit.
//
// Kinds: Forbidden.
func (s *Service) Origins(ctx context.Context, actor Actor, source string, after int64, limit int) ([]Origin, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return nil, err
	}
	return s.store.Origins(ctx, source, after, limit)
}
