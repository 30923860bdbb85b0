package compare

import (
	"net/http"
	"strings"
)

// deviation is a difference that is meant.
type deviation struct {
	why     string
	applies func(q *Request, older, newer *answer, d *Difference) bool
}

// deviations lists them. The contracts' own pages say more of each. It is never
// written to.
var deviations = [...]deviation{
	{"an error of the old backend is answered in order", func(q *Request, older, _ *answer, _ *Difference) bool {
		return q.Crashes && older.status == http.StatusInternalServerError
	}},
	{"an error says in a code what a program can act upon", func(_ *Request, _, newer *answer, d *Difference) bool {
		return newer.status >= 400 && d.Old == "" && (d.Where == "body.code" || strings.HasPrefix(d.Where, "body.messages"))
	}},
	{"a token that is no good is refused in the same words, whatever is wrong with it", func(_ *Request, older, newer *answer, d *Difference) bool {
		return older.status == 401 && newer.status == 401 && codeOf(older) == "token_not_valid" && codeOf(newer) == "token_not_valid" &&
			(d.Where == "body.detail" || strings.HasPrefix(d.Where, "body.messages"))
	}},
	{"no answer holds a password or its hash", func(_ *Request, _, _ *answer, d *Difference) bool {
		return d.New == "" && strings.Contains(strings.ToLower(lastKey(d.Where)), "password")
	}},
	{"a token to reset a password goes out by mail only", func(q *Request, _, _ *answer, d *Difference) bool {
		return strings.Contains(q.Path, "forgot") && d.New == "" && strings.Contains(strings.ToLower(d.Where), "token")
	}},
	{"nobody learns which addresses are known", func(q *Request, older, newer *answer, _ *Difference) bool {
		signIn := strings.Contains(q.Path, "sign-in") || strings.Contains(q.Path, "login") || strings.Contains(q.Path, "forgot")
		return signIn && q.Method == http.MethodPost && older.status == 404 && older.isJSON && newer.status <= 401
	}},
	{"a page that is not there is told in JSON", func(_ *Request, older, newer *answer, d *Difference) bool {
		return older.status == 404 && newer.status == 404 && !older.isJSON && newer.isJSON && d.Where != "status"
	}},
	{"paths work with and without the slash at the end, without a redirect", func(_ *Request, older, newer *answer, _ *Difference) bool {
		return (older.status == 301 || older.status == 308) && newer.status < 300
	}},
	{"an address is written in lower case", func(_ *Request, _, _ *answer, d *Difference) bool {
		return lastKey(d.Where) == "email" && d.New == strings.ToLower(d.Old)
	}},
	{"an avatar has another name, which nobody can guess", func(_ *Request, _, _ *answer, d *Difference) bool {
		return lastKey(d.Where) == "avatar" && strings.Contains(d.Old, "/media/") && strings.Contains(d.New, "/media/")
	}},
	{"a good token of an account that is gone finds no user", func(_ *Request, older, newer *answer, _ *Difference) bool {
		return older.status == 401 && codeOf(older) == "user_not_found" && newer.status == 404
	}},
	{"an answer to a request without credentials says which it wants", func(_ *Request, _, newer *answer, d *Difference) bool {
		return d.Where == "header Www-Authenticate" && newer.status == 401 && strings.HasPrefix(d.New, "Bearer")
	}},
}

// codeOf is what an error says to a program.
func codeOf(a *answer) string {
	body, _ := a.body.(map[string]any)
	code, _ := body["code"].(string)
	return code
}

func lastKey(where string) string { return where[strings.LastIndexByte(where, '.')+1:] }

// judge notes for each difference whether it is expected.
func judge(q *Request, older, newer *answer, found []Difference) {
	for i := range found {
		for _, d := range deviations {
			if d.applies(q, older, newer, &found[i]) {
				found[i].Expected = d.why
				break
			}
		}
	}
}
