package mail

import (
	"errors"
	"io"
)

// Open makes the sender that a URL asks for: "log" writes mails to logTo, any
// other is read by ParseServer. from is the address that mails come from, with
// or without a name; the log does without one.
//
// Nothing is connected to yet, so a server that is down does not keep the
// program from starting.
func Open(rawURL, from string, logTo io.Writer) (Sender, error) {
	if rawURL == "" {
		return nil, errors.New("mail: there is no mail URL; give log or one such as smtp://user:password@mail.example.com:587")
	}
	if rawURL == "log" {
		return made(NewLog(from, logTo))
	}
	server, err := ParseServer(rawURL)
	if err != nil {
		return nil, err
	}
	return made(NewSMTP(server, from))
}

// made makes a Sender of a constructor's results. A nil *Log in a Sender would
// not be nil.
func made[S Sender](s S, err error) (Sender, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
