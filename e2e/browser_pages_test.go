package e2e_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What only a browser can tell: whether it lets a page do what the server means
// to allow, and nothing else.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	newTab := browser(t)
	t.Run("the documents are there and can be tried", func(t *testing.T) { triesTheDocuments(t, newTab(t)) })
	t.Run("a forgotten password is reset from the letter", func(t *testing.T) { resetsThePassword(t, newTab(t)) })
	t.Run("a page of an allowed origin uses the API", func(t *testing.T) { usesTheAPIFromElsewhere(t, newTab(t)) })
}

func triesTheDocuments(t *testing.T, b tab) {
	p := start(t, t.TempDir())
	b.visit(p.URL + "/docs/")
	b.wait("#operations-sessions-signUp")
	offered := b.read(".topbar select")
	if !strings.Contains(offered, "Django") || !strings.Contains(offered, "Express") {
		t.Errorf("the page offers %q", offered)
	}
	if _, err := b.run(`{
		const list = document.querySelector(".topbar select");
		list.value = [...list.options].find(o => o.text.includes("Express")).value;
		list.dispatchEvent(new Event("change", {bubbles: true}));
		Promise.resolve("");
	}`); err != nil {
		t.Fatal(err)
	}
	const register = "#operations-sessions-register"
	b.wait(register)
	b.click(register + " .opblock-summary-control")
	body, err := chromedp.Run(b.ctx, chromedp.Value(chromedp.CSS(register+" textarea"))) // the example
	if err != nil {
		t.Fatal(err)
	}
	b.click(register + " button.execute")
	answer := b.read(register + " .live-responses-table .response")
	if !strings.Contains(answer, "201") || !strings.Contains(answer, "Usuario registrado exitosamente") {
		t.Errorf("the page shows %q", answer)
	}
	newClient(p.URL).must(t, "POST", "/api/auth/login", body, "")
}

func resetsThePassword(t *testing.T, b tab) {
	post := newPostOffice(t)
	p := start(t, t.TempDir(), append(post.settings(), "PERFIL_EXPRESS_LANGUAGE=en")...)
	ada := newClient(p.URL)
	ada.signUp(t, "ada")
	ada.must(t, "POST", "/api/auth/forgot-password", `{"email":"ada@example.com"}`, "")
	l := post.await(t, "ada@example.com")
	// The link that can be clicked is that of the HTML form, and both are the same.
	link := regexp.MustCompile(`href="(http[^"]+/account/reset\?token=[^"]+)"`).FindStringSubmatch(l.html)
	if link == nil || !strings.Contains(l.text, link[1]) {
		t.Fatalf("the letter has no link, or two\n%s", l.raw)
	}
	b.visit(link[1])

	const fresh = "Bright-meadow-3"
	if status := choosePassword(b, fresh, "Bright-meadow-4"); status != http.StatusUnprocessableEntity {
		t.Errorf("two different passwords get %d", status)
	}
	b.wait("#password-wrong")
	if status := choosePassword(b, "12345678", "12345678"); status < 400 {
		t.Errorf("a weak password gets %d", status)
	}
	b.wait("#password-wrong")
	if status := choosePassword(b, fresh, fresh); status != http.StatusOK {
		t.Errorf("a good password gets %d", status)
	}
	// The ticket is not left in the history, nor a form to send again.
	if left, err := b.run(`Promise.resolve(String(document.querySelector("form")) + " " + location.href)`); err != nil || left != "null "+p.URL+"/account/reset?" {
		t.Errorf("the browser shows %s, %v", left, err)
	}

	if status, _, _ := ada.ask(t.Context(), "GET", "/api/auth/profile", ""); status != http.StatusUnauthorized {
		t.Errorf("the former session gets %d", status)
	}
	ada.must(t, "POST", "/api/sign-in/", `{"email":"ada@example.com","password":"`+fresh+`"}`, "")
	// The link is used up, and its page says so instead of asking.
	b.visit(link[1])
	if heading := b.read("h1.failed"); heading != "This link no longer works" {
		t.Errorf("a used link shows %q", heading)
	}
	ada.must(t, "POST", "/api/sign-in/", `{"email":"ada@example.com","password":"`+fresh+`"}`, "")
}

// choosePassword fills in the form of a reset and returns the status of what
// comes then.
func choosePassword(b tab, fresh, again string) int64 {
	b.t.Helper()
	b.write("#password", fresh)
	b.write("#repeat", again)
	return b.submit("form button")
}

// blank is an origin of its own with an empty page.
func blank(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!DOCTYPE html><title>a client</title>")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func usesTheAPIFromElsewhere(t *testing.T, b tab) {
	allowed, other := blank(t), blank(t)
	p := start(t, t.TempDir(), "PERFIL_CORS_ORIGINS="+allowed)
	ada := newClient(p.URL)
	ada.signUp(t, "ada")
	if status, answer := ada.upload(t, "/api/profile/1/update/", "avatar"); status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	change := func(name string) string {
		return fmt.Sprintf(`fetch("%s/api/auth/profile", {
			method: "PUT",
			headers: {"Authorization": "Bearer %s", "Content-Type": "application/json"},
			body: JSON.stringify({name: %q}),
		}).then(async r => r.status + " " + r.headers.has("ETag") + " " + (await r.json()).data.user.name)`, p.URL, ada.token, name)
	}
	read := fmt.Sprintf(`fetch("%s/api/profile/", {method: "POST", headers: {"Authorization": "Bearer %s"}}).then(r => r.text())`, p.URL, ada.token)

	b.visit(allowed)
	if got, err := b.run(change("Ada Lovelace")); err != nil || got != "200 true Ada Lovelace" {
		t.Errorf("a page of the allowed origin gets %q, %v", got, err)
	}
	if got, err := b.run(read); err != nil || !strings.Contains(got, `"first_name":"Ada"`) {
		t.Errorf("a page of the allowed origin reads %q, %v", got, err)
	}

	b.visit(other)
	if got, err := b.run(change("Eve")); err == nil {
		t.Errorf("a page of another origin gets %q", got)
	}
	if got, err := b.run(read); err == nil {
		t.Errorf("a page of another origin reads %q", got)
	}
	if got := ada.must(t, "GET", "/api/auth/profile", "", "data.user.name"); got != "Ada Lovelace" {
		t.Errorf("a page of another origin has changed the name to %q", got)
	}
	// Pictures are for pages of any origin to show.
	picture := ada.must(t, "POST", "/api/profile/", "", "avatar")
	show := fmt.Sprintf(`new Promise((done, failed) => {
		const shown = new Image();
		shown.onload = () => done(shown.naturalWidth + "x" + shown.naturalHeight);
		shown.onerror = () => failed(new Error("it is not shown"));
		shown.src = "%s%s";
	})`, p.URL, picture)
	if got, err := b.run(show); err != nil || got != "8x8" {
		t.Errorf("the picture is %q, %v", got, err)
	}
}
