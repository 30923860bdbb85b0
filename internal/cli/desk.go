package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// desk is where the operator sits.
type desk struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// streams are those of a command that reads nothing.
func (d *desk) streams() streams { return streams{out: d.out, err: d.err} }

// keyboard is the terminal that the operator types on, if there is one.
func (d *desk) keyboard() (*os.File, bool) {
	f, ok := d.in.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// screen is whether what is said besides the output is read as it comes.
func (d *desk) screen() bool {
	f, ok := d.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// maxPassword bounds what is read for a password, in bytes.
const maxPassword = 4096

// password asks for a new password, or takes it from the standard input if told
// so, and gives it as the input of the back, see readPassword. It is never an
// argument, because those are in the process list.
func (d *desk) password(ctx context.Context, fromStdin bool) (io.Reader, error) {
	if fromStdin {
		plain, err := readPassword(d.in)
		return strings.NewReader(plain), err
	}
	keyboard, ok := d.keyboard()
	if !ok {
		return nil, usagef("there is no terminal to ask for a password: give it on the standard input with --password-stdin")
	}
	first, err := d.secret(ctx, keyboard, "Password: ")
	if err != nil {
		return nil, err
	}
	second, err := d.secret(ctx, keyboard, "Again: ")
	if err != nil {
		return nil, err
	}
	if first != second {
		return nil, errors.New("the two passwords differ")
	}
	return strings.NewReader(first), nil
}

// readPassword reads a password that is all of the input, but for the line
// break at its end.
func readPassword(r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPassword+1))
	if err != nil {
		return "", fmt.Errorf("the password cannot be read: %w", err)
	}
	plain := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if len(data) > maxPassword || strings.ContainsAny(plain, "\r\n") {
		return "", fmt.Errorf("the password must be one line of at most %d bytes", maxPassword)
	}
	return plain, nil
}

// secret reads a line without showing it. When ctx ends meanwhile, the terminal
// shows again what is typed.
func (d *desk) secret(ctx context.Context, keyboard *os.File, prompt string) (string, error) {
	fd := int(keyboard.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("the terminal cannot be read: %w", err)
	}
	_, _ = fmt.Fprint(d.err, prompt)
	defer fmt.Fprintln(d.err) //nolint:errcheck // ends the line of the prompt
	type line struct {
		text []byte
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		typed <- line{text, err}
	}()
	select {
	case l := <-typed:
		if l.err != nil {
			return "", fmt.Errorf("the password cannot be read: %w", l.err)
		}
		return string(l.text), nil
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), term.Restore(fd, state))
	}
}

// confirm asks a question that only a y answers with yes.
func (d *desk) confirm(ctx context.Context, question string) error {
	keyboard, ok := d.keyboard()
	if !ok {
		return usagef("there is no terminal to ask whether this is meant: say so with --yes")
	}
	_, _ = fmt.Fprintf(d.err, "%s [y/N] ", question)
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(keyboard).ReadString('\n') // an error is no y
		typed <- strings.TrimSpace(line)
	}()
	select {
	case line := <-typed:
		if !strings.EqualFold(line, "y") && !strings.EqualFold(line, "yes") {
			return errors.New("nothing was done")
		}
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
