package site_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"perfil/internal/account"
)

// everyPage opens each kind of page there is, in both languages.
func everyPage(t *testing.T, look func(t *testing.T, name string, p page)) {
	h := build(t, plan{name: `Tom & "Jerry" <b>`})
	h.settle()
	for _, language := range []string{"en", "es"} {
		v := visitor{t: t, language: language}
		reset := v.open(h.forget(adaEmail))
		weak := v.submit(reset, twice("1234"))
		pages := map[string]page{
			"reset":         reset,
			"weak":          weak,
			"done":          v.submit(weak, twice(newPassword+language)),
			"undo-email":    v.open(h.link(account.PurposeUndoEmail, "undo "+language)),
			"dead":          v.open(h.url + "/account/undo-email?token=x"),
			"confirm-email": v.open(h.link(account.PurposeConfirmEmail, "confirm "+language)),
			"not found":     v.open(h.url + "/account/x/y"),
		}
		for name, p := range pages {
			look(t, language+" "+name, p)
			if got := attr(p.only(atom.Html), "lang"); got != language {
				t.Errorf("%s %s: its language is %q", language, name, got)
			}
		}
	}
}

func TestAPageIsNeverKeptFramedOrTold(t *testing.T) {
	everyPage(t, func(t *testing.T, name string, p page) {
		for header, want := range map[string]string{
			"Content-Type":               "text/html; charset=utf-8",
			"Cache-Control":              "no-store",
			"Referrer-Policy":            "strict-origin",
			"Cross-Origin-Opener-Policy": "same-origin",
			"X-Content-Type-Options":     "nosniff",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; " +
				"base-uri 'none'; frame-ancestors 'none'",
		} {
			if got := p.header.Values(header); len(got) != 1 || got[0] != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if len(p.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: sets a cookie", name)
		}
	})
}

// What the policy forbids would be missing silently in a browser.
func TestAPageNeedsNothingThatItsPolicyForbids(t *testing.T) {
	everyPage(t, func(t *testing.T, name string, p page) {
		for n := range p.tree.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			switch n.DataAtom {
			case atom.Script, atom.Style, atom.Img, atom.Iframe, atom.Base, atom.Object:
				t.Errorf("%s: has a <%s>", name, n.Data)
			case atom.Link:
				if href, err := p.url.Parse(attr(n, "href")); err != nil || href.Host != p.url.Host || href.Path != "/account/style.css" {
					t.Errorf("%s: loads %s", name, attr(n, "href"))
				}
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s> has an inline %s", name, n.Data, a.Key)
				}
			}
		}
	})
}

func TestAPageCanBeUsedWithoutSeeingIt(t *testing.T) {
	everyPage(t, func(t *testing.T, name string, p page) {
		if p.heading() == "" {
			t.Errorf("%s: has no single heading", name)
		}
		if !strings.Contains(p.title(), p.heading()) || !strings.HasSuffix(p.title(), ` · Tom & "Jerry" <b>`) {
			t.Errorf("%s: its window is called %q", name, p.title())
		}
		p.only(atom.Main)
		labels := map[string]string{}
		for _, l := range find(p.tree, atom.Label) {
			labels[attr(l, "for")] = text(l)
		}
		for _, input := range find(p.tree, atom.Input) {
			if attr(input, "type") != "hidden" {
				wantsUsableField(t, name, p, input, labels)
			}
		}
		for _, b := range find(p.tree, atom.Button) {
			if text(b) == "" {
				t.Errorf("%s: a button says nothing", name)
			}
		}
	})
}

// wantsUsableField fails unless a screen reader can say what the field is, and a
// password manager knows that it is for a new password.
func wantsUsableField(t *testing.T, name string, p page, input *html.Node, labels map[string]string) {
	t.Helper()
	id := attr(input, "id")
	if id == "" || labels[id] == "" {
		t.Errorf("%s: the field %q has no label", name, attr(input, "name"))
	}
	for described := range strings.FieldsSeq(attr(input, "aria-describedby")) {
		if n := p.byID(described); n == nil || text(n) == "" {
			t.Errorf("%s: the field %q is described by %q, which is not there", name, id, described)
		}
	}
	if attr(input, "type") == "password" && attr(input, "autocomplete") != "new-password" {
		t.Errorf("%s: the field %q is not marked as a new password", name, id)
	}
	if attr(input, "value") != "" {
		t.Errorf("%s: the field %q comes filled in", name, id)
	}
}

func TestWhatALinkBringsIsTextAndNoMarkup(t *testing.T) {
	h := build(t, plan{})
	v := visitor{t: t}
	const hostile = `"><script>alert(1)</script>`
	p := v.open(h.link(account.PurposeUndoEmail, hostile))
	p.wants(http.StatusOK, "Undo the change of your address?")
	if len(find(p.tree, atom.Script)) > 0 {
		t.Fatalf("the ticket became markup:\n%s", p.raw)
	}
	if got := attr(p.only(atom.Input), "value"); got != hostile {
		t.Errorf("the form carries %q", got)
	}
}
