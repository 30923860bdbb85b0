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

// dies is a store whose process ends before the update.
type dies struct{ account.Store }

func (dies) Update(context.Context, account.ID, func(*account.Change) error) (account.Account, error) {
	return account.Account{}, &account.Error{Kind: account.Unavailable}
}

func TestAPictureWhoseChangeFailsIsDropped(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	failing := account.New(w.config(func(c *account.Config) { c.Store = dies{w.store} }))
	_, err := failing.UpdateProfile(t.Context(), ada.actor(), ada.id, account.ProfileChange{Terms: terms, Avatar: &account.Upload{Bytes: picture(t)}})
	wantKind(t, err, account.Unavailable)
	if n := w.kept(); n != 0 {
		t.Errorf("%d pictures are kept", n)
	}
}
