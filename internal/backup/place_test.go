package backup_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"perfil/internal/backup"
)

// bucket starts an S3 server and gives a location in it.
func bucket(t *testing.T) string {
	t.Helper()
	return guardedBucket(t, func(*http.Request) bool { return true })
}

// guardedBucket lets through what allows says, and answers to the rest as S3 does to
// who has no right to it.
func guardedBucket(t *testing.T, allows func(*http.Request) bool) string {
	t.Helper()
	return bucketBehind(t, func(w http.ResponseWriter, r *http.Request) bool {
		if allows(r) {
			return true
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
		return false
	})
}

// bucketBehind answers what lets does not let through by lets itself.
func bucketBehind(t *testing.T, lets func(http.ResponseWriter, *http.Request) bool) string {
	t.Helper()
	memory := s3mem.New()
	must(t, memory.CreateBucket("backups"))
	behind := gofakes3.New(memory).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lets(w, r) {
			behind.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return "s3://AKIDEXAMPLE:wJalrXUtnFEMI@" + server.Listener.Addr().String() + "/backups/nightly?region=eu-central-1&tls=off"
}

// everywhere runs a test on each kind of place.
func everywhere(t *testing.T, test func(*testing.T, backup.Place)) {
	t.Helper()
	for name, location := range map[string]func(*testing.T) string{
		"folder": func(t *testing.T) string { return filepath.Join(t.TempDir(), "made", "here") },
		"bucket": bucket,
	} {
		t.Run(name, func(t *testing.T) {
			place, err := backup.At(location(t))
			must(t, err)
			test(t, place)
		})
	}
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func names(t *testing.T, place backup.Place) []string {
	t.Helper()
	var all []string
	for stored, err := range place.Each(t.Context()) {
		must(t, err)
		all = append(all, stored.Name)
	}
	slices.Sort(all)
	return all
}

func content(t *testing.T, place backup.Place, name string) string {
	t.Helper()
	file, err := place.Open(t.Context(), name)
	must(t, err)
	defer file.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(file)
	must(t, err)
	return string(data)
}

func TestAPlaceKeepsWhatItIsGiven(t *testing.T) {
	everywhere(t, func(t *testing.T, place backup.Place) {
		if got := names(t, place); len(got) != 0 {
			t.Errorf("at the beginning there is %v", got)
		}
		must(t, place.Create(t.Context(), "a.tar", text("one"), nil))
		must(t, place.Replace(t.Context(), "a.tar", text("two")))
		must(t, place.Create(t.Context(), "b.tar", text(strings.Repeat("long", 5<<20)), nil))
		if got := content(t, place, "a.tar"); got != "two" {
			t.Errorf("%q", got)
		}
		if got := content(t, place, "b.tar"); len(got) != 20<<20 {
			t.Errorf("%d bytes", len(got))
		}
		if got := names(t, place); !slices.Equal(got, []string{"a.tar", "b.tar"}) {
			t.Errorf("%v", got)
		}
		for name, want := range map[string]bool{"a.tar": true, "c.tar": false} {
			if has, err := place.Has(t.Context(), name); err != nil || has != want {
				t.Errorf("has %s: %t, %v", name, has, err)
			}
		}
		if _, err := place.Open(t.Context(), "c.tar"); !errors.Is(err, backup.ErrAbsent) {
			t.Errorf("%v", err)
		}
		must(t, place.Remove(t.Context(), "a.tar"))
		must(t, place.Remove(t.Context(), "a.tar"))
		if got := names(t, place); !slices.Equal(got, []string{"b.tar"}) {
			t.Errorf("%v", got)
		}
	})
}

func TestWhatFailsHalfwayLeavesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, place backup.Place) {
		must(t, place.Create(t.Context(), "a.tar", text("good"), nil))
		torn := errors.New("the source is torn")
		err := place.Replace(t.Context(), "a.tar", func(w io.Writer) error {
			_, _ = io.WriteString(w, strings.Repeat("x", 20<<20))
			return torn
		})
		if !errors.Is(err, torn) {
			t.Errorf("%v", err)
		}
		if got := content(t, place, "a.tar"); got != "good" {
			t.Errorf("%.20q", got)
		}
		if got := names(t, place); !slices.Equal(got, []string{"a.tar"}) {
			t.Errorf("%v", got)
		}
	})
}

func TestABackupIsForItsOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	place, err := backup.At(folder)
	must(t, err)
	must(t, place.Create(t.Context(), "a.tar", text("one"), nil))
	for path, want := range map[string]os.FileMode{folder: 0o700, filepath.Join(folder, "a.tar"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestWhatACrashLeftIsRemovedADayLater(t *testing.T) {
	folder := t.TempDir()
	for name, age := range map[string]time.Duration{
		".perfil-backup-1.part": 25 * time.Hour, ".perfil-backup-2.part": time.Hour,
		".another-program.part": 25 * time.Hour, ".perfil-backup-mine": 25 * time.Hour, "perfil-backup-b.part": 25 * time.Hour,
	} {
		path := filepath.Join(folder, name)
		must(t, os.WriteFile(path, nil, 0o600))
		must(t, os.Chtimes(path, time.Time{}, time.Now().Add(-age)))
	}
	place, err := backup.At(folder)
	must(t, err)
	must(t, place.Create(t.Context(), "a.tar", text("one"), nil))
	if got := names(t, place); !slices.Equal(got, []string{".another-program.part", ".perfil-backup-2.part", ".perfil-backup-mine", "a.tar", "perfil-backup-b.part"}) {
		t.Errorf("%v", got)
	}
}

func TestABucketThatIsNotThereIsToldWithoutItsSecret(t *testing.T) {
	location := strings.Replace(bucket(t), "/backups/", "/missing/", 1)
	place, err := backup.At(location)
	must(t, err)
	_, has := place.Has(t.Context(), "a.tar")
	for what, err := range map[string]error{
		"create": place.Create(t.Context(), "a.tar", text(strings.Repeat("x", 20<<20)), nil),
		"has":    has,
	} {
		if what == "create" && err == nil || err != nil && strings.Contains(err.Error(), "wJalr") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := backup.At("s3://key:wJalr@host"); err == nil || strings.Contains(err.Error(), "wJalr") {
		t.Errorf("%v", err)
	}
}

func TestALocationIsTakenApart(t *testing.T) {
	for location, want := range map[string][2]string{
		"b.tar":                            {".", "b.tar"},
		"/srv/b.tar":                       {"/srv", "b.tar"},
		"s3://host/bucket/b.tar":           {"s3://host/bucket", "b.tar"},
		"s3://host/bucket/p/b.tar?tls=off": {"s3://host/bucket/p?tls=off", "b.tar"},
	} {
		if place, name, err := backup.Split(location); err != nil || place != want[0] || name != want[1] {
			t.Errorf("%s: %s and %s, %v", location, place, name, err)
		}
	}
	for _, short := range []string{
		"s3://bucket", "s3://host/bucket", "s3://host/bucket/", "s3://", "s3:///bucket/b.tar", "s3://host//b.tar",
		"s3://host/bucket?x=/b.tar", "s3://host/bucket/p/?tls=off",
	} {
		if place, name, err := backup.Split(short); err == nil || !strings.Contains(err.Error(), "s3://host/bucket/name") {
			t.Errorf("%s: %s and %s, %v", short, place, name, err)
		}
	}
}

// What was to go into new/ went to new/new.
func TestAFolderIsNoNameOfABackup(t *testing.T) {
	for _, path := range []string{"new/", "/srv/new//", ".", "..", "/", "a/..", "./", ""} {
		if place, name, err := backup.Split(path); err == nil || !strings.Contains(err.Error(), "perfil.tar") {
			t.Errorf("%q: %s and %s, %v", path, place, name, err)
		}
	}
}

func ExampleSplit() {
	place, name, err := backup.Split("s3://storage.example.com/bucket/perfil.tar.age")
	fmt.Println(place, name, err)
	// Output: s3://storage.example.com/bucket perfil.tar.age <nil>
}
