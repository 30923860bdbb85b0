package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What follows the links of a mail before its reader does: a filter of the mail
// server, a preview, a browser that loads ahead.
func TestAMailScannerThatFollowsTheLinkChangesNothing(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	scanner := visitor{t: t}
	follow := func(link string) {
		t.Helper()
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
			if p := scanner.send(method, link, ""); p.status != http.StatusOK {
				t.Errorf("%s answers %d", method, p.status)
			}
		}
	}
	ada := visitor{t: t}

	h.move(adaEmail, adaPassword, "ada@example.org")
	undo := h.nextLink("/account/undo-email")
	follow(undo)
	access, ok := h.signIn("ada@example.org", adaPassword)
	if !ok {
		t.Fatal("the scanner took the change back")
	}

	reset := h.forget("ada@example.org")
	follow(reset)
	follow(reset + "&password=zebra+crossing&repeat=zebra+crossing")
	if !h.isIn(access) {
		t.Fatal("the scanner ended a session")
	}

	ada.submit(ada.open(reset), twice(newPassword)).wants(http.StatusOK, "Your new password is set")
	ada.submit(ada.open(undo), nil).wants(http.StatusOK, "The change is undone")
}

func TestATicketInTheAddressOfAPostDoesNothing(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	link := h.forget(adaEmail)
	v := visitor{t: t}
	v.send(http.MethodPost, link, twice(newPassword).Encode()).wants(http.StatusGone, "This link no longer works")
	if _, ok := h.signIn(adaEmail, adaPassword); !ok {
		t.Error("the password was changed")
	}
}

func TestTheTicketLeavesTheAddressWithTheForm(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	link := h.forget(adaEmail)
	v := visitor{t: t}
	p := v.submit(v.open(link), twice("short"))
	if p.url.RawQuery != "" {
		t.Errorf("the form went to %s", p.url)
	}
	_, ticket, _ := strings.Cut(link, "token=")
	if strings.Contains(h.log.String(), ticket) {
		t.Error("the ticket is in the log")
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	link := h.forget(adaEmail)
	own, err := url.Parse(link)
	must(t, err)
	_, ticket, _ := strings.Cut(link, "token=")
	body := twice(newPassword)
	body.Set("token", ticket)

	for name, header := range map[string]http.Header{
		"told by the browser":        {"Sec-Fetch-Site": {"cross-site"}},
		"a neighbour":                {"Sec-Fetch-Site": {"same-site"}},
		"told by an older browser":   {"Origin": {"https://evil.example"}},
		"from a page without origin": {"Origin": {"null"}},
	} {
		t.Run(name, func(t *testing.T) {
			v := visitor{t: t, header: header}
			v.send(http.MethodPost, h.url+"/account/reset", body.Encode()).
				wants(http.StatusForbidden, "This came from another site")
		})
	}
	if _, ok := h.signIn(adaEmail, adaPassword); !ok {
		t.Fatal("the password was changed")
	}
	v := visitor{t: t, header: http.Header{"Origin": {"http://" + own.Host}}}
	v.send(http.MethodPost, h.url+"/account/reset", body.Encode()).wants(http.StatusOK, "Your new password is set")
}
