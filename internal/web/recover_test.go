package web_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/web"
)

func answer500(w http.ResponseWriter, r *http.Request) {
	web.WriteJSON(w, http.StatusInternalServerError, []byte(`{"error":"Internal server error"}`))
}

func TestAPanicIsAnsweredAndOnlyLogged(t *testing.T) {
	var resp *http.Response
	var body string
	lines := logged(t, web.NoSniff(web.Recover(answer500, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "3")
		w.Header().Set("ETag", `"42-7"`)
		w.Header().Set("Set-Cookie", "session=1")
		panic("sesame")
	}))), func(url string) { resp, body = get(t, url) })

	if resp.StatusCode != 500 || body != `{"error":"Internal server error"}` {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	for _, name := range []string{"ETag", "Set-Cookie"} {
		if resp.Header.Get(name) != "" {
			t.Errorf("%s of the answer that never came is there", name)
		}
	}
	if resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("X-Request-Id") != lines[0].ID {
		t.Errorf("headers %v", resp.Header)
	}
	l := lines[0]
	if l.Level != "ERROR" || l.Error != "panic: sesame" || !strings.Contains(l.Stack, "recover_test.go") || l.Status != 500 {
		t.Errorf("%+v", l)
	}
}

func TestAPanicAfterTheAnswerBeganCutsTheConnection(t *testing.T) {
	lines := logged(t, web.Recover(answer500, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Repeat("x", 1<<16))
		panic(errors.New("late"))
	})), func(url string) {
		resp, err := http.Get(url)
		if err != nil {
			return // cut before the header came through: just as well
		}
		defer resp.Body.Close()
		if _, err := io.ReadAll(resp.Body); err == nil {
			t.Error("half an answer looked like a whole one")
		}
	})
	if l := lines[0]; l.Error != "panic: late" || l.Stack == "" || !l.Aborted || l.Level != "ERROR" || l.Status != 200 {
		t.Errorf("%+v", l)
	}
}

func TestAnAbortIsPassedOn(t *testing.T) {
	lines := logged(t, web.Recover(answer500, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		panic(http.ErrAbortHandler)
	})), func(url string) {
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
			t.Errorf("answered %d", resp.StatusCode)
		}
	})
	if l := lines[0]; !l.Aborted || l.Error != "" || l.Status != 0 {
		t.Errorf("%+v", l)
	}
}

func TestAPanicWithoutAnEventIsNotSwallowed(t *testing.T) {
	handler := web.Recover(answer500, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("x") }))
	defer func() {
		if recover() != "x" {
			t.Error("the panic is gone")
		}
	}()
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestWithoutAPanicNothingHappens(t *testing.T) {
	w := httptest.NewRecorder()
	web.Recover(answer500, http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}
