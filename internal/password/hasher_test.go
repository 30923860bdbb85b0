package password_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"perfil/internal/password"
)

func mustHash(t testing.TB, h *password.Hasher, plain string) password.Hash {
	t.Helper()
	made, err := h.Hash(context.Background(), plain)
	if err != nil {
		t.Fatalf("Hash: %v", err)
	}
	return made
}

func TestAPasswordVerifiesAgainstItsOwnHashOnly(t *testing.T) {
	h := quick()
	plains := []string{"", "a", "SecurePass123!", "contraseña", "nul\x00inside", strings.Repeat("long ", 1000)}
	for _, plain := range plains {
		made := mustHash(t, h, plain)
		for _, tried := range append(plains, plain+" ", strings.ToUpper(plain)+"x") {
			if got := mustVerify(t, h, made, tried); got != (tried == plain) {
				t.Errorf("hash of %.20q verifies %.20q: %v", plain, tried, got)
			}
		}
	}
}

func TestNewHashesAreArgon2idWithTheDefaults(t *testing.T) {
	h := password.New(password.Config{})
	made := mustHash(t, h, "SecurePass123!")
	if !strings.HasPrefix(string(made), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("made %.40s", string(made))
	}
	if form, err := password.Recognize(made); form != password.Argon2id || err != nil {
		t.Errorf("recognised as %s, %v", form, err)
	}
	if h.NeedsRehash(made) {
		t.Error("a fresh hash would be replaced")
	}
}

func TestEveryHashHasItsOwnSalt(t *testing.T) {
	h := quick()
	first, second := mustHash(t, h, "same"), mustHash(t, h, "same")
	if first == second {
		t.Error("two hashes of one password are equal")
	}
}

func TestAnySettingMakesHashesThatVerify(t *testing.T) {
	for _, params := range []password.Params{
		{Memory: 1, Time: 1, Threads: 1},
		{Memory: 64, Time: 1, Threads: 255},
		{Memory: 1024, Time: 1 << 31, Threads: 2},
	} {
		h := password.New(password.Config{Params: params})
		made := mustHash(t, h, "SecurePass123!")
		if !mustVerify(t, h, made, "SecurePass123!") || h.NeedsRehash(made) {
			t.Errorf("%+v: the hash does not verify, or not for long", params)
		}
	}
}

func TestWeakerAndForeignHashesAreReplaced(t *testing.T) {
	h := password.New(password.Config{Params: password.Params{Memory: 64, Time: 2, Threads: 1}})
	const rest = "$" + b64Salt + "$" + b64Digest
	for hash, want := range map[string]bool{
		"$argon2id$v=19$m=64,t=2,p=1" + rest:                            false,
		"$argon2id$v=19$m=65536,t=3,p=4" + rest:                         false,
		"$argon2id$v=19$m=63,t=2,p=1" + rest:                            true,
		"$argon2id$v=19$m=64,t=1,p=1" + rest:                            true,
		"$argon2id$v=19$m=64,t=2,p=1$c2hvcnQ$" + b64Digest:              true,
		"$argon2id$v=19$m=64,t=2,p=1$" + b64Salt + "$" + b64Digest[:22]: true,
		"$argon2i$v=19$m=64,t=2,p=1" + rest:                             true,
		"argon2$argon2id$v=19$m=64,t=2,p=1" + rest:                      true,
		"$argon2id$v=19$m=1000000,t=2,p=1" + rest:                       true,
		"$2b$12$" + letters53:                                           true,
		"":                                                              true,
		"!":                                                             true,
		"nonsense":                                                      true,
	} {
		if got := h.NeedsRehash(password.Hash(hash)); got != want {
			t.Errorf("%q: %v", hash, got)
		}
	}
}

func TestAnEndedContextComputesNothing(t *testing.T) {
	h := quick()
	made := mustHash(t, h, "SecurePass123!")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got, err := h.Hash(ctx, "x"); got != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("Hash: %v, %v", got, err)
	}
	if ok, err := h.Verify(ctx, made, "SecurePass123!"); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("Verify: %v, %v", ok, err)
	}
	if ok, err := h.Verify(ctx, "!", "SecurePass123!"); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("Verify of an unusable hash: %v, %v", ok, err)
	}
	if err := h.VerifyNothing(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("VerifyNothing: %v", err)
	}
}

func TestManyAtOnceAllGetTheirAnswer(t *testing.T) {
	h := password.New(password.Config{Params: password.Params{Memory: 256, Time: 1, Threads: 1}, Width: 2})
	made := mustHash(t, h, "SecurePass123!")
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			plain := []string{"SecurePass123!", "wrong"}[i%2]
			ok, err := h.Verify(context.Background(), made, plain)
			if err != nil || ok != (i%2 == 0) {
				t.Errorf("caller %d: %v, %v", i, ok, err)
			}
		})
	}
	group.Wait()
}

// With a place for one and no queue, of callers that come at once some must be
// sent away, and the others must be served.
func TestBeyondTheQueueCallersAreSentAwayAtOnce(t *testing.T) {
	h := password.New(password.Config{
		Params: password.Params{Memory: 64 * 1024, Time: 1, Threads: 1}, Width: 1, Queue: -1})
	var group sync.WaitGroup
	results := make(chan error, 20)
	start := make(chan struct{})
	for range cap(results) {
		group.Go(func() {
			<-start
			results <- h.VerifyNothing(context.Background(), "x")
		})
	}
	close(start)
	group.Wait()
	close(results)
	served, busy := 0, 0
	for err := range results {
		switch {
		case err == nil:
			served++
		case errors.Is(err, password.ErrBusy):
			busy++
		default:
			t.Errorf("unexpected error: %v", err)
		}
	}
	if served == 0 || busy == 0 {
		t.Errorf("%d served, %d sent away", served, busy)
	}
}
