package traffic

import (
	"net/http"

	"perfil/bench/crowd"
	"perfil/bench/load"
)

// maxReady is up to how many people have their requests made beforehand: the
// load then costs next to nothing. More would fill the memory, and are made when
// they are sent.
const maxReady = 20_000

// Reads reads the profile of anybody.
func Reads(s Setting) []load.Script {
	var ready [][]byte
	if s.Accounts <= maxReady {
		m := crowd.NewMinter(s.Secret, s.Now)
		for p := crowd.Person(1); int(p) <= s.Accounts; p++ {
			ready = append(ready, s.Contract.AppendRead(nil, m, p))
		}
	}
	return s.scripts(func(who speaker) load.Script { return &reader{who, ready} })
}

type reader struct {
	speaker
	ready [][]byte // shared by all; nil when they are too many
}

func (r *reader) Next(room []byte) []byte {
	p := r.anybody()
	if r.ready != nil {
		return r.ready[p-1]
	}
	return r.Contract.AppendRead(room, r.minter, p)
}

func (r *reader) Heard(status int, body []byte) error { return expect(http.StatusOK, status, body) }

// Updates changes the name of anybody.
func Updates(s Setting) []load.Script {
	return s.scripts(func(who speaker) load.Script { return &updater{speaker: who} })
}

type updater struct {
	speaker
	sent uint64
}

func (u *updater) Next(room []byte) []byte {
	u.sent++
	// No two clients ever write the same name.
	return u.Contract.appendUpdate(room, u.minter, u.anybody(), u.sent*uint64(u.Clients)+uint64(u.number))
}

func (u *updater) Heard(status int, body []byte) error { return expect(http.StatusOK, status, body) }

// Mixed reads nine times of ten and updates once, in no order.
func Mixed(s Setting) []load.Script {
	all := Reads(s)
	for i, script := range Updates(s) {
		all[i] = &mixed{reads: all[i], updates: script, speaker: s.speaker(s.Clients + i)}
	}
	return all
}

type mixed struct {
	speaker
	reads, updates load.Script
}

func (m *mixed) Next(room []byte) []byte {
	if m.random.IntN(10) == 0 {
		return m.updates.Next(room)
	}
	return m.reads.Next(room)
}

func (m *mixed) Heard(status int, body []byte) error { return expect(http.StatusOK, status, body) }
