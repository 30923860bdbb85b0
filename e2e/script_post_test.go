package e2e_test

import (
	"fmt"
	"mime"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

func (s *stage) smtp(ts *testscript.TestScript, args []string) error {
	if len(args) != 1 {
		return errUsage
	}
	if s.post == nil {
		s.post = &postOffice{}
	}
	var err error
	switch args[0] {
	case "start":
		err = s.post.open()
	case "stall":
		err = s.post.stall()
	case "refuse":
		err = s.post.refuse()
	default:
		return errUsage
	}
	ts.Setenv("SMTP", "smtp://"+s.post.address+"?tls=off")
	return err
}

// letter waits for the next letter to an address: its text goes to stdout, its
// subject and the rest of the head to stderr. With ! there must be none.
func (s *stage) letter(ts *testscript.TestScript, neg bool, args []string) error {
	if len(args) != 1 || s.post == nil {
		return errUsage
	}
	if neg {
		if l, err := s.post.next(args[0]); err == nil {
			return fmt.Errorf("there is a letter to %s:\n%s", args[0], l.raw)
		}
		return nil
	}
	var l letter
	err := eventually(func() (err error) {
		l, err = s.post.next(args[0])
		return err
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(ts.Stdout(), l.text); err != nil {
		return err
	}
	for name := range l.head {
		value, err := new(mime.WordDecoder).DecodeHeader(l.head.Get(name))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(ts.Stderr(), "%s: %s\n", name, value); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) s3(ts *testscript.TestScript, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "start" && s.bucket == nil:
		var err error
		if s.bucket, err = newBucket(); err != nil {
			return err
		}
		ts.Setenv("S3", s.bucket.location())
		return nil
	case len(args) == 2 && args[0] == "count" && s.bucket != nil:
		want, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return eventually(func() error { return s.bucket.holds(want) })
	default:
		return errUsage
	}
}
