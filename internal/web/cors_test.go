package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"perfil/internal/web"
)

func origins(t testing.TB, list string) web.Origins {
	t.Helper()
	o, err := web.ParseOrigins(list)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// ask sends one request with these headers through CORS to a handler that
// answers 401, as a protected path does without a token.
func ask(allowed web.Origins, method string, header map[string]string) *http.Response {
	r := httptest.NewRequest(method, "/api/auth/profile", nil)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	web.CORS(allowed, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	})).ServeHTTP(w, r)
	return w.Result()
}

func preflight(origin string) map[string]string {
	return map[string]string{
		"Origin": origin, "Access-Control-Request-Method": "PUT",
		"Access-Control-Request-Headers": "authorization,content-type",
	}
}

const listed = "https://app.example.com,http://localhost:5173"

func TestAPreflightOfAnAllowedOriginGetsPermission(t *testing.T) {
	for origin := range strings.SplitSeq(listed, ",") {
		resp := ask(origins(t, listed), "OPTIONS", preflight(origin))
		if resp.StatusCode != 204 || resp.Header.Get("Access-Control-Allow-Origin") != origin || resp.Header.Get("Vary") != "Origin" {
			t.Errorf("%s: %d %v", origin, resp.StatusCode, resp.Header)
		}
		for name, want := range map[string]string{
			"Access-Control-Allow-Methods": "GET POST PUT DELETE PATCH OPTIONS",
			"Access-Control-Allow-Headers": "Authorization Content-Type If-Match",
		} {
			got := strings.Split(resp.Header.Get(name), ", ")
			if !slices.Equal(got, strings.Fields(want)) {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}

func TestAnAllowedOriginMayReadTheAnswer(t *testing.T) {
	resp := ask(origins(t, listed), "GET", map[string]string{"Origin": "https://app.example.com"})
	if resp.StatusCode != 401 || resp.Header.Get("Access-Control-Allow-Origin") != "https://app.example.com" || resp.Header.Get("Vary") != "Origin" {
		t.Errorf("%d %v", resp.StatusCode, resp.Header)
	}
	exposed := strings.Split(resp.Header.Get("Access-Control-Expose-Headers"), ", ")
	for _, name := range []string{"ETag", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"} {
		if !slices.Contains(exposed, name) {
			t.Errorf("%s is not exposed", name)
		}
	}
	if resp.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Error("cookies are allowed")
	}
}

func TestOtherOriginsGetNoPermission(t *testing.T) {
	for _, list := range []string{"", listed} {
		for _, origin := range []string{
			"https://evil.example", "https://app.example.com.evil.example", "http://app.example.com", "null",
			"https://app.example.com:8443", "https://APP.example.com", "https://x.vercel.app", "*",
		} {
			for method, want := range map[string]int{"OPTIONS": 204, "GET": 401} {
				resp := ask(origins(t, list), method, preflight(origin))
				if resp.StatusCode != want {
					t.Errorf("%s %s: %d", method, origin, resp.StatusCode)
				}
				for name := range resp.Header {
					if strings.HasPrefix(name, "Access-Control-") {
						t.Errorf("%s %s: %s is there", method, origin, name)
					}
				}
				if (resp.Header.Get("Vary") == "Origin") != (list != "") {
					t.Errorf("%s %s: Vary %q", method, origin, resp.Header.Get("Vary"))
				}
			}
		}
	}
}

func TestPlainOptionsIsNoPreflight(t *testing.T) {
	for _, header := range []map[string]string{nil, {"Origin": "https://app.example.com"}, {"Access-Control-Request-Method": "PUT"}} {
		if resp := ask(origins(t, listed), "OPTIONS", header); resp.StatusCode != 401 {
			t.Errorf("%v: %d", header, resp.StatusCode)
		}
	}
}

func TestOriginsAreWrittenAsBrowsersWriteThem(t *testing.T) {
	got := origins(t, " HTTPS://App.Example.com:443, http://localhost:80 ,https://a.example:8443,http://[::1]:5173,capacitor://localhost,")
	want := web.Origins{"https://app.example.com", "http://localhost", "https://a.example:8443", "http://[::1]:5173", "capacitor://localhost"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestBadOriginsAreRefused(t *testing.T) {
	for _, list := range []string{
		"*", "https://*.example.com", "null", "app.example.com", "https://", "https://a.example/", "https://a.example/x",
		"https://a.example?x", "https://a.example#x", "https://u@a.example", "https://a.example https://b.example",
		"https://ñ.example", "https://a.example:port", "://x", "https://a.example,*", "https://:443",
	} {
		if o, err := web.ParseOrigins(list); err == nil {
			t.Errorf("%q became %q", list, o)
		}
	}
}
