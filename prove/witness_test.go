package prove_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
)

// A fact is a value of an account as far as its owner knows it: what the server
// has acknowledged last, and what was asked for since and not acknowledged.
type fact struct {
	certain string
	asked   []string
}

func (f *fact) ask(value string) { f.asked = append(f.asked, value) }

// told is the acknowledgement of what was asked for last.
func (f *fact) told(value string) { f.certain, f.asked = value, nil }

// allows says whether the server may show this value.
func (f *fact) allows(value string) bool {
	return value == f.certain || slices.Contains(f.asked, value) || slices.Contains(f.asked, anything)
}

// anything stands for a value that the server chooses.
const anything = "anything"

// A witness is a person who remembers what the server has acknowledged.
type witness struct {
	*person
	id      int64
	serial  int // tells the values of this witness apart
	called  fact
	mail    fact
	face    fact     // path of the avatar
	former  []string // addresses that were left, and must have got a letter
	unsure  bool     // of its session: a refresh was not answered
	strayed int      // pictures that may lie somewhere without an account
}

// refused is an answer that is no acknowledgement.
type refused struct {
	deed string
	answer
}

func (r *refused) Error() string { return fmt.Sprintf("%s: %d %s", r.deed, r.status, r.body) }

// witnessOf makes a witness of a person who has signed up.
func witnessOf(ctx context.Context, p *person) (*witness, error) {
	w := &witness{person: p}
	w.mail.told(p.email())
	shown, err := w.look(ctx)
	w.id = shown.ID
	return w, err
}

// appearance is what the server shows of an account.
type appearance struct {
	ID        int64
	FirstName string `json:"first_name"`
	Email     string
	Avatar    string
}

func (w *witness) look(ctx context.Context) (appearance, error) {
	var shown appearance
	a, err := w.ask(ctx, "POST", "/api/profile/", "")
	if err != nil {
		return shown, err
	}
	if a.status != http.StatusOK {
		return shown, &refused{"the profile", a}
	}
	return shown, json.Unmarshal(a.body, &shown)
}

func (w *witness) next() string {
	w.serial++
	return fmt.Sprintf("%s-%d", w.name, w.serial)
}

// deed does one of the things that people do, renaming most of all, because
// that is what costs the server nothing but its durable write.
func (w *witness) deed(ctx context.Context) error {
	switch n := rand.IntN(100); {
	case n < 45:
		return w.rename(ctx, "/api/auth/profile", "name")
	case n < 90:
		return w.rename(ctx, w.own(), "first_name")
	case n < 94:
		return w.refreshSession(ctx)
	case n < 97:
		return w.move(ctx)
	default:
		return w.showFace(ctx)
	}
}

// own is the path of the account in the one contract that has ids in it.
func (w *witness) own() string { return fmt.Sprintf("/api/profile/%d/update/", w.id) }

func (w *witness) rename(ctx context.Context, path, field string) error {
	value := w.next()
	w.called.ask(value)
	if err := w.must(ctx, "a new name", "PUT", path, fmt.Sprintf(`{%q:%q}`, field, value)); err != nil {
		return err
	}
	w.called.told(value)
	return nil
}

// move changes the address, upon which a letter goes to the former one.
func (w *witness) move(ctx context.Context) error {
	value, former := w.next()+"@example.com", w.mail.certain
	if len(w.mail.asked) > 0 {
		return w.rename(ctx, w.own(), "first_name") // which the former one is, it cannot tell
	}
	w.mail.ask(value)
	if err := w.must(ctx, "a new address", "PUT", w.own(), fmt.Sprintf(`{"email":%q}`, value)); err != nil {
		return err
	}
	w.mail.told(value)
	w.former = append(w.former, former)
	return nil
}

func (w *witness) refreshSession(ctx context.Context) error {
	a, err := w.ask(ctx, "POST", "/api/token/refresh/", fmt.Sprintf(`{"refresh":%q}`, w.refresh))
	switch {
	case err != nil:
		w.unsure = true
		return err
	case a.status != http.StatusOK:
		w.unsure = true
		return &refused{"a refresh", a}
	}
	return w.take(a)
}

// take keeps the tokens of an answer.
func (w *witness) take(a answer) error {
	var tokens struct{ Access, Refresh string }
	if err := json.Unmarshal(a.body, &tokens); err != nil {
		return err
	}
	w.access, w.refresh = tokens.Access, tokens.Refresh
	return nil
}

// signIn begins a new session.
func (w *witness) signIn(ctx context.Context) error {
	w.access = ""
	a, err := w.ask(ctx, "POST", "/api/token/", fmt.Sprintf(`{"username":%q,"password":%q}`, w.name, password))
	if err == nil && a.status != http.StatusOK {
		err = &refused{"signing in", a}
	}
	if err != nil {
		return err
	}
	return w.take(a)
}

func (w *witness) must(ctx context.Context, deed, method, path, body string) error {
	a, err := w.ask(ctx, method, path, body)
	if err == nil && a.status != http.StatusOK {
		err = &refused{deed, a}
	}
	return err
}

// A lie is what the server shows against what it has acknowledged.
type lie struct{ text string }

func (l *lie) Error() string { return l.text }

// confront compares what the server shows with what the witness was told, and
// returns all lies. What is shown once is certain from then on.
func (w *witness) confront(ctx context.Context) error {
	if w.unsure {
		if err := w.signIn(ctx); err != nil {
			return err
		}
		w.unsure = false
	}
	shown, err := w.look(ctx)
	var no *refused
	if errors.As(err, &no) && no.status != http.StatusServiceUnavailable {
		return &lie{fmt.Sprintf("%s is signed in and gets %v", w.name, err)}
	}
	if err != nil {
		return err
	}
	var lies []error
	for _, f := range []struct {
		what  string
		fact  *fact
		shown string
	}{{"called", &w.called, shown.FirstName}, {"at", &w.mail, shown.Email}, {"showing", &w.face, shown.Avatar}} {
		if !f.fact.allows(f.shown) {
			lies = append(lies, &lie{fmt.Sprintf("%s is %s %q, was told %q and had asked for %q", w.name, f.what, f.shown, f.fact.certain, f.fact.asked)})
		}
		f.fact.told(f.shown)
	}
	if shown.Avatar != "" {
		lies = append(lies, w.seeFace(ctx, shown.Avatar))
	}
	return errors.Join(lies...)
}
