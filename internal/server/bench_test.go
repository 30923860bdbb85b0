package server_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"perfil/internal/logline"
	"perfil/internal/server"
	"perfil/internal/web"
)

// BenchmarkProfile is a warm read through everything of ours that stands between
// net/http and the answer. The floor is a handler that knows the answer: what
// both have in common is no matter of ours.
func BenchmarkProfile(b *testing.B) {
	var c server.Config
	r := start(b, func(made *server.Config) { c = *made })
	_, body := r.ask("POST", "/api/auth/register", `{"name":"Ada Lovelace","email":"ada@example.com","password":"SecurePass123!"}`)
	var signedUp struct{ Token string }
	must(b, json.Unmarshal([]byte(body), &signedUp))
	gathered := logline.NewWriter(io.Discard)
	c.Log = slog.New(logline.New(gathered, slog.NewTextHandler(gathered, nil)))
	c.Lines = web.NewLines(gathered, false)
	handler := c.Handler()
	for name, what := range map[string][2]string{
		"django":  {"POST", "/api/profile/"},
		"express": {"GET", "/api/auth/profile"},
	} {
		request := httptest.NewRequest(what[0], what[1], http.NoBody)
		request.Header.Set("Authorization", "Bearer "+signedUp.Token)
		b.Run(name, func(b *testing.B) { measure(b, handler, request) })
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		b.Run(name+"-floor", func(b *testing.B) { measure(b, known(answer.Result().Header, answer.Body.Bytes()), request) })
	}
}

// known gives everybody the same answer.
func known(header http.Header, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		for name, values := range header {
			h[name] = values
		}
		_, _ = w.Write(body)
	})
}

func measure(b *testing.B, handler http.Handler, r *http.Request) {
	b.ReportAllocs()
	for b.Loop() {
		w := nowhere{header: http.Header{}} // as net/http makes one for each request
		handler.ServeHTTP(&w, r)
		if w.status != 0 && w.status != http.StatusOK {
			b.Fatalf("the status is %d", w.status)
		}
	}
}

// nowhere keeps the status of an answer and nothing else.
type nowhere struct {
	header http.Header
	status int
}

func (w *nowhere) Header() http.Header         { return w.header }
func (w *nowhere) WriteHeader(status int)      { w.status = status }
func (w *nowhere) Write(p []byte) (int, error) { return len(p), nil }
