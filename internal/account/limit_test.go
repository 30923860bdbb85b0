package account_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"perfil/internal/account"
)

func limited(c *account.Config) { c.Limits = true }

func TestALimitIsUsedUpAndComesBackWithTheWindow(t *testing.T) {
	w := newWorld(t, limited)
	for i := range account.LimitSignIn.Max {
		q, err := w.Admit(t.Context(), account.LimitSignIn, "192.0.2.1")
		must(t, err)
		if q.Remaining != account.LimitSignIn.Max-1-i || q.ResetIn <= 0 {
			t.Errorf("attempt %d: %+v", i, q)
		}
	}
	q, err := w.Admit(t.Context(), account.LimitSignIn, "192.0.2.1")
	wantKind(t, err, account.Throttled)
	if e := account.ErrorOf(err); q.Max != 5 || q.Remaining != 0 || e.RetryAfter <= 0 || e.RetryAfter > account.LimitWindow {
		t.Errorf("%+v, retry after %v", q, e.RetryAfter)
	}
	_, err = w.Admit(t.Context(), account.LimitSignIn, "192.0.2.2")
	must(t, err)
	_, err = w.Admit(t.Context(), account.LimitJoin, "192.0.2.1")
	must(t, err)
	w.pass(account.LimitWindow)
	_, err = w.Admit(t.Context(), account.LimitSignIn, "192.0.2.1")
	must(t, err)
}

func TestASweepRemovesWhatExpiredAndPicturesThatNobodyShows(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	_, err := w.store.Session(t.Context(), ada.session())
	must(t, err)
	shown, err := ada.update(account.ProfileChange{Avatar: &account.Upload{Bytes: picture(t)}})
	must(t, err)
	orphan := filepath.Join(w.folder, "0123456789abcdef0123456789abcdef.png")
	must(t, os.WriteFile(orphan, picture(t), 0o600))
	must(t, w.SweepPictures(t.Context()))
	if _, err := os.Stat(orphan); err != nil {
		t.Errorf("a picture that may be under way was removed: %v", err)
	}
	old := w.clock().Add(-2 * time.Hour)
	must(t, os.Chtimes(orphan, old, old))
	must(t, os.Chtimes(filepath.Join(w.folder, shown.Avatar), old, old))
	w.pass(25 * time.Hour)
	must(t, w.SweepStore(t.Context()))
	must(t, w.SweepPictures(t.Context()))
	if _, err := os.Stat(orphan); !os.IsNotExist(err) {
		t.Errorf("the orphan is still there: %v", err)
	}
	if _, err := w.Avatar(t.Context(), shown.Avatar); err != nil {
		t.Errorf("the picture of an account is gone: %v", err)
	}
	_, err = w.store.Session(t.Context(), ada.session())
	wantKind(t, err, account.NotFound)
}

func TestPicturesOfAnotherDatabaseAreLeftAlone(t *testing.T) {
	w := newWorld(t)
	old := w.clock().Add(-2 * time.Hour)
	for i := range 30 {
		path := filepath.Join(w.folder, fmt.Sprintf("%032x.png", i))
		must(t, os.WriteFile(path, picture(t), 0o600))
		must(t, os.Chtimes(path, old, old))
	}
	if err := w.SweepPictures(t.Context()); err == nil {
		t.Error("nobody was told")
	}
	if n := w.kept(); n != 30 {
		t.Errorf("%d of 30 pictures are left", n)
	}
}
