package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"perfil/internal/sqlstore/postgres"
)

func TestOfAWaitOnlyALongOneIsTold(t *testing.T) {
	const url = "postgres://ada:very-secret@db.example.com/accounts"
	for name, c := range map[string]struct {
		url  string
		wait time.Duration
		told string
	}{
		"long":          {url, 3 * time.Second, "Waiting for the database postgres://db.example.com:5432/accounts to answer, for about 10s.\n"},
		"short":         {url, time.Second, ""},
		"for a folder":  {"", 3 * time.Second, ""},
		"for no engine": {"mysql://h/d", 3 * time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told strings.Builder
				answered := waiting(&told, c.url)
				time.Sleep(c.wait)
				answered()
				time.Sleep(time.Minute)
				if told.String() != c.told {
					t.Errorf("%q", &told)
				}
			})
		})
	}
}

// A wrong password that came after two seconds was told with "look whether the database
// runs".
func TestWhereToLookIsSaidOnlyOfADatabaseThatDidNotAnswer(t *testing.T) {
	last := errors.New("nobody listens")
	silent := fmt.Errorf("the database cannot be used: %w", &postgres.UnansweredError{Waited: time.Second, Last: last})
	if err := asUnanswered(silent, "--from"); !errors.Is(err, last) || err.Error() != "the database cannot be used: waited 1s for it: nobody listens; look whether the database runs, and at --from" {
		t.Errorf("%v", err)
	}
	wrong := errors.New("the password is wrong")
	if err := asUnanswered(wrong, "--from"); err != wrong {
		t.Errorf("%v", err)
	}
	if err := asUnanswered(nil, "--from"); err != nil {
		t.Errorf("%v", err)
	}
}
