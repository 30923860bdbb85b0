package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/web"
)

const profile = `{"id":42,"username":"alice_wonder","email":"alice@example.com","first_name":"Alice","last_name":"Wonder",` +
	`"number_phone":"5551234567","avatar":null,"date_joined":"2024-02-01T08:15:30Z","last_login":"2024-03-10T11:45:22Z",` +
	`"is_active":true,"is_staff":false,"is_superuser":false}`

// sink is the cheapest writer there is, so that the figures are ours.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}

func benchmarkEvents(b *testing.B, log *slog.Logger) {
	body := []byte(profile)
	handler := web.Events{Log: log}.Wrap(web.NoSniff(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event := web.EventOf(w)
		event.Account(42)
		event.Contract("django")
		web.NoStore(w)
		web.WriteJSON(w, http.StatusOK, body)
	})))
	r := httptest.NewRequest("POST", "/api/profile/", nil)
	w := sink{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		handler.ServeHTTP(w, r)
	}
}

func BenchmarkEventAndProfile(b *testing.B) {
	b.Run("json", func(b *testing.B) { benchmarkEvents(b, slog.New(slog.NewJSONHandler(io.Discard, nil))) })
	b.Run("text", func(b *testing.B) { benchmarkEvents(b, slog.New(slog.NewTextHandler(io.Discard, nil))) })
	b.Run("quiet", func(b *testing.B) { benchmarkEvents(b, slog.New(slog.DiscardHandler)) })
}

func BenchmarkWriteJSON(b *testing.B) {
	w, body := sink{http.Header{}}, []byte(profile)
	b.ReportAllocs()
	for b.Loop() {
		web.WriteJSON(w, http.StatusOK, body)
	}
}

func BenchmarkAppendString(b *testing.B) {
	dst := make([]byte, 0, 1024)
	for name, s := range map[string]string{"ascii": "alice@example.com", "accents": "María José García López", "long": strings.Repeat("alice ", 50)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dst = web.AppendString(dst[:0], s)
			}
		})
	}
}

func BenchmarkParseJSON(b *testing.B) {
	body := []byte(profile)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := web.ParseJSON(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClient(b *testing.B) {
	trusted := proxies(b, "10.0.0.0/8,127.0.0.1")
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("X-Forwarded-For", "198.51.100.1, 203.0.113.7, 10.0.0.1")
	b.ReportAllocs()
	for b.Loop() {
		if !trusted.Client(r).IsValid() {
			b.Fatal("no client")
		}
	}
}
