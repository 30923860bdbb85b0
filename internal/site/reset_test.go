package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"perfil/internal/account"
)

// twice is a password typed in both fields.
func twice(password string) url.Values {
	return url.Values{"password": {password}, "repeat": {password}}
}

func TestAResetLinkSetsANewPasswordOnce(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}

	form := ada.open(h.forget(adaEmail)).wants(http.StatusOK, "Set a new password")
	ada.submit(form, twice(newPassword)).wants(http.StatusOK, "Your new password is set")

	if _, ok := h.signIn(adaEmail, adaPassword); ok {
		t.Error("the old password still opens the account")
	}
	if _, ok := h.signIn(adaEmail, newPassword); !ok {
		t.Error("the new password does not open the account")
	}
	ada.submit(form, twice("another password")).wants(http.StatusGone, "This link no longer works")
	if _, ok := h.signIn(adaEmail, newPassword); !ok {
		t.Error("a link that was used once changed the password again")
	}
}

func TestAResetEndsTheSessionsThatWereOpen(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	access, _ := h.signIn(adaEmail, adaPassword)
	ada := visitor{t: t}
	ada.submit(ada.open(h.forget(adaEmail)), twice(newPassword)).wants(http.StatusOK, "Your new password is set")
	if h.isIn(access) {
		t.Error("a token from before the reset is still good")
	}
}

func TestAWeakPasswordIsAskedForAgainAndTheLinkStaysGood(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}
	form := ada.open(h.forget(adaEmail))
	for _, c := range []struct{ name, password, reason string }{
		{"empty", "", "It must have at least 8 characters."},
		{"short", "zebra 7", "It must have at least 8 characters."},
		{"common", "password1", "It is one of the most common passwords, and the first to be guessed."},
		{"numeric", "83650174926", "It must not consist of digits alone."},
		{"like the e-mail", "ada@example.co", "It is too similar to your e-mail address."},
		{"long", strings.Repeat("zebra ", 22), "It must have at most 128 characters."},
		{"with a NUL", "zebra\x00zebra", "It has characters that cannot be used."},
		{"with broken UTF-8", "zebra\xff zebra", "It has characters that cannot be used."},
	} {
		t.Run(c.name, func(t *testing.T) {
			again := ada.submit(form, twice(c.password)).wants(http.StatusUnprocessableEntity, "Set a new password")
			wantsReasons(t, again, c.reason)
		})
	}
	again := ada.submit(form, twice("1234567"))
	wantsReasons(t, again, "It must have at least 8 characters.",
		"It is one of the most common passwords, and the first to be guessed.",
		"It must not consist of digits alone.")
	ada.submit(again, twice(newPassword)).wants(http.StatusOK, "Your new password is set")
}

// wantsReasons fails unless the page tells these reasons, next to the field and
// as its description, and has the reader start there.
func wantsReasons(t *testing.T, p page, reasons ...string) {
	t.Helper()
	list := p.byID("password-wrong")
	if list == nil {
		t.Fatalf("no reasons in %s", p.raw)
	}
	var told []string
	for _, item := range find(list, atom.Li) {
		told = append(told, text(item))
	}
	if strings.Join(told, "\n") != strings.Join(reasons, "\n") {
		t.Errorf("told %q, want %q", told, reasons)
	}
	field := p.byID("password")
	if attr(field, "aria-invalid") != "true" || !strings.Contains(attr(field, "aria-describedby"), "password-wrong") {
		t.Error("the field is not marked as the one that is wrong")
	}
	if !strings.HasPrefix(p.title(), "Error: ") {
		t.Errorf("the window is called %q as if nothing were wrong", p.title())
	}
}

func TestTwoPasswordsThatDifferChangeNothing(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}
	form := ada.open(h.forget(adaEmail))
	again := ada.submit(form, url.Values{"password": {newPassword}, "repeat": {newPassword + "."}})
	again.wants(http.StatusUnprocessableEntity, "Set a new password")
	wantsReasons(t, again, "The two passwords were not the same. Please type both again.")
	if _, ok := h.signIn(adaEmail, adaPassword); !ok {
		t.Error("the password was changed")
	}
	ada.submit(again, twice(newPassword)).wants(http.StatusOK, "Your new password is set")
}

func TestAPasswordIsTakenAsItWasTyped(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}
	const odd = "  +%20&=<b>ñandú\u00a0 "
	ada.submit(ada.open(h.forget(adaEmail)), twice(odd)).wants(http.StatusOK, "Your new password is set")
	if _, ok := h.signIn(adaEmail, odd); !ok {
		t.Error("the password opens nothing")
	}
}

func TestNoPageRepeatsAPassword(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}
	form := ada.open(h.forget(adaEmail))
	for _, typed := range []url.Values{twice("zebra"), {"password": {"zebra zebra 1"}, "repeat": {"zebra zebra 2"}}} {
		if p := ada.submit(form, typed); strings.Contains(p.raw, "zebra") {
			t.Errorf("the password is in the page:\n%s", p.raw)
		}
	}
	if strings.Contains(h.log.String(), "zebra") {
		t.Error("the password is in the log")
	}
}

func TestALinkThatIsNoGoodSaysWhatToDo(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}
	const dead = "This link no longer works"

	link := h.forget(adaEmail)
	old := ada.open(link)
	h.clock.moveOn(2 * time.Hour)
	p := ada.submit(old, twice(newPassword)).wants(http.StatusGone, dead)
	if !strings.Contains(p.raw, "ask for a new link") {
		t.Errorf("it does not say what to do:\n%s", p.raw)
	}
	ada.open(h.url+"/account/reset").wants(http.StatusGone, dead)
	ada.open(h.url+"/account/reset?token=").wants(http.StatusGone, dead)
	ada.open(h.url+"/account/reset?token="+strings.Repeat("x", 5000)).wants(http.StatusGone, dead)
	ada.open(h.url+"/account/reset?token=madeup").wants(http.StatusGone, dead)
	ada.open(link).wants(http.StatusGone, dead)
	again := h.forget(adaEmail)
	form := ada.open(again).wants(http.StatusOK, "Set a new password")
	ada.submit(form, twice(newPassword)).wants(http.StatusOK, "Your new password is set")
	ada.open(again).wants(http.StatusGone, dead)
	ada.submit(form, twice(newPassword)).wants(http.StatusGone, dead)
}

// A link that is dead for a reason that only sending the form showed before.
func TestALinkSaysAtOnceThatItsAccountCannotBeReset(t *testing.T) {
	h := build(t, plan{})
	id := h.settle()
	link := h.forget(adaEmail)
	_, err := h.store.Update(t.Context(), id, func(c *account.Change) error {
		c.Account.Status = account.StatusSuspended
		return nil
	})
	must(t, err)
	visitor{t: t}.open(link).wants(http.StatusGone, "This link no longer works")
}

func TestATicketIsGoodOnlyOnItsOwnPage(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	ada := visitor{t: t}
	link := h.forget(adaEmail)
	for _, other := range []string{"undo-email", "confirm-email"} {
		elsewhere := strings.Replace(link, "/reset?", "/"+other+"?", 1)
		ada.open(elsewhere).wants(http.StatusGone, "This link no longer works")
		_, ticket, _ := strings.Cut(link, "token=")
		ada.send(http.MethodPost, h.url+"/account/"+other, "token="+ticket).wants(http.StatusGone, "This link no longer works")
	}
	ada.submit(ada.open(link), twice(newPassword)).wants(http.StatusOK, "Your new password is set")
}
