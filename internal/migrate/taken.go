package migrate

import (
	"context"
	"fmt"
	"hash/maphash"

	"perfil/internal/account"
)

// takers remembers which entry took which values, so that a refusal can name
// it. A list and no map, because it is filled for every account and asked for a
// hundred refusals at most; hashes and no texts, to be small. Two texts with the
// same hash would make a refusal name the wrong line, once in 10^13 asked.
type takers struct {
	seed   maphash.Seed
	chunks [][]taker // all but the last are full
}

type taker struct {
	position        int64
	id              account.ID
	username, email uint64
}

// takersPerChunk keeps growing from copying what is there.
const takersPerChunk = 1 << 15

func (t *takers) add(a *account.Account, position int64) {
	if t.chunks == nil {
		t.seed = maphash.MakeSeed()
	}
	last := len(t.chunks) - 1
	if last < 0 || len(t.chunks[last]) == takersPerChunk {
		t.chunks = append(t.chunks, make([]taker, 0, takersPerChunk))
		last++
	}
	t.chunks[last] = append(t.chunks[last], taker{
		position: position,
		id:       a.ID,
		username: maphash.String(t.seed, a.Username),
		email:    maphash.String(t.seed, a.Email),
	})
}

func (t *takers) count() int {
	if len(t.chunks) == 0 {
		return 0
	}
	last := len(t.chunks) - 1
	return last*takersPerChunk + len(t.chunks[last])
}

// forget leaves the first n.
func (t *takers) forget(n int) {
	full := n / takersPerChunk
	if full < len(t.chunks) {
		t.chunks[full] = t.chunks[full][:n%takersPerChunk]
		t.chunks = t.chunks[:full+1]
	}
}

// find is the position of the entry that took the value under the field.
func (t *takers) find(a *account.Account, f account.Field) (position int64, found bool) {
	if t.chunks == nil {
		return 0, false
	}
	username, email := maphash.String(t.seed, a.Username), maphash.String(t.seed, a.Email)
	for _, chunk := range t.chunks {
		for i := range chunk {
			if chunk[i].has(f, a.ID, username, email) {
				return chunk[i].position, true
			}
		}
	}
	return 0, false
}

func (t *taker) has(f account.Field, id account.ID, username, email uint64) bool {
	switch f {
	case account.FieldID:
		return t.id == id
	case account.FieldUsername:
		return t.username == username
	case account.FieldEmail:
		return t.email == email
	default:
		return false
	}
}

// unnamed is a reason that does not name yet which account holds the value. The
// store can be asked only when the transaction is over.
type unnamed struct {
	reason *string
	value  string // in words: `email "ada@example.com"`
	key    account.Key
}

// refuseTaken refuses an entry because of values that others have.
func (r *run) refuseTaken(j *judged, violations []account.Violation) {
	if len(r.report.Refusals) >= MaxListed {
		r.refuse(j.position, nil)
		return
	}
	a := j.importable.Account()
	reasons := make([]string, len(violations))
	for i, v := range violations {
		value, key := valueOf(a, v.Field)
		reasons[i] = value + " is taken by another account"
		if position, found := r.takers.find(a, v.Field); found {
			reasons[i] = value + " is taken by " + r.source.Place(position)
		} else if key != (account.Key{}) {
			r.unnamed = append(r.unnamed, unnamed{reason: &reasons[i], value: value, key: key})
		}
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "id, username or email is taken by another account")
	}
	r.refuse(j.position, reasons)
}

// valueOf shows the value of a field that must be unique, and how to find who
// has it.
func valueOf(a *account.Account, f account.Field) (string, account.Key) {
	switch f {
	case account.FieldID:
		return fmt.Sprintf("id %d", a.ID), account.Key{ID: a.ID}
	case account.FieldUsername:
		return "username " + quote(a.Username), account.Key{Username: a.Username}
	case account.FieldEmail:
		return "email " + quote(a.Email), account.Key{Email: a.Email}
	default:
		return f.String(), account.Key{}
	}
}

// nameHolders completes the reasons that were waiting for the end of the
// transaction. Where the holder cannot be found any more they stay as they are.
func (r *run) nameHolders(ctx context.Context, svc *account.Service, actor account.Actor) {
	for _, u := range r.unnamed {
		holder, err := svc.Account(ctx, actor, u.key)
		if err != nil {
			continue
		}
		by := fmt.Sprintf("the account with id %d", holder.ID)
		if u.key.ID != 0 {
			by = "the account of " + quote(holder.Username)
		}
		*u.reason = u.value + " is taken by " + by
	}
}
