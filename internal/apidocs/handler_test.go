package apidocs_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"perfil/internal/apidocs"
)

func documents() []apidocs.Document {
	return []apidocs.Document{
		{Name: "first", Title: `The "first" <API>`, JSON: []byte(`{"openapi":"3.1.0","info":{"title":"first"}}`)},
		{Name: "second", Title: "The second API", JSON: []byte(`{"openapi":"3.1.0","info":{"title":"second"}}`)},
	}
}

func get(t *testing.T, path string, headers ...string) *http.Response {
	t.Helper()
	return ask(t, http.MethodGet, path, headers...)
}

func ask(t *testing.T, method, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	apidocs.New(documents()...).ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, r *http.Response) []byte {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestDocumentsAreServedAsTheyAre(t *testing.T) {
	for _, d := range documents() {
		r := get(t, "/openapi/"+d.Name+".json")
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/json" || !bytes.Equal(bodyOf(t, r), d.JSON) {
			t.Errorf("%s: %d %v", d.Name, r.StatusCode, r.Header)
		}
	}
}

func TestThePageOffersTheDocumentsInTheirOrder(t *testing.T) {
	page := string(bodyOf(t, get(t, "/docs/")))
	first, second := strings.Index(page, "/openapi/first.json"), strings.Index(page, "/openapi/second.json")
	if first < 0 || second < first {
		t.Errorf("%d, %d in %s", first, second, page)
	}
	if strings.Contains(page, "<API>") {
		t.Errorf("a title is read as HTML: %s", page)
	}
}

func TestThePageHasNoScriptInItAndNamesNoOtherHost(t *testing.T) {
	page := string(bodyOf(t, get(t, "/docs/")))
	if regexp.MustCompile(`<script>|<style|\son\w+=|style=|//`).MatchString(page) {
		t.Error(page)
	}
	policy := get(t, "/docs/").Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "http") {
		t.Error(policy)
	}
}

func TestEveryFileThatThePageNamesIsThere(t *testing.T) {
	page := string(bodyOf(t, get(t, "/docs/")))
	named := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(named) < 5 {
		t.Fatalf("only %d files are named", len(named))
	}
	for _, name := range named {
		if r := get(t, "/docs/"+name[1]); r.StatusCode != http.StatusOK || len(bodyOf(t, r)) == 0 {
			t.Errorf("%s: %d", name[1], r.StatusCode)
		}
	}
}

func TestAClientGetsGzipOnlyIfItTakesIt(t *testing.T) {
	const path = "/docs/swagger-ui.css"
	zipped := get(t, path, "Accept-Encoding", "br, gzip;q=0.5")
	if zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%v", zipped.Header)
	}
	unzipped, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	want, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	for _, accepted := range []string{"", "br", "gzip;q=0", "gzip; q=0.0"} {
		plain := get(t, path, "Accept-Encoding", accepted)
		if plain.Header.Get("Content-Encoding") != "" || !bytes.Equal(bodyOf(t, plain), want) {
			t.Errorf("%q: %v", accepted, plain.Header)
		}
		// Its length can only be told if it is not unzipped while it is sent.
		if plain.Header.Get("Content-Length") != strconv.Itoa(len(want)) {
			t.Errorf("%q is unzipped anew: %v", accepted, plain.Header)
		}
	}
}

func TestABrowserAsksWhetherAFileIsStillTheSame(t *testing.T) {
	for _, path := range []string{"/docs/", "/docs/page.js", "/docs/swagger-ui-bundle.js", "/openapi/first.json"} {
		tag := get(t, path).Header.Get("ETag")
		if tag == "" || get(t, path).Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v", path, get(t, path).Header)
		}
		if r := get(t, path, "If-None-Match", tag); r.StatusCode != http.StatusNotModified || len(bodyOf(t, r)) != 0 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestThePageIsAlsoFoundWithoutItsSlash(t *testing.T) {
	if r := get(t, "/docs"); r.StatusCode != http.StatusPermanentRedirect || r.Header.Get("Location") != "/docs/" {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, path := range []string{"/docs/x", "/docs/../page.js", "/docs/embed.go", "/openapi/", "/openapi/third.json", "/"} {
		if r := get(t, path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if r := ask(t, http.MethodPost, "/docs/"); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", r.StatusCode, r.Header)
	}
	if r := ask(t, http.MethodHead, "/openapi/first.json"); r.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %d", r.StatusCode)
	}
}
