package account

import (
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"perfil/internal/token"
)

// memo remembers what tokens said whose signature was good, so that a client
// that sends the same token with every request has it verified once or twice. What a
// token said cannot change: expiry is compared on every use. Which account here is the
// one of a former system's token can, when that account is deleted and brought in once
// more: then the entry is forgotten (see Authenticate). Whether the token's session
// lives can, and is known for one snapshot only (see seen).
//
// Like memory it keeps, in two generations and bounded bytes, what came twice. The key is the whole
// token, so a token that differs in one bit is verified by itself.
type memo struct {
	shards [memoShards]memoShard
	seed   maphash.Seed
	budget int64 // bytes for one generation of one shard; 0 keeps nothing
}

const memoShards = 64

type memoShard struct {
	mu         sync.RWMutex
	door       doorkeeper
	young, old map[string]*seen
	used       int64
	_          [48]byte // keeps neighbours off one cache line
}

// seen is a token whose signature was good.
type seen struct {
	facts token.Facts
	// alive is the serial of a snapshot for which the store said that the token
	// had not been ended. The snapshot is dropped when anything about the account,
	// its sessions or its spent tokens changes, and the next one has another
	// serial, so a token that was ended is asked for again. A number, because a
	// pointer would keep in memory what memory has let go.
	alive atomic.Uint64
}

func newMemo(bytes int64) *memo {
	m := &memo{budget: bytes / memoShards / 2, seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].door = newDoorkeeper(2 * m.budget / memoOverhead)
	}
	return m
}

// shard picks by the last characters, which are those of a signature and so as
// good as random.
func (m *memo) shard(raw string) *memoShard {
	n := len(raw)
	if n < 2 {
		return &m.shards[0]
	}
	return &m.shards[(uint(raw[n-1])*31+uint(raw[n-2]))%memoShards]
}

// get returns what a token said, or nil if it is not remembered or has expired.
func (m *memo) get(raw string, now time.Time) *seen {
	if m.budget == 0 {
		return nil
	}
	s := m.shard(raw)
	s.mu.RLock()
	known, young := s.young[raw]
	if !young {
		known = s.old[raw]
	}
	s.mu.RUnlock()
	if known == nil || !now.Before(known.facts.ExpiresAt) {
		return nil
	}
	if !young {
		s.mu.Lock()
		s.keep(raw, known, m.budget)
		s.mu.Unlock()
	}
	return known
}

// forget lets go of a token.
func (m *memo) forget(raw string) {
	s := m.shard(raw)
	s.mu.Lock()
	delete(s.young, raw)
	delete(s.old, raw)
	s.mu.Unlock()
}

// memoOverhead is what an entry holds besides the token itself.
const memoOverhead = 320

// put remembers a token that came lately already.
func (m *memo) put(raw string, known *seen) {
	if m.budget == 0 {
		return
	}
	s := m.shard(raw)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.door.admits(maphash.String(m.seed, raw)) {
		s.keep(raw, known, m.budget)
	}
}

// keep is called under the lock.
func (s *memoShard) keep(raw string, known *seen, budget int64) {
	if s.young == nil || s.used >= budget {
		s.old, s.young, s.used = s.young, make(map[string]*seen), 0
	}
	// The token is a part of a larger text, the header of its request, which
	// must not be kept alive with it.
	s.young[strings.Clone(raw)] = known
	s.used += int64(len(raw)) + memoOverhead
}
