package traffic

import (
	"fmt"
	"math/rand/v2"
	"time"

	"perfil/bench/crowd"
	"perfil/bench/load"
)

// Setting is who asks, and through which contract.
type Setting struct {
	Contract Contract
	Clients  int
	Accounts int    // asked for uniformly, from 1
	Secret   string // of the server's tokens
	Now      time.Time
}

// speaker is what all scripts have: people to be, and requests to make.
type speaker struct {
	Setting
	number int // of this client, from 0
	minter *crowd.Minter
	random *rand.Rand
}

func (s Setting) speaker(number int) speaker {
	return speaker{
		Setting: s,
		number:  number,
		minter:  crowd.NewMinter(s.Secret, s.Now),
		random:  rand.New(rand.NewPCG(1, uint64(number))),
	}
}

// scripts makes one script for each client.
func (s Setting) scripts(make func(speaker) load.Script) []load.Script {
	all := []load.Script{}
	for number := range s.Clients {
		all = append(all, make(s.speaker(number)))
	}
	return all
}

func (s *speaker) anybody() crowd.Person { return crowd.Person(s.random.IntN(s.Accounts) + 1) }

// expect says what is wrong with an answer, showing the beginning of it.
func expect(want, status int, body []byte) error {
	if status == want {
		return nil
	}
	return fmt.Errorf("the server answered %d, not %d: %.200s", status, want, body)
}
