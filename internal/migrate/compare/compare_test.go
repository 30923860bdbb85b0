package compare_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"perfil/internal/migrate/compare"
)

// backend answers with these texts by path; the first line is the status and the
// type.
func backend(t *testing.T, answers map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := answers[r.URL.Path]
		if !ok {
			http.Error(w, "<h1>Not Found</h1>", http.StatusNotFound)
			return
		}
		head, body, _ := strings.Cut(text, "\n")
		var status int
		var media string
		_, _ = fmt.Sscan(head, &status, &media)
		w.Header().Set("Content-Type", media)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(strings.ReplaceAll(body, "AUTH", r.Header.Get("Authorization"))))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// run compares two backends and returns the differences, the meant ones with a *.
func run(t *testing.T, old, new map[string]string, requests string) (lines []string, err error) {
	t.Helper()
	parsed, err := compare.Read(strings.NewReader(requests))
	if err != nil {
		t.Fatal(err)
	}
	err = compare.Run(t.Context(), compare.Options{Old: backend(t, old), New: backend(t, new)}, parsed, func(r compare.Result) error {
		if r.Failure != "" {
			lines = append(lines, fmt.Sprintf("!%s %s", r.Path, r.Failure))
		}
		for _, d := range r.Differences {
			mark := ""
			if d.Expected != "" {
				mark = "*"
			}
			lines = append(lines, fmt.Sprintf("%s%s %s: %s -> %s", mark, r.Path, d.Where, d.Old, d.New))
		}
		return nil
	})
	return lines, err
}

func TestDifferencesAreTold(t *testing.T) {
	now := time.Now().UTC()
	tokens := []string{"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.aaaa", "eyJhbGciOiJIUzI1NiJ9.eyJhIjoyfQ.bbbb"}
	old := map[string]string{
		"/same":    "200 application/json;charset=utf-8\n" + `{"a":1,"b":[1,"x"],"token":"` + tokens[0] + `","at":"` + now.Format(time.RFC3339) + `"}`,
		"/values":  "200 application/json\n" + `{"a":1,"b":[1,2],"gone":true,"n":"1","at":"2024-01-15T10:30:00Z","secret":"` + tokens[0] + `"}`,
		"/error":   "400 application/json\n" + `{"error":"Invalid"}`,
		"/broken":  "500 text/html\n<h1>Server Error</h1>",
		"/person":  "200 application/json\n" + `{"email":"a","password":"$2b$10$abcdefghijklmnopqrstuv"}`,
		"/missing": "404 text/html\n<h1>Not Found</h1>",
	}
	now2 := now.Add(-2 * time.Second)
	new := map[string]string{
		"/same":    "200 application/json\n" + `{"b":[1,"x"],"a":1,"token":"` + tokens[1] + `","at":"` + now2.Format(time.RFC3339) + `"}`,
		"/values":  "201 application/json\n" + `{"a":2,"b":[1],"new":null,"n":1,"at":"2024-01-15T10:30:01Z","secret":7}`,
		"/error":   "400 application/json\n" + `{"error":"Invalid","code":"invalid"}`,
		"/broken":  "200 application/json\n{}",
		"/person":  "200 application/json\n" + `{"email":"a"}`,
		"/missing": "404 application/json\n" + `{"detail":"Not found."}`,
	}
	var requests strings.Builder
	for _, path := range []string{"/same", "/values", "/error", "/broken", "/person", "/missing"} {
		fmt.Fprintf(&requests, "{\"path\":%q,\"crashes\":%t}\n\n", path, path == "/broken")
	}
	got, err := run(t, old, new, requests.String())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"/values status: 200 -> 201",
		"/values body.a: 1 -> 2",
		`/values body.at: "2024-01-15T10:30:00Z" -> "2024-01-15T10:30:01Z"`,
		"/values body.b: 2 values -> 1 values",
		"/values body.gone: true -> ",
		`/values body.n: "1" -> 1`,
		"/values body.new:  -> null",
		`/values body.secret: "<secret>" -> 7`,
		`*/error body.code:  -> "invalid"`,
		"*/broken status: 500 -> 200",
		"*/broken header Content-Type: text/html -> application/json",
		"*/broken body: <h1>Server Error</h1> -> {}",
		`*/person body.password: "<secret>" -> `,
		"*/missing header Content-Type: text/html -> application/json",
		`*/missing body: <h1>Not Found</h1> -> {"detail":"Not found."}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEachSideGoesOnWithItsOwnValues(t *testing.T) {
	old := map[string]string{"/in": "200 application/json\n" + `{"access":"old","user":{"id":7}}`, "/users/7": "200 application/json\n" + `{"auth":"AUTH","id":7}`}
	new := map[string]string{"/in": "200 application/json\n" + `{"access":"new","user":{"id":9}}`, "/users/9": "200 application/json\n" + `{"auth":"AUTH","id":9}`}
	got, err := run(t, old, new, `{"method":"POST","path":"/in","save":{"access":"access","id":"user.id"},"status":200}
// what follows is theirs
{"path":"/users/${id}","headers":{"Authorization":"Bearer ${access}"}}`)
	want := []string{`/users/${id} body.auth: "Bearer old" -> "Bearer new"`}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %q", err, got)
	}
}

func TestNothingFollowsAnAnswerThatWasNeeded(t *testing.T) {
	_, err := run(t, nil, nil, `{"path":"/in","status":200}`)
	if err == nil || !strings.Contains(err.Error(), "answers 404 and not 200") {
		t.Error(err)
	}
}

func TestAFileThatIsNoneIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"path":"x"}`:                  "line 1 is no request: its path must begin with /",
		"\n{\"path\":\"/\",\"verb\":1}": "line 2 is no request",
		`[]`:                            "line 1 is no request",
	} {
		if _, err := compare.Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheRequestsThatComeAlongAreGood(t *testing.T) {
	for _, contract := range []string{"django", "express"} {
		if all, err := compare.Sets(contract, true, true); err != nil || len(all) < 20 {
			t.Errorf("%s: %d requests, %v", contract, len(all), err)
		}
	}
	if _, err := compare.Sets("none", true, true); err == nil {
		t.Error("a contract that is none has requests")
	}
}
