package prove_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
)

// A disk of 32 MiB is filled to the last byte, again and again, under people who
// go on. What is acknowledged is kept, what is refused says when to come back,
// who only reads notices nothing, and when there is room all goes on.
func TestAFullDiskRefusesWritesAndLosesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data := filepath.Join(folder, "perfil-data")
	mountMemory(t, data, 32)
	h := &hardship{proof: "disk full", folder: folder}
	p := h.begin(t, choose(4, 16))
	for range choose(2, 8) {
		empty := fillUp(t, data)
		h.suffer(t, p, choose(40, 150))
		h.wantAlive(t, p, http.StatusServiceUnavailable, http.StatusOK) // on a full disk a small write may still find room in the log
		empty()
		h.recover(t)
		h.wantAlive(t, p, http.StatusOK)
	}

	fillUp(t, data)
	h.suffer(t, p, 20)
	p.Kill()
	empty := fillUp(t, data)
	empty()
	p = h.again(t)
	h.recover(t)

	empty = fillUp(t, data)
	h.suffer(t, p, 20)
	if err := p.Stop(); err != nil {
		t.Errorf("on a full disk: %v", err)
	}
	empty()
	h.judge(t, h.again(t))
}

// The disk of the pictures is another one. When it is full, or can only be read,
// that is about pictures and nothing else.
func TestADiskThatTakesNoPicturesIsAboutPicturesOnly(t *testing.T) {
	t.Parallel()
	folder, pictures := t.TempDir(), t.TempDir()
	mountMemory(t, pictures, 1)
	h := &hardship{proof: "disk of the pictures", folder: folder, settings: []string{"PERFIL_AVATARS=" + pictures}}
	p := h.begin(t, 3)
	for _, trouble := range []struct {
		name string
		make func(*testing.T, string) (end func())
	}{{"full", fillUp}, {"read-only", readOnly}} {
		end := trouble.make(t, pictures)
		for _, w := range h.people {
			if h.try(t, w.showFace) {
				t.Errorf("%s: a picture was taken", trouble.name)
			}
			if !h.try(t, func(ctx context.Context) error { return w.rename(ctx, "/api/auth/profile", "name") }) {
				t.Errorf("%s: a name is refused", trouble.name)
			}
			h.note(t, w.confront(t.Context()))
		}
		end()
		for _, w := range h.people {
			if !h.try(t, w.showFace) {
				t.Errorf("%s no more, and a picture is refused", trouble.name)
			}
		}
	}
	h.judge(t, p)
}
