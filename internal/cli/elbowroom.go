package cli

import (
	"os"
	"runtime"
	"sync"
	"time"
)

// roomFor is how long the room stays after the last hash. To make and to take it
// stops everything for a moment, so not every sign-in should do both.
const roomFor = time.Second

// An elbowRoom keeps requests quick while passwords are hashed on every core.
//
// A hash gives its place at a processor up only after 10 ms, so with as many
// places (GOMAXPROCS) as cores a read of a profile waits that long, several times
// over. With twice as many places the kernel shares the cores instead, and lets
// go first who has waited; see BenchmarkReadWhileHashing. But places without a
// core cost half of the reads per second when nobody hashes, so they are there
// only while somebody does.
type elbowRoom struct {
	fixed bool // the operator has set GOMAXPROCS, and knows why

	mu      sync.Mutex
	hashing int
	wide    bool
	narrow  *time.Timer
}

func newElbowRoom() *elbowRoom {
	return &elbowRoom{fixed: os.Getenv("GOMAXPROCS") != ""}
}

// around is the Around of a password.Config.
func (r *elbowRoom) around(compute func()) {
	if r.fixed {
		compute()
		return
	}
	r.enter()
	defer r.leave()
	compute()
}

func (r *elbowRoom) enter() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashing++
	if r.wide {
		return
	}
	r.wide = true
	runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
}

func (r *elbowRoom) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashing--
	if r.hashing > 0 {
		return
	}
	if r.narrow == nil {
		r.narrow = time.AfterFunc(roomFor, r.close)
		return
	}
	r.narrow.Reset(roomFor)
}

// close takes the room back, unless somebody hashes again by now. The runtime goes
// back to following the cores that the process may use.
func (r *elbowRoom) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hashing == 0 && r.wide {
		r.wide = false
		runtime.SetDefaultGOMAXPROCS()
	}
}
