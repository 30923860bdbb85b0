package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
)

// Request is a command line to be run elsewhere.
type Request struct {
	Args []string
}

// Streams are what a command reads and writes.
type Streams struct {
	In  io.Reader // nil: the command reads nothing
	Out io.Writer
	Err io.Writer
}

// Handler runs a command and returns its exit code. Its context ends when the
// client goes away, with the cause [ErrClientGone], and when the server stops,
// with the cause [ErrStopping].
type Handler func(ctx context.Context, r Request, s Streams) (code int)

// What a command may be ended by. The texts are for the person at the client.
var (
	ErrClientGone = errors.New("the client went away")
	ErrStopping   = errors.New("the server is stopping: run the same command again when it has ended")
	ErrInputIdle  = errors.New("no input came for too long")
	ErrInputCut   = errors.New("the input broke off")
)

// greeting is the request on the wire. The version stands first in time: it
// must stay readable by every version to come.
type greeting struct {
	Version string   `json:"version"`
	Args    []string `json:"args"`
}

func (g greeting) encode() ([]byte, error) {
	data, err := json.Marshal(g)
	if err == nil && len(data) > maxPayload {
		err = errors.New("the command line is too long to be sent to the server")
	}
	return data, err
}

func decodeGreeting(payload []byte) (greeting, error) {
	var g greeting
	if err := json.Unmarshal(payload, &g); err != nil {
		return g, errors.Join(errFrame, err)
	}
	return g, nil
}
