package prove_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"perfil/e2e/program"
)

// hardship is one server on a bad disk, and its people.
type hardship struct {
	proof    string
	folder   string
	settings []string
	people   []*witness

	acknowledged, refused, lies, strangers int
}

func (h *hardship) again(t *testing.T) *program.Process {
	t.Helper()
	p := start(t, h.folder, append(h.settings, "PERFIL_MAIL=log")...)
	for _, w := range h.people {
		w.url = p.URL
	}
	return p
}

// begin lets people sign up and do some things while all is well.
func (h *hardship) begin(t *testing.T, many int) *program.Process {
	t.Helper()
	p := h.again(t)
	for n := range many {
		w, err := witnessOf(t.Context(), newcomer(t, p.URL, fmt.Sprintf("w%d", n)))
		if err != nil {
			t.Fatal(err)
		}
		h.people = append(h.people, w)
		if !h.try(t, w.showFace) || !h.try(t, w.move) {
			t.Error("all is well, and a write is refused")
		}
	}
	return p
}

// try does a deed, which is acknowledged, or refused as the contracts say.
func (h *hardship) try(t *testing.T, deed func(context.Context) error) bool {
	t.Helper()
	err := deed(t.Context())
	if err == nil {
		h.acknowledged++
		return true
	}
	h.refused++
	if err := comesBack(err); err != nil {
		t.Error(err)
	}
	return false
}

// comesBack wants a refusal to be a 503 of its contract that says when to try
// again.
func comesBack(err error) error {
	var no *refused
	if !errors.As(err, &no) || no.status != http.StatusServiceUnavailable {
		return fmt.Errorf("neither done nor refused: %w", err)
	}
	if seconds, err := strconv.Atoi(no.header.Get("Retry-After")); err != nil || seconds < 1 {
		return fmt.Errorf("Retry-After is %q", no.header.Get("Retry-After"))
	}
	var body struct {
		Detail, Message, Code string
		Success               *bool
	}
	if err := json.Unmarshal(no.body, &body); err != nil {
		return fmt.Errorf("%s: %w", no.body, err)
	}
	isDjango := body.Detail != ""
	isExpress := body.Success != nil && !*body.Success && body.Message != "" && body.Code == "SERVICE_UNAVAILABLE"
	if !isDjango && !isExpress {
		return fmt.Errorf("a refusal in the shape of no contract: %s", no.body)
	}
	return nil
}

// suffer lets everybody go on until so many things were refused, and look at the
// own profile after each.
func (h *hardship) suffer(t *testing.T, p *program.Process, refusals int) {
	t.Helper()
	for enough := h.refused + refusals; h.refused < enough && !t.Failed(); {
		for n, w := range h.people {
			switch {
			case w.unsure: // of a session that was to be refreshed
				h.try(t, w.signIn)
			case n == 0 && h.refused%4 == 0: // seldom, because it takes long to hash a password
				h.try(t, func(ctx context.Context) error { return h.stranger(ctx, p.URL) })
			default:
				h.try(t, w.deed)
			}
			if !w.unsure {
				h.note(t, w.confront(t.Context()))
			}
		}
	}
}

// stranger signs up, for what needs most room.
func (h *hardship) stranger(ctx context.Context, url string) error {
	h.strangers++
	p := newPerson(url, fmt.Sprintf("s%d", h.strangers))
	defer p.leave()
	a, err := p.ask(ctx, "POST", "/api/auth/register", fmt.Sprintf(`{"name":"S","email":%q,"password":%q}`, p.email(), password))
	if err == nil && a.status != http.StatusCreated {
		err = &refused{"a sign-up", a}
	}
	return err
}

// recover wants all kinds of writes to be taken at once, without a restart.
func (h *hardship) recover(t *testing.T) {
	t.Helper()
	for _, w := range h.people {
		if w.unsure && h.try(t, w.signIn) {
			w.unsure = false
		}
		h.note(t, w.confront(t.Context()))
		for what, deed := range map[string]func(context.Context) error{
			"a name": func(ctx context.Context) error { return w.rename(ctx, w.own(), "first_name") },
			"a move": w.move, "a picture": w.showFace, "a refresh": w.refreshSession,
		} {
			if !h.try(t, deed) {
				t.Errorf("there is room again, and %s is refused", what)
			}
		}
	}
}

// wantAlive asks what machines ask: alive it always is, ready only if it can
// write.
func (h *hardship) wantAlive(t *testing.T, p *program.Process, ready ...int) {
	t.Helper()
	probe := newPerson(p.URL, "")
	defer probe.leave()
	if a, err := probe.ask(t.Context(), "GET", "/healthz", ""); err != nil || a.status != http.StatusOK {
		t.Errorf("/healthz answers %d, %v", a.status, err)
	}
	if a, err := probe.ask(t.Context(), "GET", "/readyz", ""); err != nil || !slices.Contains(ready, a.status) {
		t.Errorf("/readyz answers %d, want %d, %v", a.status, ready, err)
	}
}

func (h *hardship) note(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var l *lie
	if errors.As(err, &l) {
		h.lies++
	}
	t.Error(err)
}

func (h *hardship) judge(t *testing.T, p *program.Process) {
	t.Helper()
	for _, w := range h.people {
		if w.unsure && h.try(t, w.signIn) {
			w.unsure = false
		}
		h.note(t, w.confront(t.Context()))
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if err := isWhole(t.Context(), inside(t, h.folder, nil)); err != nil {
		t.Error(err)
	}
	if h.refused == 0 {
		t.Error("nothing was refused, so nothing was full")
	}
	figure(t, h.proof, "acknowledged", "%d", h.acknowledged)
	figure(t, h.proof, "refused with 503 and Retry-After", "%d", h.refused)
	figure(t, h.proof, "lost", "%d", h.lies)
}
