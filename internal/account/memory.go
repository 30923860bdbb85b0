package account

import (
	"sync"
	"sync/atomic"
)

// Snapshot is an account as it stood at one moment, with what was made from it.
// It is dropped whole when anything about the account changes, so whatever
// hangs on it is as exact as the account itself.
type Snapshot struct {
	Account Account

	answers [answerSlots]atomic.Pointer[Answer]
	serial  uint64 // no other snapshot of this process has it
}

// Answer is an encoded profile that a contract hung on a snapshot, with the
// values of two headers as net/http takes them. Nobody changes it.
type Answer struct {
	Body   []byte
	ETag   []string
	Length []string
}

// Slot is the place of one contract's answer on a snapshot.
type Slot uint8

// The slots.
const (
	SlotDjango Slot = iota
	SlotExpress
	answerSlots
)

// Answer returns the encoded answer in a slot, made by encode when it is not
// there yet. encode may run more than once at the same time; any outcome will
// do, since all are made from the same account.
func (s *Snapshot) Answer(slot Slot, encode func(*Account) *Answer) *Answer {
	if a := s.answers[slot].Load(); a != nil {
		return a
	}
	a := encode(&s.Account)
	s.answers[slot].Store(a)
	return a
}

// memory keeps snapshots of the accounts that were read twice lately, in bounded
// bytes. It never shows what a later acknowledged write changed: the store
// calls Changed before it acknowledges, and a snapshot that was being read from
// the store meanwhile is not kept (see begin and put).
type memory struct {
	shards [memoryShards]memoryShard
	budget int64 // bytes for one generation of one shard; 0 keeps nothing
	blind  atomic.Bool
	taken  atomic.Uint64 // snapshots so far
}

const memoryShards = 64

// memoryShard keeps two generations: what was used since the last turn and what
// was used before it. A full young generation becomes the old one and the old
// one is forgotten, which costs nothing per read and approximates "least
// recently used".
type memoryShard struct {
	mu         sync.RWMutex
	epoch      uint64 // counts the drops; a read that overlaps one must not be kept
	door       doorkeeper
	young, old map[ID]*Snapshot
	used       int64
	_          [40]byte // keeps neighbours off one cache line
}

func newMemory(bytes int64) *memory {
	m := &memory{budget: bytes / memoryShards / 2}
	for i := range m.shards {
		m.shards[i].door = newDoorkeeper(2 * m.budget / snapshotOverhead)
	}
	return m
}

func (m *memory) shard(id ID) *memoryShard { return &m.shards[uint64(id)%memoryShards] }

// snapshot makes a snapshot of an account that was just read.
func (m *memory) snapshot(a Account) *Snapshot {
	return &Snapshot{Account: a, serial: m.taken.Add(1)}
}

// get returns the snapshot of an account, or nil.
func (m *memory) get(id ID) *Snapshot {
	if m.budget == 0 || m.blind.Load() {
		return nil
	}
	s := m.shard(id)
	s.mu.RLock()
	snap, young := s.young[id]
	if !young {
		snap = s.old[id]
	}
	epoch := s.epoch
	s.mu.RUnlock()
	if snap != nil && !young {
		s.mu.Lock()
		s.keep(id, snap, epoch, m.budget)
		s.mu.Unlock()
	}
	return snap
}

// begin is called before the store is read; its outcome goes to put.
func (m *memory) begin(id ID) uint64 {
	s := m.shard(id)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.epoch
}

// put keeps a snapshot of an account that was there lately, unless anything was
// dropped since begin.
func (m *memory) put(id ID, snap *Snapshot, epoch uint64) {
	if m.budget == 0 || m.blind.Load() {
		return
	}
	s := m.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.door.admits(id.hash()) {
		s.keep(id, snap, epoch, m.budget)
	}
}

// hash spreads ids that follow one another; a shard has those that are equal in their
// lowest bits.
func (id ID) hash() uint64 {
	h := uint64(id) * 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// keep is called under the lock.
func (s *memoryShard) keep(id ID, snap *Snapshot, epoch uint64, budget int64) {
	if s.epoch != epoch {
		return
	}
	if s.young == nil || s.used >= budget {
		s.old, s.young, s.used = s.young, make(map[ID]*Snapshot), 0
	}
	s.young[id] = snap
	s.used += snap.size()
}

// snapshotOverhead is what a snapshot holds besides its texts: the struct, the
// map entries, and two encoded answers with their headers.
const snapshotOverhead = 2048

func (s *Snapshot) size() int64 {
	a := &s.Account
	texts := int64(0)
	for _, text := range []string{a.Username, a.Email, a.FirstName, a.LastName, a.Phone, a.Avatar, string(a.PasswordHash)} {
		texts += 3*int64(len(text)) + escapes(text)
	}
	return snapshotOverhead + texts
}

// escapes is how many bytes more than its own a text takes in two answers, where JSON
// writes a control character as six and a quote as two. Who fills a name with them must
// not get more room than is counted.
func escapes(text string) (n int64) {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ':
			n += 2 * 5
		case c == '"', c == '\\':
			n += 2
		}
	}
	return n
}

// Changed implements Watcher.
func (m *memory) Changed(id ID) {
	s := m.shard(id)
	s.mu.Lock()
	s.epoch++
	delete(s.young, id)
	delete(s.old, id)
	s.mu.Unlock()
}

// ChangedAll implements Watcher.
func (m *memory) ChangedAll() {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		s.epoch++
		s.young, s.old, s.used = nil, nil, 0
		s.mu.Unlock()
	}
}

// Blind implements Watcher. What was kept is forgotten both ways: on going
// blind so that nothing stale is left, on seeing again because changes may have
// passed unheard.
func (m *memory) Blind(blind bool) {
	m.blind.Store(blind)
	m.ChangedAll()
}
