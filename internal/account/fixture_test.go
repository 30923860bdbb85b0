package account_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/mail"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

// world is a whole service on a real database, with a clock that the test sets.
type world struct {
	*account.Service
	t        *testing.T
	store    account.Store
	pictures *avatar.Folder
	folder   string // of the pictures
	letters  *letterbox

	mu  sync.Mutex
	now time.Time
}

var secret = []byte("a secret of the tests, long enough for HS256")

// newWorld makes a service; each option may change its configuration.
func newWorld(t *testing.T, options ...func(*account.Config)) *world {
	t.Helper()
	dir := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(dir, "perfil.db"))
	must(t, err)
	store := sqlstore.New(engine)
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	pictures, err := avatar.NewFolder(filepath.Join(dir, "avatars"))
	must(t, err)
	w := &world{t: t, store: store, pictures: pictures, folder: filepath.Join(dir, "avatars"), letters: &letterbox{}, now: time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.UTC)}
	w.Service = account.New(w.config(options...))
	return w
}

func (w *world) config(options ...func(*account.Config)) account.Config {
	key, err := token.NewHMAC("test", secret)
	must(w.t, err)
	ring, err := token.NewRing(key)
	must(w.t, err)
	letters, err := mail.NewLetters("accounts.example.com")
	must(w.t, err)
	sender, err := mail.NewLog("perfil@example.com", w.letters)
	must(w.t, err)
	c := account.Config{
		Store:     w.store,
		Passwords: password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}}),
		Tokens:    ring,
		Now:       w.clock,
		Memory:    1 << 20,
		Pictures:  w.pictures,
		Post: account.Post{Sender: sender, Letters: letters, Language: mail.English, Links: account.Links{
			Reset:        "https://example.com/reset?token=",
			UndoEmail:    "https://example.com/undo?token=",
			ConfirmEmail: "https://example.com/confirm?token=",
		}},
	}
	for _, o := range options {
		o(&c)
	}
	return c
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// pass lets time go by.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// letterbox gathers what the log sender writes.
type letterbox struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *letterbox) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *letterbox) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var linkPattern = regexp.MustCompile(`https://example\.com/(\w+)\?token=([A-Za-z0-9_-]+)`)

// deliver sends the letters that are due and returns the tickets in those of
// one page, the oldest first.
func (w *world) deliver(page string) []string {
	w.t.Helper()
	before := len(w.letters.String())
	w.DoJobs(w.t.Context(), slog.New(slog.DiscardHandler))
	var tickets []string
	for _, m := range linkPattern.FindAllStringSubmatch(w.letters.String()[before:], -1) {
		if m[1] == page && (len(tickets) == 0 || tickets[len(tickets)-1] != m[2]) {
			tickets = append(tickets, m[2])
		}
	}
	return tickets
}

// terms are those of a strict contract with a pair of tokens.
var terms = account.Terms{
	Shape:       account.ShapePair,
	EmailFormat: account.EmailStrict,
	EmailMax:    200,
	NameMax:     200,
	PasswordMax: 128,
	Password:    account.PasswordRules{MinLength: 8, Common: true, Numeric: true, Similar: true},
}

// person is somebody with an account and the tokens of one session.
type person struct {
	*world
	id              account.ID
	email, password string
	access, refresh string
}

const goodPassword = "Zx9-quiet-Harbor"

// join signs somebody up under this user name.
func (w *world) join(username string) *person {
	w.t.Helper()
	g, err := w.SignUp(w.t.Context(), account.SignUp{
		Terms: terms, Username: username, Email: username + "@example.com", Password: goodPassword,
		Client: account.Client{Address: "192.0.2.1", UserAgent: "test"},
	})
	must(w.t, err)
	return &person{world: w, id: g.Account.ID, email: g.Account.Email, password: goodPassword, access: g.Access, refresh: g.Refresh}
}

// joinAs signs somebody up and gives them a role.
func (w *world) joinAs(username string, role account.Role) *person {
	w.t.Helper()
	p := w.join(username)
	_, err := w.UpdateAccount(w.t.Context(), account.Operator("test"), p.id, account.AdminChange{Terms: account.Widest, Role: &role})
	must(w.t, err)
	return p
}

// signIn begins another session of the same person.
func (p *person) signIn() *person {
	p.t.Helper()
	g, err := p.trySignIn(p.password)
	must(p.t, err)
	other := *p
	other.access, other.refresh = g.Access, g.Refresh
	return &other
}

func (p *person) trySignIn(plain string) (account.Granted, error) {
	return p.SignIn(p.t.Context(), account.SignIn{
		Shape: account.ShapePair, Login: account.Key{Email: p.email}, Password: plain,
		Client: account.Client{Address: "192.0.2.1", UserAgent: "test"},
	})
}

// actor authenticates with the person's access token.
func (p *person) actor() account.Actor {
	p.t.Helper()
	a, err := p.Authenticate(p.t.Context(), p.access)
	must(p.t, err)
	return a
}

// wantIn says that the access token works, wantOut that it does not. It asks until the
// answer comes from memory, so that what a test changes next must reach it there.
func (p *person) wantIn() {
	p.t.Helper()
	for range 3 {
		if _, err := p.Authenticate(p.t.Context(), p.access); err != nil {
			p.t.Errorf("the token is refused: %v", err)
		}
	}
}

func (p *person) wantOut() {
	p.t.Helper()
	_, err := p.Authenticate(p.t.Context(), p.access)
	wantKind(p.t, err, account.Unauthenticated)
}

func (p *person) stored() account.Account {
	p.t.Helper()
	a, err := p.store.Find(p.t.Context(), account.Key{ID: p.id})
	must(p.t, err)
	return a
}

// session is the session that the access token names.
func (p *person) session() account.SessionID {
	p.t.Helper()
	claims, err := base64.RawURLEncoding.DecodeString(strings.Split(p.access, ".")[1])
	must(p.t, err)
	var c struct {
		Session account.SessionID `json:"sid"`
	}
	must(p.t, json.Unmarshal(claims, &c))
	return c.Session
}

// foreign is a token such as a former system issued with the same secret.
func (p *person) foreign(kind string, issued time.Time) string {
	p.t.Helper()
	p.movedIn()
	return foreignToken(p.t, map[string]any{
		"token_type": kind, "user_id": int64(p.id), "jti": strings.Repeat("0f", 16),
		"iat": issued.Unix(), "exp": issued.Add(24 * time.Hour).Unix(),
	})
}

// movedIn makes the account one that came by import, unless something has ended
// tokens of the former system since.
func (p *person) movedIn() {
	p.t.Helper()
	_, err := p.store.Update(p.t.Context(), p.id, func(c *account.Change) error {
		if c.Account.ValidAfter.Equal(c.Account.CreatedAt.Truncate(time.Second)) {
			c.Account.ValidAfter = time.Time{}
		}
		return nil
	})
	must(p.t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, want account.Kind) {
	t.Helper()
	if err == nil {
		t.Fatalf("it worked; want %v", want)
	}
	if got := account.ErrorOf(err).Kind; got != want {
		t.Fatalf("got %v (%v), want %v", got, err, want)
	}
}

func ptr[T any](v T) *T { return &v }
