package site_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/site"
	"perfil/internal/token"
	"perfil/internal/web"
)

// secret stands in errors that no reader may see.
const secret = "postgres://perfil:hunter2@db"

// failing is a store in which looking a ticket up fails.
type failing struct {
	account.Store
	err *error
}

func (f failing) Ticket(context.Context, token.Digest) (account.Ticket, error) {
	return account.Ticket{}, *f.err
}

func TestEveryErrorIsAPageInBothLanguages(t *testing.T) {
	var err error
	h := build(t, plan{store: func(s account.Store) account.Store { return failing{s, &err} }})
	for _, kind := range account.AllKinds() {
		err = &account.Error{Kind: kind, Err: errors.New(secret)}
		for _, path := range []string{"reset", "undo-email", "confirm-email"} {
			english := visitor{t: t, language: "en"}.fillIn(h.url + "/account/" + path + "?token=x")
			spanish := visitor{t: t, language: "es"}.fillIn(h.url + "/account/" + path + "?token=x")
			name := path + ": " + kind.String()
			wantsErrorPage(t, name, english)
			wantsErrorPage(t, name, spanish)
			if english.heading() == spanish.heading() {
				t.Errorf("%s: %q in both languages", name, english.heading())
			}
		}
	}
	err = errors.New(secret)
	wantsErrorPage(t, "an error without a kind", visitor{t: t}.fillIn(h.url+"/account/reset?token=x"))
	if !strings.Contains(h.log.String(), secret) {
		t.Error("the cause is not in the log")
	}
}

// fillIn opens a link and sends its form with a good password, if it has one.
func (v visitor) fillIn(link string) page {
	v.t.Helper()
	p := v.open(link)
	if strings.Contains(link, "reset") {
		return v.submit(p, twice(newPassword))
	}
	return v.submit(p, nil)
}

func wantsErrorPage(t *testing.T, name string, p page) {
	t.Helper()
	if p.status < 400 || p.heading() == "" {
		t.Errorf("%s: %d %q", name, p.status, p.heading())
	}
	if strings.Contains(p.raw, "hunter2") {
		t.Errorf("%s: the cause is in the page", name)
	}
	if strings.Contains(p.raw, "{wait}") || strings.Contains(p.raw, "%!") {
		t.Errorf("%s: a text is not filled in:\n%s", name, p.raw)
	}
	if p.status == http.StatusTooManyRequests || p.status == http.StatusServiceUnavailable {
		if seconds, err := strconv.Atoi(p.header.Get("Retry-After")); err != nil || seconds < 1 {
			t.Errorf("%s: Retry-After is %q", name, p.header.Get("Retry-After"))
		}
	}
	if p.status >= 500 && !strings.Contains(p.raw, p.header.Get("X-Request-Id")) {
		t.Errorf("%s: the page does not say how to find the request", name)
	}
}

func TestWhatAFaultOfTheServerSays(t *testing.T) {
	var err error
	h := build(t, plan{store: func(s account.Store) account.Store { return failing{s, &err} }})
	v := visitor{t: t}
	for _, c := range []struct {
		err     error
		status  int
		retry   string
		message string
	}{
		{&account.Error{Kind: account.Busy, RetryAfter: 2 * time.Second}, 503, "5", "in a moment"},
		{&account.Error{Kind: account.Busy, RetryAfter: 44500 * time.Millisecond}, 503, "45", "in a minute"},
		{&account.Error{Kind: account.Unavailable, RetryAfter: 90 * time.Second}, 503, "90", "in 2 minutes"},
		{&account.Error{Kind: account.Unavailable}, 503, "5", "in a moment"},
		{&account.Error{Kind: account.Internal}, 500, "", "it has been noted"},
	} {
		err = c.err
		p := v.fillIn(h.url + "/account/undo-email?token=x")
		if p.status != c.status || p.header.Get("Retry-After") != c.retry || !strings.Contains(p.raw, c.message) {
			t.Errorf("%v: %d, Retry-After %q\n%s", c.err, p.status, p.header.Get("Retry-After"), p.raw)
		}
	}
}

func TestWhoSendsTooManyFormsHasToWait(t *testing.T) {
	h := build(t, plan{limits: true})
	v := visitor{t: t}
	form := v.open(h.url + "/account/confirm-email?token=x")
	for i := range account.LimitJoin.Max {
		p := v.submit(form, nil)
		if p.status != http.StatusGone {
			t.Fatalf("form %d: %d", i, p.status)
		}
		if left := p.header.Get("RateLimit-Remaining"); left != strconv.Itoa(account.LimitJoin.Max-i-1) {
			t.Fatalf("form %d: %s left", i, left)
		}
	}
	p := v.submit(form, nil).wants(http.StatusTooManyRequests, "Too many tries")
	if p.header.Get("Retry-After") != "900" || !strings.Contains(p.raw, "in 15 minutes") {
		t.Errorf("Retry-After %q\n%s", p.header.Get("Retry-After"), p.raw)
	}
	v.open(h.url+"/account/confirm-email?token=x").wants(http.StatusOK, "Confirm your address")

	h.clock.moveOn(account.LimitWindow)
	v.submit(form, nil).wants(http.StatusGone, "This link no longer works")
}

func TestAFormThatCannotBeReadChangesNothing(t *testing.T) {
	h := build(t, plan{})
	for _, c := range []struct {
		name, mediaType, body string
		status                int
		heading               string
	}{
		{"too large", "application/x-www-form-urlencoded", "token=" + strings.Repeat("x", web.MaxBody), 413, "The form is too large"},
		{"another type", "text/plain", "token=x", 415, "The form could not be read"},
		{"broken", "application/json", "{", 400, "The form could not be read"},
		{"empty", "application/x-www-form-urlencoded", "", 410, "This link no longer works"},
	} {
		for _, path := range []string{"reset", "undo-email"} {
			v := visitor{t: t, header: http.Header{"Content-Type": {c.mediaType}}}
			v.send(http.MethodPost, h.url+"/account/"+path, c.body).wants(c.status, c.heading)
		}
	}
}

func TestUnknownPathsAndMethodsHaveAPage(t *testing.T) {
	h := build(t, plan{})
	v := visitor{t: t}
	for _, path := range []string{"", "nothing", "reset/more", "RESET", "pages/layout.html", "style.css/x"} {
		v.open(h.url+"/account/"+path).wants(http.StatusNotFound, "There is nothing here")
	}
	v.send(http.MethodPost, h.url+"/account/nothing", "a=b").wants(http.StatusNotFound, "There is nothing here")
	for path, allow := range map[string]string{"reset": "GET, HEAD, POST", "style.css": "GET, HEAD"} {
		p := v.send(http.MethodPut, h.url+"/account/"+path, "a=b").wants(http.StatusMethodNotAllowed, "There is nothing here")
		if p.header.Get("Allow") != allow {
			t.Errorf("%s allows %q", path, p.header.Get("Allow"))
		}
	}
	v.send(http.MethodPost, h.url+"/account/style.css", "a=b").wants(http.StatusMethodNotAllowed, "There is nothing here")
	v.open(h.url+"/account/reset/?token=x").wants(http.StatusOK, "Set a new password")
}

// exploding is a store with a defect.
type exploding struct{ account.Store }

func (exploding) Ticket(context.Context, token.Digest) (account.Ticket, error) { panic(secret) }

func TestADefectIsAPageToo(t *testing.T) {
	h := build(t, plan{language: site.Spanish, store: func(s account.Store) account.Store { return exploding{s} }})
	v := visitor{t: t, header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	body := url.Values{"token": {"x"}}
	p := v.send(http.MethodPost, h.url+"/account/confirm-email", body.Encode())
	wantsErrorPage(t, "a panic", p.wants(http.StatusInternalServerError, "Algo ha salido mal"))
	if p.header.Get("Cache-Control") != "no-store" {
		t.Error("the page may be kept")
	}
}
