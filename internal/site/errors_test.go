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

// failing is a store in which looking a ticket up fails while there is an err.
type failing struct {
	account.Store
	err *error
}

func (f failing) Ticket(ctx context.Context, digest token.Digest) (account.Ticket, error) {
	if *f.err == nil {
		return f.Store.Ticket(ctx, digest)
	}
	return account.Ticket{}, *f.err
}

// purposes are those that have a page.
var purposes = []account.Purpose{account.PurposeReset, account.PurposeUndoEmail, account.PurposeConfirmEmail}

func TestEveryErrorIsAPageInBothLanguages(t *testing.T) {
	var err error
	h := build(t, plan{store: func(s account.Store) account.Store { return failing{s, &err} }})
	english, spanish := visitor{t: t, language: "en"}, visitor{t: t, language: "es"}
	for _, purpose := range purposes {
		err = nil
		link := h.link(purpose, string(purpose))
		form := english.open(link)
		for _, kind := range account.AllKinds() {
			err = &account.Error{Kind: kind, Err: errors.New(secret)}
			for name, pages := range map[string][2]page{
				"opened": {english.open(link), spanish.open(link)},
				"sent":   {english.fillIn(form), spanish.fillIn(form)},
			} {
				name = string(purpose) + " " + name + ": " + kind.String()
				wantsErrorPage(t, name, pages[0])
				wantsErrorPage(t, name, pages[1])
				if pages[0].heading() == pages[1].heading() {
					t.Errorf("%s: %q in both languages", name, pages[0].heading())
				}
			}
		}
		err = errors.New(secret)
		wantsErrorPage(t, "an error without a kind", english.fillIn(form))
	}
	if !strings.Contains(h.log.String(), secret) {
		t.Error("the cause is not in the log")
	}
}

// fillIn sends a form, with a good password if it asks for one.
func (v visitor) fillIn(p page) page {
	v.t.Helper()
	if p.byID("password") != nil {
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
	form := v.open(h.link(account.PurposeUndoEmail, "x"))
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
		p := v.fillIn(form)
		if p.status != c.status || p.header.Get("Retry-After") != c.retry || !strings.Contains(p.raw, c.message) {
			t.Errorf("%v: %d, Retry-After %q\n%s", c.err, p.status, p.header.Get("Retry-After"), p.raw)
		}
	}
}

func TestWhoSendsTooManyFormsHasToWait(t *testing.T) {
	h := build(t, plan{limits: true})
	v := visitor{t: t}
	link := h.link(account.PurposeConfirmEmail, "good")
	send := func() page { return v.send(http.MethodPost, h.url+"/account/confirm-email", "token=x") }
	for i := range account.LimitJoin.Max {
		p := send()
		if p.status != http.StatusGone {
			t.Fatalf("form %d: %d", i, p.status)
		}
		if left := p.header.Get("RateLimit-Remaining"); left != strconv.Itoa(account.LimitJoin.Max-i-1) {
			t.Fatalf("form %d: %s left", i, left)
		}
	}
	p := send().wants(http.StatusTooManyRequests, "Too many tries")
	if p.header.Get("Retry-After") != "900" || !strings.Contains(p.raw, "in 15 minutes") {
		t.Errorf("Retry-After %q\n%s", p.header.Get("Retry-After"), p.raw)
	}
	form := v.open(link).wants(http.StatusOK, "Confirm your address")

	h.clock.moveOn(account.LimitWindow)
	v.submit(form, nil).wants(http.StatusOK, "Your address is confirmed")
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
	slashed := strings.Replace(h.link(account.PurposeReset, "x"), "/reset?", "/reset/?", 1)
	v.open(slashed).wants(http.StatusOK, "Set a new password")
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
