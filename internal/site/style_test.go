package site_test

import (
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"perfil/internal/site"
)

// styleOf is the style sheet that a page asks for, and its address.
func styleOf(t *testing.T, h *house, path string) (page, string) {
	t.Helper()
	v := visitor{t: t}
	p := v.open(h.url + path)
	link, err := p.url.Parse(attr(p.only(atom.Link), "href"))
	must(t, err)
	return v.open(link.String()), link.String()
}

func TestTheStyleIsKeptForGoodUnderTheNameOfItsContent(t *testing.T) {
	h := build(t, plan{})
	sheet, address := styleOf(t, h, "/account/reset?token=x")
	if sheet.status != http.StatusOK || sheet.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Fatalf("%d %s", sheet.status, sheet.header.Get("Content-Type"))
	}
	if got := sheet.header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control is %q", got)
	}
	bare, _, _ := strings.Cut(address, "?")
	for _, other := range []string{bare, bare + "?v=", bare + "?v=0123456789abcdef"} {
		p := visitor{t: t}.open(other)
		if p.status != http.StatusOK || p.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d, Cache-Control %q", other, p.status, p.header.Get("Cache-Control"))
		}
	}
	again := visitor{t: t, header: http.Header{"If-None-Match": {sheet.header.Get("Etag")}}}.open(bare)
	if again.status != http.StatusNotModified {
		t.Errorf("what has not changed is sent again: %d", again.status)
	}
}

func TestTheStyleIsFoundFromEveryDepth(t *testing.T) {
	h := build(t, plan{})
	for _, path := range []string{"/account/", "/account/reset", "/account/reset/", "/account/a/b/c/", "/account/a%2Fb"} {
		if sheet, address := styleOf(t, h, path); sheet.status != http.StatusOK {
			t.Errorf("%s: %d at %s", path, sheet.status, address)
		}
	}
}

func TestAFaultOutsideOfThePagesFindsTheStyleToo(t *testing.T) {
	w := httptest.NewRecorder()
	site.Internal(site.Config{})(w, httptest.NewRequest(http.MethodGet, "/elsewhere/", nil))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `href="/account/style.css?v=`) {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

// read lists what stands on what, and the contrast that WCAG 2.2 wants of it:
// 4.5 for text (1.4.3), 3 for edges and the focus (1.4.11).
var read = []struct {
	front, ground string
	least         float64
}{
	{"text", "sheet", 4.5},
	{"quiet", "sheet", 4.5},
	{"quiet", "ground", 4.5},
	{"wrong", "sheet", 4.5},
	{"good", "sheet", 4.5},
	{"on-accent", "accent", 4.5},
	{"on-accent", "accent-hover", 4.5},
	{"edge", "sheet", 3},
	{"accent", "sheet", 3},
}

func TestEveryColourCanBeReadInBothSchemes(t *testing.T) {
	h := build(t, plan{})
	sheet, _ := styleOf(t, h, "/account/reset")
	light, dark, ok := strings.Cut(sheet.raw, "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("the style has no dark scheme")
	}
	schemes := map[string]map[string]float64{"light": luminances(t, light), "dark": luminances(t, dark)}
	if len(schemes["light"]) != len(schemes["dark"]) {
		t.Errorf("the schemes have %d and %d colours", len(schemes["light"]), len(schemes["dark"]))
	}
	for scheme, colours := range schemes {
		unmeasured := maps.Clone(colours)
		delete(unmeasured, "line") // an ornament
		for _, pair := range read {
			a, b := colours[pair.front], colours[pair.ground]
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < pair.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", scheme, pair.front, pair.ground, got, pair.least)
			}
			delete(unmeasured, pair.front)
			delete(unmeasured, pair.ground)
		}
		for name := range unmeasured {
			t.Errorf("%s: nobody measures the colour %s", scheme, name)
		}
	}
}

var colour = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`)

// luminances are the relative luminances of the colours, as WCAG defines them.
func luminances(t *testing.T, css string) map[string]float64 {
	t.Helper()
	found := map[string]float64{}
	for _, m := range colour.FindAllStringSubmatch(css, -1) {
		rgb, err := strconv.ParseUint(m[2], 16, 32)
		must(t, err)
		found[m[1]] = 0.2126*linear(rgb>>16) + 0.7152*linear(rgb>>8&0xff) + 0.0722*linear(rgb&0xff)
	}
	return found
}

func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
