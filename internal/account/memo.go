package account

import (
	"strings"
	"sync"
	"time"

	"perfil/internal/token"
)

// memo remembers what tokens said whose signature was good, so that a client
// that sends the same token with every request has it verified once. It holds
// only what cannot change: expiry is compared on every use, and whether the
// session lives is not its business (see Service.checkAlive).
//
// Like memory it keeps two generations in bounded bytes. The key is the whole
// token, so a token that differs in one bit is verified by itself.
type memo struct {
	shards [memoShards]memoShard
	budget int64 // bytes for one generation of one shard; 0 keeps nothing
}

const memoShards = 64

type memoShard struct {
	mu         sync.RWMutex
	young, old map[string]token.Facts
	used       int64
	_          [24]byte // keeps neighbours off one cache line
}

func newMemo(bytes int64) *memo { return &memo{budget: bytes / memoShards / 2} }

// shard picks by the last characters, which are those of a signature and so as
// good as random.
func (m *memo) shard(raw string) *memoShard {
	n := len(raw)
	if n < 2 {
		return &m.shards[0]
	}
	return &m.shards[(uint(raw[n-1])*31+uint(raw[n-2]))%memoShards]
}

// get returns what a token said, if it is remembered and has not expired.
func (m *memo) get(raw string, now time.Time) (token.Facts, bool) {
	if m.budget == 0 {
		return token.Facts{}, false
	}
	s := m.shard(raw)
	s.mu.RLock()
	f, young := s.young[raw]
	ok := young
	if !young {
		f, ok = s.old[raw]
	}
	s.mu.RUnlock()
	if !ok || !now.Before(f.ExpiresAt) {
		return token.Facts{}, false
	}
	if !young {
		m.put(raw, f)
	}
	return f, true
}

// memoOverhead is what an entry holds besides the token itself.
const memoOverhead = 320

func (m *memo) put(raw string, f token.Facts) {
	if m.budget == 0 {
		return
	}
	s := m.shard(raw)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.young == nil || s.used >= m.budget {
		s.old, s.young, s.used = s.young, make(map[string]token.Facts), 0
	}
	// The token is a part of a larger text, the header of its request, which
	// must not be kept alive with it.
	s.young[strings.Clone(raw)] = f
	s.used += int64(len(raw)) + memoOverhead
}
