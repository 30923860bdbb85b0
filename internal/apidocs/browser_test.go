package apidocs_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"perfil/e2e/chromium"
	"perfil/internal/account"
	"perfil/internal/apidocs"
	"perfil/internal/contract/contracttest"
	"perfil/internal/contract/django"
	"perfil/internal/contract/express"
)

// site is the page with both APIs, and one of them to try.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	w := contracttest.Open(t, contracttest.Contract{
		New:      func(s *account.Service, _ string) http.Handler { return django.New(django.Config{Accounts: s}) },
		Internal: func(string) http.HandlerFunc { return django.Internal(django.English) },
	}, contracttest.Setup{})
	mux := http.NewServeMux()
	mux.Handle("/api/", w.Handler)
	mux.Handle("/", apidocs.New(
		apidocs.Document{Name: "django", Title: "Django", JSON: django.OpenAPI()},
		apidocs.Document{Name: "express", Title: "Express", JSON: express.OpenAPI()},
	))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// browser starts a browser that ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(chromium.Start(t), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// complaints gathers what a reader would not see: requests to other hosts, what
// the policy refused, and errors of scripts.
func complaints(t *testing.T, ctx context.Context, origin string) func() []string {
	t.Helper()
	var mu sync.Mutex
	var all []string
	add := func(text string) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, text)
	}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, origin+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
				add("it asks another host: " + e.Request.URL)
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "401") {
				add(e.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			add(e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

// reader does what somebody in front of the browser does, and ends the test when
// that is not possible.
type reader struct {
	t   *testing.T
	ctx context.Context
}

func (r reader) do(steps ...chromedp.Action[chromedp.Void]) {
	r.t.Helper()
	if err := chromedp.Do(r.ctx, steps...); err != nil {
		r.t.Fatal(err)
	}
}

func (r reader) read(selector string) string {
	r.t.Helper()
	text, err := chromedp.Run(r.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		r.t.Fatal(err)
	}
	return text
}

// choose sets a list as a hand would, so that the page hears of it.
func (r reader) choose(selector, value string) {
	r.t.Helper()
	r.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	script := fmt.Sprintf(`{
		const list = document.querySelector(%q);
		list.value = %q;
		list.dispatchEvent(new Event("change", {bubbles: true}));
	}`, selector, value)
	if _, err := chromedp.Run(r.ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		r.t.Fatal(err)
	}
}

// press waits for a button and presses it, wherever it is by then: while a part of the
// page unfolds, a click at a place goes astray, and on a busy machine it does.
func (r reader) press(selector string) {
	r.t.Helper()
	r.do(visible(selector))
	script := fmt.Sprintf(`document.querySelector(%q).click()`, selector)
	if _, err := chromedp.Run(r.ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		r.t.Fatal(err)
	}
}

func visible(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector))
}

func TestThePageShowsBothAPIsAndSendsARequest(t *testing.T) {
	server := site(t)
	ctx := browser(t)
	complained := complaints(t, ctx, server.URL)
	r := reader{t, ctx}

	r.do(chromedp.Navigate(server.URL+"/docs/"), visible("#operations-profile-updateProfile"))
	if offered := r.read(".topbar select"); !strings.Contains(offered, "Django") || !strings.Contains(offered, "Express") {
		t.Errorf("the page offers %q", offered)
	}

	r.press("#operations-profile-getProfile .opblock-summary-control")
	r.press("#operations-profile-getProfile button.execute")
	const answered = "#operations-profile-getProfile .live-responses-table .response"
	r.do(visible(answered))
	answer := r.read(answered)
	if !strings.Contains(answer, "401") || !strings.Contains(answer, "Authentication credentials were not provided.") {
		t.Errorf("the request was answered: %q", answer)
	}

	// Parameters that several operations share are the first that the library loses.
	r.press("#operations-profile-updateProfile .opblock-summary-control")
	r.do(visible(`#operations-profile-updateProfile tr[data-param-name="id"]`), visible(`#operations-profile-updateProfile tr[data-param-name="If-Match"]`))
	r.choose("#operations-profile-updateProfile .opblock-section-request-body select.content-type", "multipart/form-data")
	r.do(visible(`#operations-profile-updateProfile input[type="file"]`))

	r.choose(".topbar select", "/openapi/express.json")
	r.do(visible("#operations-administration-listUsers"))
	if title := r.read(".info .title"); !strings.Contains(title, "Express") {
		t.Errorf("the page shows %q", title)
	}
	if all := complained(); len(all) > 0 {
		t.Errorf("the browser complains: %q", all)
	}
}

// On a slow machine a reader can be quicker than the page. Here one presses in the very
// moment in which the button appears.
func TestAButtonThatIsPressedTooEarlySendsItsRequest(t *testing.T) {
	server := site(t)
	r := reader{t, browser(t)}
	r.do(chromedp.Navigate(server.URL+"/docs/"), visible("#operations-profile-getProfile"))
	const script = `{
		const operation = document.querySelector("#operations-profile-getProfile");
		new MutationObserver((_, observer) => {
			const button = operation.querySelector("button.execute");
			if (button) {
				observer.disconnect();
				button.click();
			}
		}).observe(operation, {subtree: true, childList: true});
		operation.querySelector(".opblock-summary-control").click();
	}`
	if _, err := chromedp.Run(r.ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatal(err)
	}
	const answered = "#operations-profile-getProfile .live-responses-table .response"
	r.do(visible(answered))
	if answer := r.read(answered); !strings.Contains(answer, "401") {
		t.Errorf("the request was answered: %q", answer)
	}
}

// Whoever uses the browser next must not find the token that somebody tried.
func TestThePageForgetsATokenWithItself(t *testing.T) {
	server := site(t)
	ctx := browser(t)
	r := reader{t, ctx}
	ask := func(script string) string {
		t.Helper()
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	const kept = `JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, JSON.stringify(ui.authSelectors.authorized())])`

	r.do(chromedp.Navigate(server.URL+"/docs/"), visible("#operations-profile-getProfile"))
	ask(`{
		const [name, schema] = ui.specSelectors.securityDefinitions().entrySeq().first();
		ui.authActions.authorizeWithPersistOption({[name]: {name, schema, value: "a-token-that-was-tried"}}); // as its form does
		name;
	}`)
	if held := ask(kept); !strings.Contains(held, "a-token-that-was-tried") {
		t.Fatalf("the page did not take the token: %s", held)
	}
	if stored := ask(`JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])`); strings.Contains(stored, "a-token-that-was-tried") {
		t.Errorf("the browser was given %s", stored)
	}
	r.do(chromedp.Navigate(server.URL+"/docs/?again"), visible("#operations-profile-getProfile"))
	if held := ask(kept); strings.Contains(held, "a-token-that-was-tried") {
		t.Errorf("the page still has %s", held)
	}
}
