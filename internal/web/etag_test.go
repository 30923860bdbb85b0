package web_test

import (
	"net/http"
	"testing"

	"perfil/internal/web"
)

func TestAnETagNamesOneVersionOfOneThing(t *testing.T) {
	if got := web.ETag(42, 7); got != `"42-7"` {
		t.Errorf("%s", got)
	}
	if web.ETag(1, 11) == web.ETag(11, 1) || web.ETag(4, 27) == web.ETag(42, 7) {
		t.Error("two things share a tag")
	}
	if got := web.ETag(-1<<63, -1<<63); len(got) != 43 {
		t.Errorf("%s", got)
	}
}

func TestIfMatchAllowsOnlyTheVersionThatIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		lines       []string
		present, ok bool
	}{
		"no header":           {nil, false, false},
		"the same":            {[]string{`"42-7"`}, true, true},
		"star":                {[]string{"*"}, true, true},
		"star with space":     {[]string{" * "}, true, true},
		"weakened by a proxy": {[]string{`W/"42-7"`}, true, true},
		"a list":              {[]string{`"1-1", W/"x,y" ,"42-7"`}, true, true},
		"several lines":       {[]string{`"1-1"`, `"42-7"`}, true, true},
		"empty elements":      {[]string{`, ,"42-7"`}, true, true},
		"stale":               {[]string{`"42-6"`}, true, false},
		"another's":           {[]string{`"4-27"`}, true, false},
		"empty":               {[]string{""}, true, false},
		"unquoted":            {[]string{`42-7`}, true, false},
		"open":                {[]string{`"42-7`}, true, false},
		"within another":      {[]string{`"x "42-7" y"`}, true, false},
		"no comma between":    {[]string{`"1-1" "42-7"`}, true, false},
		"lower-case w":        {[]string{`w/"42-7"`}, true, false},
		"star in a list":      {[]string{`"1-1", *`}, true, false},
		"junk first":          {[]string{`x, "42-7"`}, true, false},
	} {
		r := &http.Request{Header: http.Header{}}
		if c.lines != nil {
			r.Header["If-Match"] = c.lines
		}
		allows := web.IfMatch(r, 42)
		if present, ok := allows != nil, allows != nil && allows(7); present != c.present || ok != c.ok {
			t.Errorf("%s: %t %t", name, present, ok)
		}
	}
}
