package compare_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"perfil/internal/migrate/compare"
)

func TestABackendThatFailsProvesNothing(t *testing.T) {
	const page = " text/html\n<h1>Bad Gateway</h1>"
	for name, c := range map[string]struct {
		old, new, request string
		want              []string
	}{
		"the old one is down":           {"502" + page, "200" + page, `{"path":"/"}`, []string{"!/ the old backend answers 502", "/ status: 502 -> 200"}},
		"both are down":                 {"502" + page, "502" + page, `{"path":"/"}`, []string{"!/ the old backend answers 502"}},
		"the new one is down":           {"200" + page, "503" + page, `{"path":"/"}`, []string{"!/ the new backend answers 503", "/ status: 200 -> 503"}},
		"the old one crashes":           {"500" + page, "200" + page, `{"path":"/"}`, []string{"!/ the old backend answers 500", "/ status: 500 -> 200"}},
		"it crashes as it is known to":  {"500" + page, "200" + page, `{"path":"/","crashes":true}`, []string{"*/ status: 500 -> 200"}},
		"it is down where it crashes":   {"503" + page, "200" + page, `{"path":"/","crashes":true}`, []string{"!/ the old backend answers 503", "/ status: 503 -> 200"}},
		"the new one crashes as it did": {"500" + page, "500" + page, `{"path":"/","crashes":true}`, []string{"!/ the new backend answers 500"}},
	} {
		got, err := run(t, map[string]string{"/": c.old}, map[string]string{"/": c.new}, c.request)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v %q", name, err, got)
		}
	}
}

// Who is known is no question of a page that is not there.
func TestAMissingAddressIsExcusedOnlyWhereSomebodySignsIn(t *testing.T) {
	const none, refused = "404 application/json\n{}", "400 application/json\n{}"
	for request, c := range map[string]struct{ old, new, want string }{
		`{"method":"POST","path":"/sign-in","body":{"email":"a"}}`: {none, refused, "*/sign-in status: 404 -> 400"},
		`{"path":"/sign-in"}`: {none, refused, "/sign-in status: 404 -> 400"},
		`{"method":"POST","path":"/sign-in","body":{"email":"b"}}`:  {none, "405 application/json\n{}", "/sign-in status: 404 -> 405"},
		`{"method":"POST","path":"/sign-in","body":{"email":"cc"}}`: {"404 text/html\nx", "400 text/html\nx", "/sign-in status: 404 -> 400"},
	} {
		got, err := run(t, map[string]string{"/sign-in": c.old}, map[string]string{"/sign-in": c.new}, request)
		if err != nil || !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v %q", request, err, got)
		}
	}
}

func TestARequestIsNotSentWithAGap(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer s.Close()
	for _, gap := range []string{
		`{"path":"/profile","headers":{"Authorization":"Bearer ${access}"}}`,
		`{"path":"/users/${id}"}`,
		`{"method":"POST","path":"/in","body":{"email":"${email}"}}`,
		`{"method":"POST","path":"/in","body":{"email":"${unique}"},"save":{"access":"access"}}` + "\n" + `{"path":"/${acess}"}`,
	} {
		requests, err := compare.Read(strings.NewReader(`{"path":"/"}` + "\n" + gap))
		if err != nil {
			t.Fatal(err)
		}
		err = compare.Run(t.Context(), compare.Options{Old: s.URL, New: s.URL, Values: map[string]string{"unique": "x"}}, requests, func(compare.Result) error { return nil })
		if !errors.Is(err, compare.ErrNoValue) || asked > 0 {
			t.Errorf("%s: %v, %d requests were sent", gap, err, asked)
		}
	}
}

func TestARequestThatAnAnswerShouldFillIsToldAndNotSent(t *testing.T) {
	signedIn := map[string]string{"/in": "200 application/json\n" + `{"access":"x"}`, "/profile": "200 application/json\n{}"}
	silent := map[string]string{"/in": "200 application/json\n{}", "/profile": "200 application/json\n{}"}
	const requests = `{"method":"POST","path":"/in","save":{"access":"access"}}` + "\n" + `{"path":"/profile","headers":{"Authorization":"Bearer ${access}"}}`
	got, err := run(t, silent, silent, requests)
	if want := []string{"!/profile not sent, for no answer of the old backend gave ${access}"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %q", err, got)
	}
	got, err = run(t, signedIn, silent, requests)
	if want := []string{`/in body.access: "x" -> `, "!/profile not sent, for no answer of the new backend gave ${access}"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %q", err, got)
	}
}
