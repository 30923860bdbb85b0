package migrate_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// Nobody knows beforehand how large the pictures are here. The disk must not be full of
// them: whoever signs up is written there, too, and so are the rows that wait.
func TestPicturesLeaveTheDiskRoomForOthers(t *testing.T) {
	media := aFolderWithAPicture(t)
	const people, withPicture = 4000, 3900 // far enough behind the first piece
	for name, told := range map[string]struct {
		left      int64
		elsewhere bool // the pictures
		fits      bool
	}{
		"for none":                              {left: 4 << 20},
		"for one, and not for the rows":         {left: 6 << 20},
		"for both":                              {left: 16 << 20, fits: true},
		"for none, but they go to another disk": {left: 0, elsewhere: true, fits: true},
	} {
		for _, skip := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				var left atomic.Int64
				left.Store(1 << 30)
				watched := &pieces{begin: func(int) { left.Store(told.left) }}
				p := newPlaceOn(t, func(s account.Store) account.Store { watched.Store = s; return watched })
				bring := func() (migrate.Outcome, error) {
					r := someRows(t, people)
					r.entries[withPicture-1].Picture = "a.png"
					return migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{
						As: "rows", SkipBad: skip, Media: media, Spool: t.TempDir(),
						Room: func() (int64, error) { return left.Load(), nil }, PicturesToo: !told.elsewhere,
					})
				}
				out, err := bring()
				if full := errors.Is(err, migrate.ErrNoRoomForPictures); full == told.fits || err != nil && !full {
					t.Fatalf("%+v, %v", out, err)
				}
				if told.fits != (out.Added == people) || out.Added < 1024 {
					t.Errorf("%+v", out)
				}
				left.Store(1 << 30)
				watched.begin = func(int) {}
				if again, err := bring(); err != nil || again.Added != people-out.Added {
					t.Errorf("%+v, %v", again, err)
				}
				a, err := p.Account(t.Context(), p.operator, account.Key{ID: withPicture})
				if err != nil || a.Avatar == "" {
					t.Errorf("%+v, %v", a, err)
				}
			})
		}
	}
}

func aFolderWithAPicture(t *testing.T) *os.Root {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	path := t.TempDir()
	if err := os.WriteFile(filepath.Join(path, "a.png"), picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	media, err := os.OpenRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = media.Close() })
	return media
}
