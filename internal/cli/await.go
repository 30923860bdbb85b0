package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"perfil/internal/sqlstore/postgres"
)

// commandWait is how long a command waits for a database elsewhere that does not
// answer: whoever typed it is sitting there. A server waits longer, because it may be
// started together with its database.
const commandWait = 10 * time.Second

// sayAfter is how long a command waits without a word.
const sayAfter = 2 * time.Second

// waitingFor is what a database elsewhere is opened with for a command: it waits for
// commandWait, and says on told what for, until done is called. url is empty where the
// accounts are in a folder.
func waitingFor(url string, schema postgres.Schema, told io.Writer) (o postgres.Options, done func()) {
	done = waiting(told, url)
	return postgres.Options{URL: url, Schema: schema, Wait: commandWait, Answered: done, Log: slog.New(slog.DiscardHandler)}, done
}

// asUnanswered says where to look when a database did not answer; it does not when that
// is not what went wrong. setting is what names the database.
func asUnanswered(err error, setting string) error {
	var silent *postgres.UnansweredError
	if errors.As(err, &silent) {
		return fmt.Errorf("%w; look whether the database runs, and at %s", err, setting)
	}
	return err
}

// waiting says on told what a command waits for, unless done is called soon. Nothing is
// written once done has returned. url is empty where the accounts are in a folder.
func waiting(told io.Writer, url string) (done func()) {
	name, err := postgres.Place(url) // without a password
	if url == "" || err != nil {
		return func() {} // to open it tells
	}
	var mu sync.Mutex
	over := false
	timer := time.AfterFunc(sayAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			_, _ = fmt.Fprintf(told, "Waiting for the database %s to answer, for about %s.\n", name, commandWait)
		}
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		over = true
	}
}
