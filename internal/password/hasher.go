package password

import (
	"context"
	"crypto/rand"
	"runtime"
	"time"

	"golang.org/x/crypto/argon2"
)

const (
	newSalt   = 16 // bytes, RFC 9106 section 3.1
	newDigest = 32 // bytes
)

// Config says how hashes are made and how many at once. The zero value is good.
type Config struct {
	// Params of new hashes. What is zero has its default, what is out of the
	// bounds that stored hashes are held to is brought inside.
	Params Params
	// Width is how many hashes are computed at once; 0 is one per core, even when
	// GOMAXPROCS is set higher than that.
	Width int
	// Queue is how many callers wait beyond that; 0 is 256, less is none.
	Queue int
	// MaxWait is how long a caller waits at most; 0 is 10 seconds.
	MaxWait time.Duration
	// Around, if set, calls each computation. A process uses it to make room for
	// its other work meanwhile. Several run at once.
	Around func(compute func())
}

// Hasher makes and verifies hashes. It is safe for concurrent use; a process has
// one, since two of them would use the cores twice.
type Hasher struct {
	params Params
	gate   *gate
}

// New returns a Hasher.
func New(c Config) *Hasher {
	params := c.Params.withDefaults()
	if c.Width <= 0 {
		c.Width = min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	}
	if c.Queue == 0 {
		c.Queue = 256
	}
	if c.MaxWait <= 0 {
		c.MaxWait = 10 * time.Second
	}
	h := &Hasher{params, newGate(c.Width, max(c.Queue, 0), c.MaxWait, params.Memory)}
	if c.Around != nil {
		h.gate.around = c.Around
	}
	return h
}

// Waiting is how many callers wait for their turn now.
func (h *Hasher) Waiting() int { return len(h.gate.queue) }

// Hash makes a new hash of plain, with a salt of its own. It takes any text,
// empty included: what makes a password good enough is [Rules]' business.
//
// Errors: ErrBusy, or the context's.
func (h *Hasher) Hash(ctx context.Context, plain string) (Hash, error) {
	fresh := argon2Hash{variant: argon2.IDKey, params: h.params, salt: make([]byte, newSalt)}
	rand.Read(fresh.salt) //nolint:errcheck // never fails, see crypto/rand
	err := h.gate.pass(ctx, fresh.cost(), func() {
		fresh.digest = fresh.compute(plain, newDigest)
	})
	if err != nil {
		return "", err
	}
	return fresh.encode(), nil
}

// Verify says whether plain is the password that stored was made from.
//
// A wrong password is false without an error. So is a hash that is unusable,
// unknown, malformed or out of bounds; then a hash of our own is computed for
// nothing, so that the time does not tell such an account from others. What
// cannot be hidden: another system's hash takes that system's time, until the
// first sign-in replaces it.
//
// Errors: ErrBusy, or the context's; then ok is false and means nothing.
func (h *Hasher) Verify(ctx context.Context, stored Hash, plain string) (ok bool, err error) {
	_, v, err := parse(stored)
	if err != nil || v == nil {
		return false, h.VerifyNothing(ctx, plain)
	}
	err = h.gate.pass(ctx, v.cost(), func() { ok = v.verify(plain) })
	return ok, err
}

// VerifyNothing takes as long as Verify does with a hash of our own. It is for
// the account that does not exist: answered at once, it would tell a stranger
// which e-mail addresses are known here.
//
// Errors: ErrBusy, or the context's.
func (h *Hasher) VerifyNothing(ctx context.Context, plain string) error {
	nobody := argon2Hash{
		variant: argon2.IDKey,
		params:  h.params,
		salt:    make([]byte, newSalt),
		digest:  make([]byte, newDigest),
	}
	return h.gate.pass(ctx, nobody.cost(), func() { nobody.verify(plain) })
}

// NeedsRehash says whether stored should be replaced by a new hash as soon as
// its password is known, which is at the next sign-in. Only an argon2id PHC
// string with at least our parameters, salt and digest is kept.
func (h *Hasher) NeedsRehash(stored Hash) bool {
	form, v, err := parse(stored)
	if err != nil || form != Argon2id {
		return true
	}
	ours, ok := v.(argon2Hash)
	return !ok || !ours.params.atLeast(h.params) ||
		len(ours.salt) < newSalt || len(ours.digest) < newDigest
}
