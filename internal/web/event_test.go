package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/web"
)

// line is what one request leaves in the log.
type line struct {
	Level, Msg, ID, Method, Path, Client, Contract, Error, Stack string
	Status                                                       int
	Bytes, Account                                               int64
	Duration                                                     *int64
	Aborted                                                      bool
}

// logged sends requests to a real server around handler and returns the lines
// of its log, complete because the server is closed before they are read.
func logged(t *testing.T, handler http.Handler, send func(url string)) []line {
	t.Helper()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	server := httptest.NewUnstartedServer(web.Events{Log: log}.Wrap(handler))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	send(server.URL)
	server.Close()
	var lines []line
	for dec := json.NewDecoder(&out); ; {
		var l line
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
}

func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return resp, bodyOf(t, resp)
}

func bodyOf(t *testing.T, resp *http.Response) string {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestEveryRequestLeavesOneLine(t *testing.T) {
	var resp *http.Response
	var idInHandler string
	lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event := web.EventOf(w)
		event.Account(42)
		event.Contract("django")
		idInHandler = event.ID()
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, "hello")
	}), func(url string) {
		resp, _ = get(t, url+"/a%2Fb?token=sesame")
	})

	if len(lines) != 1 {
		t.Fatalf("%d lines, want 1", len(lines))
	}
	l := lines[0]
	if l.Level != "INFO" || l.Msg != "request" || l.Method != "GET" || l.Status != 201 || l.Bytes != 5 ||
		l.Account != 42 || l.Contract != "django" || l.Client != "127.0.0.1" || l.Error != "" || l.Aborted {
		t.Errorf("line: %+v", l)
	}
	if l.Path != "/a%2Fb" {
		t.Errorf("path %q, want it escaped and without its query", l.Path)
	}
	if l.Duration == nil {
		t.Error("no duration")
	}
	if id := resp.Header.Get("X-Request-Id"); len(id) != 24 || id != l.ID || id != idInHandler {
		t.Errorf("ids: header %q, line %q, handler %q", id, l.ID, idInHandler)
	}
}

func TestARequestIDIsNeverTakenFromTheClient(t *testing.T) {
	lines := logged(t, http.NotFoundHandler(), func(url string) {
		for range 2 {
			req, _ := http.NewRequest("GET", url, nil)
			req.Header.Set("X-Request-Id", "forged")
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		}
	})
	if lines[0].ID == "forged" || lines[0].ID == lines[1].ID {
		t.Errorf("ids %q and %q", lines[0].ID, lines[1].ID)
	}
}

func TestLongPathsAndMethodsAreCut(t *testing.T) {
	lines := logged(t, http.NotFoundHandler(), func(url string) {
		req, _ := http.NewRequest(strings.Repeat("M", 300), url+"/"+strings.Repeat("p", 300), nil)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	})
	if len(lines[0].Path) != 200 || len(lines[0].Method) != 16 {
		t.Errorf("path of %d bytes, method of %d", len(lines[0].Path), len(lines[0].Method))
	}
}

func TestLevelFollowsStatusAndCause(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		cause  error
		level  string
	}{
		"success":                  {200, nil, "INFO"},
		"client's fault":           {404, nil, "INFO"},
		"server error":             {503, nil, "ERROR"},
		"success with a cause":     {200, errors.New("mail is down"), "ERROR"},
		"cancelled, client stayed": {200, context.Canceled, "ERROR"},
	} {
		lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			web.EventOf(w).Fail(c.cause)
			w.WriteHeader(c.status)
		}), func(url string) { get(t, url) })
		if l := lines[0]; l.Level != c.level || l.Status != c.status || (l.Error != "") != (c.cause != nil) {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

func TestAClientThatLeavesIsNoError(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave()
		<-r.Context().Done()
		web.EventOf(w).Fail(fmt.Errorf("reading the account: %w", r.Context().Err()))
		w.WriteHeader(http.StatusInternalServerError)
	}), func(url string) {
		req, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			t.Error("there was an answer")
		}
	})
	if l := lines[0]; l.Level != "INFO" || l.Error == "" || l.Status != 500 {
		t.Errorf("%+v", l)
	}
}

func TestAllCausesAreKeptOnOneLine(t *testing.T) {
	lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.EventOf(w).Fail(nil)
		web.EventOf(w).Fail(errors.New("first"))
		web.EventOf(w).Fail(errors.New("second"))
	}), func(url string) { get(t, url) })
	if l := lines[0]; l.Error != "first; second" || l.Status != 200 {
		t.Errorf("%+v", l)
	}
}

func TestTheEventIsFoundThroughWrappers(t *testing.T) {
	lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.EventOf(wrapper{w}).Account(7)
		if client := web.EventOf(wrapper{w}).Client(); !client.IsLoopback() {
			t.Errorf("client %v", client)
		}
	}), func(url string) { get(t, url) })
	if lines[0].Account != 7 {
		t.Errorf("account %d", lines[0].Account)
	}
}

type wrapper struct{ http.ResponseWriter }

func (w wrapper) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestHandlersWorkWithoutAnEvent(t *testing.T) {
	event := web.EventOf(wrapper{httptest.NewRecorder()})
	event.Account(1)
	event.Contract("x")
	event.Fail(errors.New("x"))
	if event != nil || event.ID() != "" || event.Client().IsValid() {
		t.Errorf("event %+v", event)
	}
}

func TestTheObserverSeesEachOutcomeOnce(t *testing.T) {
	var seen []web.Outcome
	events := web.Events{
		Log:     slog.New(slog.DiscardHandler),
		Observe: func(o web.Outcome) { seen = append(seen, o) },
	}
	server := httptest.NewServer(events.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.EventOf(w).Contract("express")
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "abc")
	})))
	get(t, server.URL)
	server.Close()
	if len(seen) != 1 {
		t.Fatalf("%d outcomes", len(seen))
	}
	if o := seen[0]; o.Contract != "express" || o.Method != "GET" || o.Status != 418 || o.Bytes != 3 || o.Duration <= 0 {
		t.Errorf("%+v", o)
	}
}
