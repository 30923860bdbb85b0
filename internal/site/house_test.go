package site_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/mail"
	"perfil/internal/password"
	"perfil/internal/site"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
	"perfil/internal/web"
)

// house is a whole server: the pages, the use cases behind them, a database, and
// a mail that goes into a letter box.
type house struct {
	t        *testing.T
	url      string
	accounts *account.Service
	store    account.Store
	clock    *clock
	box      letterBox
	log      *safeLog
}

// plan is what may be different about a house.
type plan struct {
	name         string
	language     site.Language
	limits       bool
	confirmFirst bool
	store        func(account.Store) account.Store // put around the real one
}

func build(t *testing.T, p plan) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{}, box: make(letterBox, 16), log: &safeLog{}}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	h.url = server.URL

	h.accounts = h.openAccounts(p)
	ctx, stop := context.WithCancel(context.Background())
	var jobs sync.WaitGroup
	jobs.Go(func() { h.accounts.RunJobs(ctx, log) })
	t.Cleanup(jobs.Wait)
	t.Cleanup(stop)

	config := site.Config{Accounts: h.accounts, Language: p.language, Name: p.name}
	pages := web.Recover(site.Internal(config), site.New(config))
	mux.Handle("/account/", web.Events{Log: log}.Wrap(web.NoSniff(pages)))
	return h
}

func (h *house) openAccounts(p plan) *account.Service {
	t := h.t
	folder := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(folder, "perfil.db"))
	must(t, err)
	var store account.Store = sqlstore.New(engine)
	t.Cleanup(func() { must(t, store.Close()) })
	if p.store != nil {
		store = p.store(store)
	}
	h.store = store
	key, err := token.NewHMAC("k", []byte(strings.Repeat("k", 32)))
	must(t, err)
	ring, err := token.NewRing(key)
	must(t, err)
	pictures, err := avatar.NewFolder(filepath.Join(folder, "avatars"))
	must(t, err)
	letters, err := mail.NewLetters("Perfil")
	must(t, err)
	sender, err := mail.NewLog("", h.box)
	must(t, err)
	return account.New(account.Config{
		Store: store, Tokens: ring, Pictures: pictures, Limits: p.limits, ConfirmEmailFirst: p.confirmFirst,
		Passwords: password.New(password.Config{Params: password.Params{Memory: 8, Time: 1}}),
		Now:       h.clock.now,
		Post: account.Post{Sender: sender, Letters: letters, Language: mail.English, Links: account.Links{
			Reset:        h.url + "/account/reset?token=",
			UndoEmail:    h.url + "/account/undo-email?token=",
			ConfirmEmail: h.url + "/account/confirm-email?token=",
		}},
	})
}

// lenient are terms that let in what the stories need.
var lenient = account.Terms{
	Shape: account.ShapePair, EmailMax: 200, NameMax: 200, Password: account.PasswordRules{MinLength: 8},
}

const (
	adaEmail    = "ada@example.com"
	adaPassword = "analytical engine"
	newPassword = "difference engine no. 2"
)

// settle makes Ada's account and returns its id.
func (h *house) settle() account.ID { return h.settleAs("ada", adaEmail) }

func (h *house) settleAs(name, email string) account.ID {
	h.t.Helper()
	granted, err := h.accounts.SignUp(h.t.Context(), account.SignUp{
		Terms: lenient, Username: name, Email: email, Password: adaPassword})
	must(h.t, err)
	return granted.Account.ID
}

// signIn tells whether e-mail and password are somebody's, and gives the access
// token.
func (h *house) signIn(email, password string) (access string, ok bool) {
	h.t.Helper()
	granted, err := h.accounts.SignIn(h.t.Context(), account.SignIn{
		Shape: account.ShapePair, Login: account.Key{Email: email}, Password: password})
	if errors.Is(err, account.BadCredentials) {
		return "", false
	}
	must(h.t, err)
	return granted.Access, true
}

// isIn tells whether the session of an access token still goes on.
func (h *house) isIn(access string) bool {
	h.t.Helper()
	_, err := h.accounts.Authenticate(h.t.Context(), access)
	if errors.Is(err, account.Unauthenticated) {
		return false
	}
	must(h.t, err)
	return true
}

// forget asks for a reset and returns the link of the letter.
func (h *house) forget(email string) string {
	h.t.Helper()
	must(h.t, h.accounts.AskReset(h.t.Context(), email, account.Client{}))
	return h.nextLink("/account/reset")
}

// link makes a link to a page whose ticket is this text and good for a day. The
// account it is about is made for it.
func (h *house) link(purpose account.Purpose, text string) string {
	h.t.Helper()
	ctx, name := h.t.Context(), "of-"+strings.ToLower(rand.Text())
	email := name + "@example.com"
	id := h.settleAs(name, email)
	// No worker takes the job, because it is due only in a time that does not come.
	never := time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)
	must(h.t, h.store.Record(ctx, nil, []account.Job{{Kind: account.JobResetMail, DueAt: never}}))
	var job account.Job
	for !job.DueAt.Equal(never) { // another may be just done by a worker
		var err error
		job, err = h.store.ClaimJob(ctx, never, time.Hour)
		must(h.t, err)
	}
	must(h.t, h.store.Issue(ctx, account.Ticket{
		Digest: token.DigestOf(text), Account: id, Purpose: purpose, Email: email, ExpiresAt: h.clock.now().Add(24 * time.Hour),
	}, job.ID))
	must(h.t, h.store.FinishJob(ctx, job.ID))
	page := map[account.Purpose]string{
		account.PurposeReset: "reset", account.PurposeUndoEmail: "undo-email", account.PurposeConfirmEmail: "confirm-email",
	}[purpose]
	return h.url + "/account/" + page + "?token=" + url.QueryEscape(text)
}

// move signs in and changes the e-mail.
func (h *house) move(from, password, to string) {
	h.t.Helper()
	access, ok := h.signIn(from, password)
	if !ok {
		h.t.Fatalf("%s cannot sign in", from)
	}
	actor, err := h.accounts.Authenticate(h.t.Context(), access)
	must(h.t, err)
	_, err = h.accounts.UpdateProfile(h.t.Context(), actor, actor.ID(),
		account.ProfileChange{Terms: lenient, Email: &to})
	must(h.t, err)
}

var linkOfLetter = regexp.MustCompile(`(?m)^http://\S+$`)

// nextLink waits for a letter and returns the link in it.
func (h *house) nextLink(path string) string {
	h.t.Helper()
	select {
	case letter := <-h.box:
		link := linkOfLetter.FindString(letter)
		if !strings.HasPrefix(link, h.url+path+"?token=") {
			h.t.Fatalf("the letter has no link to %s:\n%s", path, letter)
		}
		return link
	case <-time.After(time.Minute):
		h.t.Fatal("no letter came")
		return ""
	}
}

// letterBox gets each letter as one write of the mail log.
type letterBox chan string

func (b letterBox) Write(letter []byte) (int, error) {
	b <- string(letter)
	return len(letter), nil
}

// clock is the time of a house. It stands still until a test moves it on, so that
// no window of time ends in the middle of a story.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2026, time.January, 15, 10, 0, 0, 0, time.UTC).Add(time.Duration(c.ahead.Load()))
}

func (c *clock) moveOn(d time.Duration) { c.ahead.Add(int64(d)) }

// safeLog keeps what the server logged.
type safeLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
