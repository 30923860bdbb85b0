// Package chromium finds a real browser and starts it for a test. What a page shows,
// and what is done in it, is the business of the tests.
package chromium

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// Start starts Chromium until the test ends; the context is that of its first tab,
// without a bound in time. Where there is no browser the test is skipped, or fails if
// PERFIL_TEST_CHROMIUM is required.
func Start(t *testing.T) context.Context {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && program == "" {
			program = path
		}
	}
	if program == "" && os.Getenv("PERFIL_TEST_CHROMIUM") == "required" {
		t.Fatal("there is no Chromium here")
	}
	if program == "" {
		t.Skip("NOT TESTED IN A BROWSER: there is no Chromium here (Debian: apt-get install chromium)")
	}
	// Chromium refuses its sandbox to root, and the pages are our own.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox)
	allocator, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	tab, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(tab); err != nil {
		t.Fatal(err)
	}
	return tab
}
