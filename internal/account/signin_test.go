package account_test

import (
	"context"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/password"
)

// bcryptHash is of the password "SecurePass123", as another system wrote it.
const (
	bcryptHash = "$2b$04$8YlrMNfHYnCTkYC6BWtfGOTDDSwZVmBB/J2HMs20lTD7Et92ERoWi"
)

func TestASignInSetsTheTimeOfTheLastOne(t *testing.T) {
	ada := newWorld(t).join("ada")
	if !ada.stored().LastLoginAt.IsZero() {
		t.Error("a sign-up counts as a sign-in")
	}
	ada.pass(time.Minute)
	ada.signIn().wantIn()
	if got := ada.stored().LastLoginAt; !got.Equal(ada.clock()) {
		t.Errorf("last sign-in is %v, want %v", got, ada.clock())
	}
}

func TestARefusedSignInChangesNothingAndIsRecorded(t *testing.T) {
	ada := newWorld(t).join("ada")
	before := ada.stored()
	_, err := ada.trySignIn("Wrong-harbor-7")
	wantKind(t, err, account.BadCredentials)
	if after := ada.stored(); after != before {
		t.Errorf("the account changed: %+v", after)
	}
	if got := countEvents(t, ada, account.ActionSignInFailed); got != 1 {
		t.Errorf("the audit trail has %d failures, want 1", got)
	}
}

func TestAnUnknownAccountAnswersLikeAWrongPassword(t *testing.T) {
	w := newWorld(t)
	for _, login := range []account.Key{
		{Email: "nobody@example.com"}, {Username: "nobody"}, {}, {Email: "a\x00b@example.com"},
	} {
		_, err := w.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: login, Password: goodPassword})
		wantKind(t, err, account.BadCredentials)
	}
}

func TestOnlyWhoKnowsThePasswordLearnsThatAnAccountIsNotActive(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	w.setStatus(ada, account.StatusInactive)
	_, err := ada.trySignIn("Wrong-harbor-7")
	wantKind(t, err, account.BadCredentials)
	_, err = ada.trySignIn(ada.password)
	wantKind(t, err, account.Inactive)
}

func TestAHashOfAFormerSystemIsReplacedAtTheNextSignIn(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	hasher := password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}})
	_, err := w.store.Update(t.Context(), ada.id, func(c *account.Change) error {
		c.Account.PasswordHash = bcryptHash
		return nil
	})
	must(t, err)
	ok, err := hasher.Verify(t.Context(), bcryptHash, "SecurePass123")
	must(t, err)
	if !ok {
		t.Fatal("the hash of the test is not that of its password")
	}
	ada.password = "SecurePass123"
	ada.signIn().wantIn()
	if h := ada.stored().PasswordHash; hasher.NeedsRehash(h) {
		t.Error("the hash was not replaced")
	}
	ada.signIn().wantIn()
}

// overtaken is a store in which somebody else is faster: before an update runs,
// another one does.
type overtaken struct {
	account.Store
	by func()
}

func (o *overtaken) Update(ctx context.Context, id account.ID, fn func(*account.Change) error) (account.Account, error) {
	if by := o.by; by != nil {
		o.by = nil
		by()
	}
	return o.Store.Update(ctx, id, fn)
}

// A proof that was true when it was made may be false when the session is to
// begin.
func TestASignInThatAPasswordChangeOvertakesIsRefused(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	slow := &overtaken{Store: w.store}
	late := account.New(w.config(func(c *account.Config) { c.Store = slow }))
	slow.by = func() {
		must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: "Another-harbor-7"}))
	}
	_, err := late.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: ada.email}, Password: ada.password})
	wantKind(t, err, account.BadCredentials)
}

func TestASignInThatASuspensionOvertakesIsRefused(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	slow := &overtaken{Store: w.store}
	late := account.New(w.config(func(c *account.Config) { c.Store = slow }))
	slow.by = func() { w.setStatus(ada, account.StatusSuspended) }
	_, err := late.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: ada.email}, Password: ada.password})
	wantKind(t, err, account.Inactive)
}
