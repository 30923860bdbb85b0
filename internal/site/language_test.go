package site_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"perfil/internal/account"
	"perfil/internal/site"
	"perfil/internal/token"
)

func TestABrowserGetsTheLanguageThatItAsksFor(t *testing.T) {
	houses := map[site.Language]*house{
		"":           build(t, plan{}),
		site.English: build(t, plan{language: site.English}),
		site.Spanish: build(t, plan{language: site.Spanish}),
	}
	for _, c := range []struct {
		asks     string
		fallback site.Language
		want     string
	}{
		{"", "", "en"},
		{"", site.English, "en"},
		{"", site.Spanish, "es"},
		{"es", site.English, "es"},
		{"en", site.Spanish, "en"},
		{"es-MX,es;q=0.9,en;q=0.8", site.English, "es"},
		{"en-GB,en;q=0.9,es;q=0.8", site.Spanish, "en"},
		{"en;q=0.2, es;q=0.7", site.English, "es"},
		{"de-DE,de;q=0.9,es;q=0.5,en;q=0.3", site.English, "es"},
		{"gl", site.English, "es"}, // Galician: Spanish is the next best
		{"eu", site.English, "es"}, // Basque likewise
		{"ja", site.Spanish, "es"},
		{"ja", site.English, "en"},
		{"*", site.Spanish, "es"},
		{"es;q=x", site.English, "en"},
		{"!;;,,-", site.Spanish, "es"},
		{strings.Repeat("es-", 2000), site.English, "en"},
	} {
		p := visitor{t: t, language: c.asks}.open(houses[c.fallback].url + "/account/reset?token=x")
		if got := attr(p.only(atom.Html), "lang"); got != c.want || p.header.Get("Content-Language") != c.want {
			t.Errorf("%.40q with %q by default: got %q (%s)", c.asks, c.fallback, got, p.header.Get("Content-Language"))
		}
	}
}

func TestAServiceWithoutANameIsPerfil(t *testing.T) {
	h := build(t, plan{name: " "})
	p := visitor{t: t}.open(h.link(account.PurposeReset, "x"))
	if p.title() != "Set a new password · Perfil" {
		t.Errorf("the window is called %q", p.title())
	}
}

// ticketless is a store in which no ticket was ever issued.
type ticketless struct{ account.Store }

func (ticketless) Watch(account.Watcher) {}

func (ticketless) Ticket(context.Context, token.Digest) (account.Ticket, error) {
	return account.Ticket{}, &account.Error{Kind: account.NotFound}
}

// What a client may say of languages and tickets never breaks a page.
func FuzzAPageStandsWhateverTheClientSays(f *testing.F) {
	pages := site.New(site.Config{Accounts: account.New(account.Config{Store: ticketless{}})})
	f.Add("es-MX,es;q=0.9", "ticket")
	f.Add("*;q=0", `"><script>`)
	f.Add("x-private-use-0", "\x00\xff")
	f.Add("i-klingon,en-u-co-phonebk;q=1.000", "")
	f.Fuzz(func(t *testing.T, asks, ticket string) {
		r := httptest.NewRequest(http.MethodGet, "/account/reset", nil)
		r.Header.Set("Accept-Language", asks)
		q := r.URL.Query()
		q.Set("token", ticket)
		r.URL.RawQuery = q.Encode()
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		language := w.Header().Get("Content-Language")
		if w.Code >= 500 || language != "en" && language != "es" {
			t.Errorf("%d in %q", w.Code, language)
		}
		if strings.Contains(w.Body.String(), "<script") {
			t.Error("the ticket became markup")
		}
	})
}
