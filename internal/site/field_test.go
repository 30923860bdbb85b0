package site_test

import (
	"net/http"
	"slices"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Whoever looks over the shoulder sees no password, and a password manager may
// make one up, paste it and keep it.
func TestAPasswordIsHiddenAndAManagerMayFillItIn(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	form := visitor{t: t}.open(h.forget(adaEmail)).wants(http.StatusOK, "Set a new password")
	for _, name := range []string{"password", "repeat"} {
		field := form.byID(name)
		if field == nil || field.DataAtom != atom.Input {
			t.Fatalf("there is no field %s", name)
		}
		if attr(field, "type") != "password" || attr(field, "autocomplete") != "new-password" {
			t.Errorf("%s: type %q, autocomplete %q", name, attr(field, "type"), attr(field, "autocomplete"))
		}
		for _, hindrance := range []string{"readonly", "maxlength", "pattern", "onpaste"} {
			if slices.ContainsFunc(field.Attr, func(a html.Attribute) bool { return a.Key == hindrance }) {
				t.Errorf("%s: %s hinders a password manager", name, hindrance)
			}
		}
	}
}
