package backup_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/avatar"
	"perfil/internal/backup"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	got, told, err := read(t.Context(), archive(t, whole))
	must(t, err)
	want := kept{
		"perfil.db": theDatabase, "secret.key": theKey,
		"avatars/" + string(pictures[0]): "the picture " + string(pictures[0]),
		"avatars/" + string(pictures[1]): "the picture " + string(pictures[1]),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if told.Accounts != 5 || told.Sessions != 7 || told.Schema != 3 || told.Pictures != 2 || told.Missing != 1 ||
		!told.MadeAt.Equal(noon) || told.Program != "test" || !told.HasKey {
		t.Errorf("%+v", told)
	}
}

func TestAnArchiveMayHaveNoKeyAndNoPicture(t *testing.T) {
	got, told, err := read(t.Context(), archive(t, func(c *backup.Contents) { c.Key, c.Shown = nil, shown() }))
	if err != nil || told.HasKey || told.Pictures != 0 || len(got) != 1 {
		t.Errorf("%v, %+v, %v", got, told, err)
	}
}

// Who has lost Perfil still has tar and sha256sum.
func TestTarAndSha256sumUnderstandAnArchive(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(t.TempDir(), "b.tar")
	must(t, os.WriteFile(file, archive(t, whole), 0o600))
	out, err := exec.CommandContext(t.Context(), "sh", "-c", `cd "$1" && tar -xf "$2" && sha256sum -c --strict SHA256SUMS`, "sh", folder, file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "perfil.db: OK") || strings.Count(string(out), "OK") != 5 {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestACutIsSeen(t *testing.T) {
	data := archive(t, whole)
	// The two blocks of zeros at the end say nothing that the manifest has not said.
	for n := 0; n < len(data)-1024-512; n += 37 {
		if _, _, err := read(t.Context(), data[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes were taken for a backup", n, len(data))
		}
	}
}

func TestAChangedByteIsSeenOrChangesNothing(t *testing.T) {
	data := archive(t, whole)
	want, _, err := read(t.Context(), data)
	must(t, err)
	for n := 0; n < len(data); n += 11 {
		data[n] ^= 0x10
		if got, _, err := read(t.Context(), data); err == nil && !cmp.Equal(want, got) {
			t.Errorf("byte %d was changed and %v was read", n, got)
		}
		data[n] ^= 0x10
	}
}

func headOf(text string) tar.Header { return tar.Header{Name: "perfil-backup.json", Uname: text} }

// forged writes a tar file of these members.
func forged(t testing.TB, members ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, m := range members {
		content := m.Uname // carried here, not written
		m.Uname = ""
		if m.Size == 0 {
			m.Size = int64(len(content))
		}
		if m.Typeflag == 0 {
			m.Typeflag = tar.TypeReg
		}
		must(t, w.WriteHeader(&m))
		_, _ = io.WriteString(w, content)
	}
	_ = w.Close()
	return out.Bytes()
}

func TestWhatIsNoBackupIsRefused(t *testing.T) {
	good := `{"format":"perfil-backup","version":1,"database_bytes":2,"has_key":true}`
	db := tar.Header{Name: "perfil.db", Uname: "db"}
	key := tar.Header{Name: "secret.key", Uname: theKey}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":                    {nil, backup.ErrForeign},
		"text":                       {bytes.Repeat([]byte("no archive\n"), 200), backup.ErrForeign},
		"another tar":                {forged(t, tar.Header{Name: "etc/passwd", Uname: "root"}), backup.ErrForeign},
		"a head that is no JSON":     {forged(t, headOf("{")), backup.ErrForeign},
		"a head of something else":   {forged(t, headOf(`{"format":"other"}`)), backup.ErrForeign},
		"a giant head":               {forged(t, tar.Header{Name: "perfil-backup.json", Uname: strings.Repeat(" ", 65<<10)}), backup.ErrForeign},
		"a later version":            {forged(t, headOf(`{"format":"perfil-backup","version":2}`)), backup.ErrNewer},
		"no database":                {forged(t, headOf(good), key), backup.ErrDamaged},
		"a database of another size": {forged(t, headOf(good), tar.Header{Name: "perfil.db", Uname: "much more"}), backup.ErrDamaged},
		"no key":                     {forged(t, headOf(good), db, tar.Header{Name: "SHA256SUMS"}), backup.ErrDamaged},
		"a giant key":                {forged(t, headOf(good), db, tar.Header{Name: "secret.key", Uname: strings.Repeat("k", 9<<10)}), backup.ErrDamaged},
		"a way out":                  {forged(t, headOf(good), db, key, tar.Header{Name: "avatars/../../../etc/cron.d/x", Uname: "x"}), backup.ErrDamaged},
		"an absolute way out":        {forged(t, headOf(good), db, key, tar.Header{Name: "/etc/cron.d/x", Uname: "x"}), backup.ErrDamaged},
		"a link":                     {forged(t, headOf(good), db, key, tar.Header{Name: "avatars/" + string(pictures[0]), Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}), backup.ErrDamaged},
		"a hard link":                {forged(t, headOf(good), db, key, tar.Header{Name: "avatars/" + string(pictures[0]), Typeflag: tar.TypeLink, Linkname: "perfil.db"}), backup.ErrDamaged},
		"a folder":                   {forged(t, headOf(good), db, key, tar.Header{Name: "avatars/", Typeflag: tar.TypeDir}), backup.ErrDamaged},
		"a device":                   {forged(t, headOf(good), db, key, tar.Header{Name: "avatars/x", Typeflag: tar.TypeBlock}), backup.ErrDamaged},
		"a second database":          {forged(t, headOf(good), db, key, db), backup.ErrDamaged},
		"the same picture twice": {forged(t, headOf(good), db, key, tar.Header{Name: "avatars/" + string(pictures[0]), Uname: "x"},
			tar.Header{Name: "avatars/" + string(pictures[0]), Uname: "x"}), backup.ErrDamaged},
		"a record that nobody asked for": {forged(t, headOf(good), tar.Header{Name: "perfil.db", Uname: "db",
			PAXRecords: map[string]string{"PERFIL.x": "y"}}), backup.ErrDamaged},
		"a hole": {sparse(), backup.ErrForeign},
	} {
		if _, _, err := read(t.Context(), c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// With the right digests such a one was restored as whole, and no server took it.
func TestAKeyThatNoServerTakesIsRefused(t *testing.T) {
	for name, key := range map[string]string{
		"empty": "", "two bytes": "k\n", "short": strings.Repeat("k", 31) + "\n", "only line breaks": strings.Repeat("\n", 64),
		"zeros": strings.Repeat("\x00", 64), "two lines": theKey + theKey,
	} {
		data := archive(t, func(c *backup.Contents) { c.Key = []byte(key) })
		if _, _, err := read(t.Context(), data); !errors.Is(err, backup.ErrDamaged) || !strings.Contains(err.Error(), "its key") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sparse is a tar file of GNU's kind whose first member says that it is a
// terabyte long and holds a byte.
func sparse() []byte {
	var block [512]byte
	put := func(at int, text string) { copy(block[at:], text) }
	put(0, "perfil-backup.json")
	put(100, "0000600\x000000000\x000000000\x00")
	put(124, "00000001000\x00") // 512 bytes in the archive
	put(136, "00000000000\x00")
	block[156] = 'S'
	put(257, "ustar  \x00")
	put(386, "00000000000\x0000000001000\x00")                   // the one piece
	put(483, "\x80\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00") // its length with holes
	put(148, "        ")
	sum := 0
	for _, b := range block {
		sum += int(b)
	}
	put(148, string([]byte{'0' + byte(sum>>15&7), '0' + byte(sum>>12&7), '0' + byte(sum>>9&7), '0' + byte(sum>>6&7), '0' + byte(sum>>3&7), '0' + byte(sum&7), 0, ' '}))
	return append(block[:], make([]byte, 512+1024)...)
}

func TestWhatFollowsTheEndIsRefused(t *testing.T) {
	data := append(archive(t, whole), make([]byte, 10<<10)...)
	if _, _, err := read(t.Context(), data); err != nil {
		t.Errorf("a filled last block: %v", err)
	}
	data = append(data, make([]byte, 100<<10)...)
	if _, _, err := read(t.Context(), data); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("more: %v", err)
	}
}

func TestAPictureThatCannotBeReadEndsTheBackup(t *testing.T) {
	c := contents(t)
	store, ok := c.Pictures.(*avatar.Folder)
	if !ok {
		t.Fatal("no folder")
	}
	must(t, store.Close())
	if _, err := backup.Write(t.Context(), io.Discard, c); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

// FuzzRead gives the reader whatever there is: it never panics, and what it
// accepts is nothing but the members that are listed.
func FuzzRead(f *testing.F) {
	f.Add(archive(f, whole))
	f.Add(archive(f, func(c *backup.Contents) { c.Key, c.Shown = nil, shown() }))
	f.Add(sparse())
	f.Add([]byte("age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2E 10\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := backup.Unseal(bytes.NewReader(data), nil)
		if err != nil {
			return
		}
		got := kept{}
		if _, err := backup.Read(t.Context(), in, got); err != nil {
			return
		}
		for name := range got {
			if name != "perfil.db" && name != "secret.key" && !strings.HasPrefix(name, "avatars/") {
				t.Errorf("it gave %q", name)
			}
		}
	})
}
