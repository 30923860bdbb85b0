package cli

import (
	"fmt"
	"io"
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

// waiting says on told what a command waits for, unless done is called soon. Nothing is
// written once done has returned, which tells whether anything was. url is empty where
// the accounts are in a folder.
func waiting(told io.Writer, url string) (done func() (said bool)) {
	name, err := postgres.Place(url) // without a password
	if url == "" || err != nil {
		return func() bool { return false } // to open it tells
	}
	var mu sync.Mutex
	over, said := false, false
	timer := time.AfterFunc(sayAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			said = true
			_, _ = fmt.Fprintf(told, "Waiting for the database %s to answer, for about %s.\n", name, commandWait)
		}
	})
	return func() bool {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		over = true
		return said
	}
}
