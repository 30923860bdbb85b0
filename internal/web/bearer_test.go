package web_test

import (
	"net/http"
	"strings"
	"testing"

	"perfil/internal/web"
)

func TestBearerTellsTheThreeStatesApart(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		raw   string
		state web.Credentials
	}{
		"no header":              {nil, "", web.NoCredentials},
		"empty header":           {[]string{""}, "", web.NoCredentials},
		"spaces only":            {[]string{" \t "}, "", web.NoCredentials},
		"another scheme":         {[]string{"Basic YWxpY2U6U2VjcmV0"}, "", web.NoCredentials},
		"another scheme, longer": {[]string{"Bearerx abc"}, "", web.NoCredentials},
		"digest":                 {[]string{`Digest username="alice"`}, "", web.NoCredentials},
		"the token alone":        {[]string{"a.b.c"}, "", web.NoCredentials},
		"bearer alone":           {[]string{"Bearer"}, "", web.MalformedCredentials},
		"bearer and spaces":      {[]string{"Bearer   "}, "", web.MalformedCredentials},
		"two words":              {[]string{"Bearer a b"}, "", web.MalformedCredentials},
		"two words by tab":       {[]string{"Bearer a\tb"}, "", web.MalformedCredentials},
		"two headers":            {[]string{"Bearer a", "Bearer a"}, "", web.MalformedCredentials},
		"two schemes":            {[]string{"Basic x", "Bearer a"}, "", web.MalformedCredentials},
		"a token":                {[]string{"Bearer a.b.c"}, "a.b.c", web.BearerCredentials},
		"lower case":             {[]string{"bearer a.b.c"}, "a.b.c", web.BearerCredentials},
		"upper case":             {[]string{"BEARER a.b.c"}, "a.b.c", web.BearerCredentials},
		"more space":             {[]string{" Bearer \t a.b.c "}, "a.b.c", web.BearerCredentials},
		"anything as a token":    {[]string{"Bearer null"}, "null", web.BearerCredentials},
		"quotes stay":            {[]string{`Bearer "a"`}, `"a"`, web.BearerCredentials},
	} {
		r := &http.Request{Header: http.Header{}}
		if c.lines != nil {
			r.Header["Authorization"] = c.lines
		}
		if raw, state := web.Bearer(r); raw != c.raw || state != c.state {
			t.Errorf("%s: %q, %d", name, raw, state)
		}
	}
}

func FuzzBearerIsOneWordOrNothing(f *testing.F) {
	for _, line := range []string{"", "Bearer", "Bearer a", "bEaReR\ta", "Bearer a b", "Basic a", "Bearer  ", "x"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		raw, state := web.Bearer(&http.Request{Header: http.Header{"Authorization": {line}}})
		if (raw != "") != (state == web.BearerCredentials) {
			t.Errorf("%q: raw %q with state %d", line, raw, state)
		}
		if strings.ContainsAny(raw, " \t") || !strings.Contains(line, raw) {
			t.Errorf("%q: raw %q", line, raw)
		}
		if state != web.NoCredentials && !strings.EqualFold(strings.TrimLeft(line, " \t")[:6], "bearer") {
			t.Errorf("%q: state %d for another scheme", line, state)
		}
	})
}
