package migrate

import (
	"context"

	"perfil/internal/account"
)

// Source is where accounts come from: a file, or the database of another system.
type Source interface {
	// Name is what the audit trail calls it, such as "jsonl".
	Name() string
	// Place says in words where a position is, such as "line 17".
	Place(position int64) string
	// Each calls yield for every entry, in order, from one goroutine. An error
	// of yield ends it and is returned, and so does one that keeps the source
	// from being read any further. What is wrong with a single entry is a fault
	// of that entry. It is called once.
	Each(ctx context.Context, yield func(Entry) error) error
}

// Entry is one account as a source has it, or what stands in its place.
type Entry struct {
	Position int64 // of this entry in its source, for Source.Place
	Offset   int64 // bytes of the source up to its end; 0 where bytes mean nothing
	Account  account.Account

	// Faults are sentences that say why there is no account to be read here.
	// With any, Account means nothing.
	Faults []string

	// What follows is known to sources that are read again and again, see Merge.

	// Nameless says that the source knows no user names: one is made.
	Nameless bool
	// Picture is where the avatar lies, below the folder that the source was
	// told of; "" for none. Mark tells one state of that file from the next.
	Picture, Mark string
	// Notes say what of the account is left behind although it can come.
	Notes []string
}
