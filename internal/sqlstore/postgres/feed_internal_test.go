package postgres

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func FuzzPayload(f *testing.F) {
	for _, seed := range []string{"1", "1,2,3", "all", "", ",", "-1", "1,", "9223372036854775808", "1 2", "1,all"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		ids, ok := parsePayload(payload)
		if !ok {
			return
		}
		for i, field := range strings.Split(payload, ",") {
			if n := strings.TrimLeft(strings.TrimPrefix(field, "+"), "0"); fmt.Sprint(int64(ids[i])) != n && n != "" && !strings.HasPrefix(field, "-") {
				t.Errorf("%q was read as %d", field, ids[i])
			}
		}
	})
}

func FuzzNoErrorShowsThePassword(f *testing.F) {
	for _, password := range []string{"secret-word", "p@ss/word?x#y", "per%cent", "ümläut:colon", "a b c d e f g"} {
		f.Add(password, "host:5432", "sslmode=disable")
		f.Add(password, "host:port,other", "sslmode=maybe&pool_max_conns=x")
	}
	f.Fuzz(func(t *testing.T, password, hosts, query string) {
		if len(password) < 6 || strings.Contains(hosts+query, password) {
			return // too short to be told from chance, or no secret
		}
		for _, written := range []string{url.QueryEscape(password), password} {
			_, err := parse("postgres://perfil:" + written + "@" + hosts + "/perfil?" + query)
			if err != nil && strings.Contains(err.Error(), password) && !strings.Contains(fixedWords, password) {
				t.Errorf("the password %q is in %q", password, err)
			}
		}
	})
}

// fixedWords stand in the message whatever the password is.
var fixedWords = func() string {
	_, err := parse("postgres://perfil@host:port/perfil")
	return err.Error()
}()
