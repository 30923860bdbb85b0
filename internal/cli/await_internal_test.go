package cli

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
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
				if said := answered(); said != (c.told != "") {
					t.Errorf("said: %t", said)
				}
				time.Sleep(time.Minute)
				if told.String() != c.told {
					t.Errorf("%q", &told)
				}
			})
		})
	}
}
