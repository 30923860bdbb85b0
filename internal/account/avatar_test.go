package account_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"testing"

	"perfil/internal/account"
)

// picture is a small PNG.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	img.Set(3, 4, color.RGBA{200, 10, 10, 255})
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return b.Bytes()
}

func (p *person) upload(raw []byte) account.Account {
	p.t.Helper()
	a, err := p.update(account.ProfileChange{Avatar: &account.Upload{Bytes: raw}})
	must(p.t, err)
	return a
}

// kept lists the files in the folder of avatars.
func (w *world) kept() int {
	w.t.Helper()
	entries, err := os.ReadDir(w.folder)
	must(w.t, err)
	return len(entries)
}

func TestAPictureIsShownUnderANewName(t *testing.T) {
	ada := newWorld(t).join("ada")
	first := ada.upload(picture(t)).Avatar
	p, err := ada.Avatar(t.Context(), first)
	must(t, err)
	content, err := io.ReadAll(p)
	must(t, errors.Join(err, p.Close()))
	if _, err := png.Decode(bytes.NewReader(content)); err != nil || int64(len(content)) != p.Size || p.Type != "image/png" {
		t.Errorf("%d bytes of %d, %s, %v", len(content), p.Size, p.Type, err)
	}
	second := ada.upload(picture(t)).Avatar
	if second == first {
		t.Error("the new picture has the name of the old one, which browsers keep for ever")
	}
	_, err = ada.Avatar(t.Context(), first)
	wantKind(t, err, account.NotFound)
}

func TestAClearedPictureIsGone(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.upload(picture(t))
	if a := ada.upload(nil); a.Avatar != "" {
		t.Errorf("the profile shows %q", a.Avatar)
	}
	if n := ada.kept(); n != 0 {
		t.Errorf("%d pictures are kept", n)
	}
}

func TestThePictureGoesWithTheAccount(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.upload(picture(t))
	must(t, ada.DeleteAccount(t.Context(), ada.actor(), ada.id))
	if n := ada.kept(); n != 0 {
		t.Errorf("%d pictures are kept", n)
	}
}

func TestARefusedChangeLeavesNoPicture(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	w.join("bob")
	for _, change := range []account.ProfileChange{
		{Username: ptr("bob")},
		{Match: func(int64) bool { return false }},
	} {
		change.Avatar = &account.Upload{Bytes: picture(t)}
		if _, err := ada.update(change); err == nil {
			t.Error("it went through")
		}
	}
	_, err := ada.update(account.ProfileChange{FirstName: ptr("Ada"), Avatar: &account.Upload{Bytes: []byte("<svg/>")}})
	wantKind(t, err, account.Invalid)
	if !account.ErrorOf(err).Has(account.FieldAvatar, account.BadImage) || ada.stored().FirstName != "" {
		t.Errorf("%v; first name %q", err, ada.stored().FirstName)
	}
	if n := w.kept(); n != 0 {
		t.Errorf("%d pictures are kept", n)
	}
}

// answers is a store that says so of every update, after doing it or not.
type answers struct {
	account.Store
	kind account.Kind
	done bool
}

func (s answers) Update(ctx context.Context, id account.ID, fn func(*account.Change) error) (account.Account, error) {
	if s.done {
		if _, err := s.Store.Update(ctx, id, fn); err != nil {
			return account.Account{}, err
		}
	}
	return account.Account{}, &account.Error{Kind: s.kind}
}

func TestAPictureIsDroppedOnlyWhenItsChangeSurelyFailed(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	tryOn := func(store answers) {
		store.Store = w.store
		service := account.New(w.config(func(c *account.Config) { c.Store = store }))
		_, err := service.UpdateProfile(t.Context(), ada.actor(), ada.id, account.ProfileChange{Terms: terms, Avatar: &account.Upload{Bytes: picture(t)}})
		wantKind(t, err, store.kind)
	}
	tryOn(answers{kind: account.Internal})
	if n := w.kept(); n != 0 {
		t.Errorf("%d pictures are kept", n)
	}
	tryOn(answers{kind: account.Unavailable, done: true}) // the acknowledgement was lost, not the change
	if _, err := w.Avatar(t.Context(), ada.stored().Avatar); err != nil {
		t.Errorf("the profile shows a picture that is not there: %v", err)
	}
}
