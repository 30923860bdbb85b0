package prove_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"image"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"testing"
)

// A teller is a witness who can say, afterwards and for any moment of a
// recording, what had been acknowledged by then: each answer is known by the id
// of its request, which stands in the recording too.
type teller struct {
	*witness
	ear         *ear
	story       []chapter
	firstAccess string // is not refreshed away: it is good as long as the session
	gone        bool
}

// A chapter is one thing that was asked for and acknowledged.
type chapter struct {
	id          string // of the request
	what, value string
}

// The things that a chapter can be about.
const (
	aboutBeing   = "present" // "yes", and "" after the account was deleted
	aboutName    = "first_name"
	aboutAddress = "email"
	aboutFace    = "avatar" // the name of its file
)

// ear keeps the id of the last answer.
type ear struct {
	http.RoundTripper
	last string
}

func (e *ear) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := e.RoundTripper.RoundTrip(r)
	if err == nil {
		e.last = res.Header.Get("X-Request-Id")
	}
	return res, err
}

func newTeller(t *testing.T, url, called string) *teller {
	t.Helper()
	p := newPerson(url, called)
	w := &teller{ear: &ear{RoundTripper: p.http.Transport}}
	p.http.Transport = w.ear
	if ok, err := p.signUp(t.Context()); !ok {
		t.Fatalf("%s cannot sign up: %v", called, err)
	}
	w.tell(aboutBeing, "yes")
	w.firstAccess = p.access
	var err error
	if w.witness, err = witnessOf(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *teller) tell(what, value string) {
	w.story = append(w.story, chapter{w.ear.last, what, value})
}

// move makes another server the one to talk to.
func (w *teller) move(url string) { w.url = url }

// deed does what witnesses do, and remembers it. A picture is also looked at by
// nobody here: that it is whole is for the recording to show.
func (w *teller) deed(ctx context.Context) error {
	called, mail, picture := w.called.certain, w.mail.certain, w.witness.face.certain
	if err := w.witness.deed(ctx); err != nil {
		return err
	}
	switch {
	case w.called.certain != called:
		w.tell(aboutName, w.called.certain)
	case w.mail.certain != mail:
		w.tell(aboutAddress, w.mail.certain)
	case w.witness.face.certain != picture:
		w.tell(aboutFace, path.Base(w.witness.face.certain))
	}
	return nil
}

// goAway deletes the account.
func (w *teller) goAway(ctx context.Context) error {
	a, err := w.ask(ctx, "DELETE", fmt.Sprintf("/api/profile/%d/delete/", w.id), "")
	if err == nil && a.status != http.StatusNoContent {
		err = &refused{"going away", a}
	}
	if err != nil {
		return err
	}
	w.tell(aboutBeing, "")
	w.gone = true
	return nil
}

// known is what a value has to be at a moment: what was acknowledged, or what
// comes next in the story, whose answer was still to be sent.
func (w *teller) known(what string, acks map[string]int, moment int) fact {
	var f fact
	for _, c := range w.story {
		at, ok := acks[c.id]
		acknowledged := ok && at < moment
		if c.what == what && acknowledged {
			f.told(c.value)
		}
		if !acknowledged {
			if c.what == what {
				f.ask(c.value)
			}
			break
		}
	}
	return f
}

// presence says whether the account has to be there, and whether it is known to
// stay.
func (w *teller) presence(acks map[string]int, moment int) (f fact, certain bool) {
	f = w.known(aboutBeing, acks, moment)
	return f, f.certain == "yes" && len(f.asked) == 0
}

// found is what a database knows of an account.
type found struct{ first, email, avatar string }

// read opens the database as it is found, and wants it whole.
func (v *visit) read(ctx context.Context, folder string) (map[string]found, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "perfil.db")+"?_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	defer db.Close() //nolint:errcheck // thrown away
	if err := isWhole(ctx, db); err != nil {
		return nil, err
	}
	tables, err := column(ctx, db, "SELECT name FROM sqlite_schema WHERE name = 'accounts'")
	if err != nil || len(tables) == 0 {
		return nil, err
	}
	result, err := db.QueryContext(ctx, "SELECT username, first_name, email, coalesce(avatar, '') FROM accounts")
	if err != nil {
		return nil, err
	}
	defer result.Close() //nolint:errcheck // only read
	rows := map[string]found{}
	for result.Next() {
		var username string
		var r found
		if err := result.Scan(&username, &r.first, &r.email, &r.avatar); err != nil {
			return nil, err
		}
		rows[username] = r
	}
	return rows, result.Err()
}

// compare finds what was acknowledged before a moment and is not there.
func (w *teller) compare(acks map[string]int, moment int, rows map[string]found, pictures string) (lost []error) {
	note := func(format string, args ...any) { lost = append(lost, fmt.Errorf(format, args...)) }
	r, here := rows[w.name]
	presence, _ := w.presence(acks, moment)
	if here && !presence.allows("yes") || !here && !presence.allows("") {
		note("%s is there: %t, was told %q", w.name, here, presence.certain)
	}
	if !here {
		return lost
	}
	for what, is := range map[string]string{aboutName: r.first, aboutAddress: r.email, aboutFace: r.avatar} {
		f := w.known(what, acks, moment)
		if what == aboutAddress && f.certain == "" {
			f.certain = w.email()
		}
		if !f.allows(is) {
			note("%s has %s %q, was told %q and had asked for %q", w.name, what, is, f.certain, f.asked)
		}
	}
	if r.avatar != "" {
		picture, err := os.ReadFile(filepath.Join(pictures, r.avatar))
		if err == nil {
			_, _, err = image.Decode(bytes.NewReader(picture))
		}
		if err != nil {
			note("%s shows a picture that is not there or not whole: %w", w.name, err)
		}
	}
	return lost
}
