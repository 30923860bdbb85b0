package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"perfil/internal/web"
)

func TestWriteJSONSendsTypeAndLength(t *testing.T) {
	server := httptest.NewServer(web.NoSniff(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.NoStore(w)
		web.WriteJSON(w, http.StatusCreated, []byte(`{"a":1}`))
	})))
	defer server.Close()
	for _, method := range []string{"GET", "HEAD"} {
		req, _ := http.NewRequest(method, server.URL, nil)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body := bodyOf(t, resp)
		if resp.StatusCode != 201 || resp.ContentLength != 7 || (body == `{"a":1}`) != (method == "GET") {
			t.Errorf("%s: %d, length %d, %q", method, resp.StatusCode, resp.ContentLength, body)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", method, name, got)
			}
		}
	}
}
