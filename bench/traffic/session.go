package traffic

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"perfil/bench/crowd"
	"perfil/bench/load"
)

// SignIns signs anybody in with their password. A server that has too much to
// hash may say so with 503.
func SignIns(s Setting) []load.Script {
	return s.scripts(func(who speaker) load.Script { return &signIn{who} })
}

type signIn struct{ speaker }

func (s *signIn) Next(room []byte) []byte {
	email := s.anybody().AppendEmail(nil)
	return appendPost(room, "/api/sign-in/", fmt.Sprintf(`{"email":"%s","password":"%s"}`, email, crowd.Password))
}

func (s *signIn) Heard(status int, body []byte) error {
	if status == http.StatusServiceUnavailable {
		return nil
	}
	return expect(http.StatusOK, status, body)
}

// SignUps signs up people who are in no crowd.
func SignUps(s Setting) []load.Script {
	return s.scripts(func(who speaker) load.Script { return &signUp{speaker: who} })
}

type signUp struct {
	speaker
	sent int
}

func (s *signUp) Next(room []byte) []byte {
	s.sent++
	name := fmt.Sprintf("new_%d_%d", s.number, s.sent)
	return appendPost(room, "/api/sign-up/", fmt.Sprintf(`{"username":"%s","email":"%s@example.org","password":"%s"}`, name, name, crowd.Password))
}

func (s *signUp) Heard(status int, body []byte) error {
	if status == http.StatusServiceUnavailable {
		return nil
	}
	return expect(http.StatusCreated, status, body)
}

// Sessions is how many sessions each client of Refreshes takes in turn.
const Sessions = 32

// Refreshes exchanges refresh tokens, each for the next one. The first of each
// session is one that another system issued, so that nobody has to sign in.
func Refreshes(s Setting) []load.Script {
	return s.scripts(func(who speaker) load.Script {
		r := &refresher{speaker: who}
		for i := range r.tokens {
			session := who.number*Sessions + i
			r.tokens[i] = who.minter.AppendRefresh(nil, crowd.Person(session%s.Accounts+1), uint64(session))
		}
		return r
	})
}

type refresher struct {
	speaker
	tokens [Sessions][]byte
	turn   int
}

func (r *refresher) Next(room []byte) []byte {
	r.turn = (r.turn + 1) % Sessions
	return appendPost(room, "/api/token/refresh/", `{"refresh":"`+string(r.tokens[r.turn])+`"}`)
}

var errNoToken = errors.New("the answer to a refresh has no refresh token")

func (r *refresher) Heard(status int, body []byte) error {
	if err := expect(http.StatusOK, status, body); err != nil {
		return err
	}
	_, rest, ok := bytes.Cut(body, []byte(`"refresh":"`))
	next, _, closed := bytes.Cut(rest, []byte{'"'})
	if !ok || !closed {
		return errNoToken
	}
	r.tokens[r.turn] = append(r.tokens[r.turn][:0], next...)
	return nil
}
