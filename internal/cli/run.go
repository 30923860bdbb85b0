package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"perfil/internal/config"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// Run runs one command line, without the name of the program, and returns its
// exit code. env is the environment as [os.Environ] lists it; that of the
// process is not looked at.
//
// An interrupt or SIGTERM ends it in order, a second one at once. So does the end of
// the terminal (SIGHUP), except for who was started to outlive it (nohup); that may be
// told twice, by the shell and by the system, and the second one changes nothing.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)() // from then on a signal has its usual effect
	if !signal.Ignored(syscall.SIGHUP) {
		var deaf context.CancelFunc
		ctx, deaf = signal.NotifyContext(ctx, syscall.SIGHUP)
		defer deaf()
	}
	d := &desk{in: stdin, out: stdout, err: stderr}
	target, err := parse(args, config.Environ(env), stdout, stderr)
	if serving, ok := target.(*serveCommand); ok {
		serving.unknown = config.UnknownIn(env, configVariable)
	}
	if err == nil && target != nil {
		err = dispatch(ctx, target, args, d)
	}
	return tell(stderr, err)
}

// dispatch runs what was parsed.
func dispatch(ctx context.Context, target any, args []string, d *desk) error {
	switch c := target.(type) {
	case *serveCommand:
		return c.run(ctx, d)
	case *moveCommand:
		return c.run(ctx, d)
	case *versionCommand:
		return c.run(d)
	case *backupCommand:
		return c.run(ctx, args, d)
	case *restoreCommand:
		return c.run(ctx, d)
	case *doctorCommand:
		return c.run(ctx, d)
	case *compareCommand:
		return c.run(ctx, d)
	case command:
		return execute(ctx, c, args, d)
	default:
		return fmt.Errorf("no command is a %T", target)
	}
}

// exit is the end of a command that has said everything already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a mistake in the command line or in the settings.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// tell says why a command failed, on one line, and returns its exit code.
func tell(stderr io.Writer, err error) int {
	var ended exit
	var usage *usageError
	var setting *config.Error
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &ended):
		return int(ended)
	case errors.As(err, &setting):
		err = setting // without what the parser put around it
		fallthrough
	case errors.As(err, &usage):
		_, _ = fmt.Fprintf(stderr, "perfil: %s\n", printable(err.Error()))
		return exitUsage
	default:
		_, _ = fmt.Fprintf(stderr, "perfil: %s\n", printable(sentence(err)))
		return exitFailed
	}
}
