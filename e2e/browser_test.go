package e2e_test

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"perfil/e2e/chromium"
)

// tab is a tab of a real browser, in the hands of somebody who sees only what it
// shows. What cannot be done ends the test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// browser starts Chromium until the test ends; newTab opens tabs in it.
func browser(t *testing.T) (newTab func(*testing.T) tab) {
	t.Helper()
	whole := chromium.Start(t)
	return func(t *testing.T) tab {
		ctx, end := chromedp.NewContext(whole)
		t.Cleanup(end)
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		t.Cleanup(cancel)
		return tab{t, ctx}
	}
}

func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b tab) visit(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// wait waits until something can be seen.
func (b tab) wait(selector string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

func (b tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// submit clicks on what leads to another page, and returns once that is there,
// with its status.
func (b tab) submit(selector string) int64 {
	b.t.Helper()
	response, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatal(err)
	}
	return response.Status
}

// write types into a field that is empty.
func (b tab) write(selector, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

func (b tab) read(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

// run runs JavaScript in the page and waits for the text that it promises. What
// it throws comes back as the error.
func (b tab) run(script string) (string, error) {
	return chromedp.Run(b.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
}
