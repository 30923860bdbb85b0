package avatar_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"perfil/internal/avatar"
)

// Every store passes the same suite.
func TestFolderIsAStore(t *testing.T) {
	suite(t, func(t *testing.T) avatar.Store { return folder(t, t.TempDir()) })
}

func TestS3IsAStore(t *testing.T) {
	suite(t, func(t *testing.T) avatar.Store { return bucket(t, server(t), "/images/small") })
}

func TestS3WithoutAPrefixIsAStore(t *testing.T) {
	suite(t, func(t *testing.T) avatar.Store { return bucket(t, server(t), "") })
}

func suite(t *testing.T, open func(*testing.T) avatar.Store) {
	for name, test := range map[string]func(*testing.T, avatar.Store){
		"what is put is there":              testPut,
		"what is not there":                 testNotFound,
		"what is removed is gone":           testRemove,
		"each is visited":                   testEach,
		"visiting stops":                    testEachStops,
		"what is no name is refused":        testNoName,
		"who has gone is told so":           testGone,
		"the largest image is kept":         testLargest,
		"putting again replaces":            testPutAgain,
		"an image is read while it is gone": testReadRemoved,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var pngImage = avatar.Image{Type: "image/png", Bytes: []byte("the bytes of an image")}

// keep puts an image and returns its name.
func keep(t *testing.T, store avatar.Store, image []byte) avatar.Name {
	t.Helper()
	name := avatar.NewName(pngImage)
	if err := store.Put(t.Context(), name, image); err != nil {
		t.Fatal(err)
	}
	return name
}

func read(t *testing.T, store avatar.Store, name avatar.Name) []byte {
	t.Helper()
	stored, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Body.Close()
	image, err := io.ReadAll(stored.Body)
	if err != nil || int64(len(image)) != stored.Size {
		t.Fatalf("%d bytes read of %d: %v", len(image), stored.Size, err)
	}
	return image
}

func testPut(t *testing.T, store avatar.Store) {
	if err := store.Check(t.Context()); err != nil {
		t.Errorf("an empty store is not well: %v", err)
	}
	name := keep(t, store, pngImage.Bytes)
	if got := read(t, store, name); !bytes.Equal(got, pngImage.Bytes) {
		t.Errorf("read %q", got)
	}
	stored, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Body.Close()
	if age := time.Since(stored.Modified); age > time.Hour || age < -time.Hour {
		t.Errorf("stored %v ago", age)
	}
}

func testNotFound(t *testing.T, store avatar.Store) {
	_, err := store.Open(t.Context(), avatar.NewName(pngImage))
	if !errors.Is(err, avatar.ErrNotFound) || errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

func testRemove(t *testing.T, store avatar.Store) {
	name, other := keep(t, store, pngImage.Bytes), keep(t, store, pngImage.Bytes)
	for range 2 { // a removal that was cut short is asked for again
		if err := store.Remove(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Open(t.Context(), name); !errors.Is(err, avatar.ErrNotFound) {
		t.Errorf("still there: %v", err)
	}
	read(t, store, other)
}

func testEach(t *testing.T, store avatar.Store) {
	want := []avatar.Name{}
	for range 7 {
		want = append(want, keep(t, store, pngImage.Bytes))
	}
	if got := names(t, store); !slices.Equal(got, sorted(want)) {
		t.Errorf("visited %v, want %v", got, sorted(want))
	}
	// The visitor may remove what it is shown.
	err := store.Each(t.Context(), func(name avatar.Name, _ time.Time) error {
		return store.Remove(t.Context(), name)
	})
	if left := names(t, store); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func names(t *testing.T, store avatar.Store) []avatar.Name {
	t.Helper()
	found := []avatar.Name{}
	err := store.Each(t.Context(), func(name avatar.Name, modified time.Time) error {
		if time.Since(modified) > time.Hour {
			t.Errorf("%s was stored %v", name, modified)
		}
		found = append(found, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sorted(found)
}

func sorted(names []avatar.Name) []avatar.Name { return slices.Sorted(slices.Values(names)) }

func testEachStops(t *testing.T, store avatar.Store) {
	keep(t, store, pngImage.Bytes)
	keep(t, store, pngImage.Bytes)
	enough, calls := errors.New("enough"), 0
	err := store.Each(t.Context(), func(avatar.Name, time.Time) error { calls++; return enough })
	if !errors.Is(err, enough) || errors.Is(err, avatar.ErrUnavailable) || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = store.Each(ctx, func(avatar.Name, time.Time) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) || errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("after the caller left: %v", err)
	}
}

func testNoName(t *testing.T, store avatar.Store) {
	for _, name := range []avatar.Name{"", ".", "..", "../x.png", "x.png", "/etc/passwd"} {
		_, opening := store.Open(t.Context(), name)
		for _, err := range []error{
			opening, store.Put(t.Context(), name, pngImage.Bytes), store.Remove(t.Context(), name),
		} {
			if !errors.Is(err, avatar.ErrNotFound) {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

func testGone(t *testing.T, store avatar.Store) {
	name := keep(t, store, pngImage.Bytes)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, opening := store.Open(ctx, name)
	for i, err := range []error{
		opening, store.Put(ctx, name, nil), store.Remove(ctx, name), store.Check(ctx),
		store.Each(ctx, func(avatar.Name, time.Time) error { return nil }),
	} {
		if !errors.Is(err, context.Canceled) || errors.Is(err, avatar.ErrUnavailable) {
			t.Errorf("%d: %v", i, err)
		}
	}
	read(t, store, name)
}

func testLargest(t *testing.T, store avatar.Store) {
	image := bytes.Repeat([]byte{1, 2, 3, 4, 5}, avatar.MaxBytes/5)
	if got := read(t, store, keep(t, store, image)); !bytes.Equal(got, image) {
		t.Errorf("%d bytes came back", len(got))
	}
}

func testPutAgain(t *testing.T, store avatar.Store) {
	name := keep(t, store, pngImage.Bytes)
	if err := store.Put(t.Context(), name, []byte("restored")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, store, name); string(got) != "restored" {
		t.Errorf("read %q", got)
	}
}

func testReadRemoved(t *testing.T, store avatar.Store) {
	name := keep(t, store, pngImage.Bytes)
	stored, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Body.Close()
	if err := store.Remove(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(stored.Body); err != nil || !bytes.Equal(got, pngImage.Bytes) {
		t.Errorf("read %q, %v", got, err)
	}
}
