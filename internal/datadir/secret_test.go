package datadir_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

var theKey = bytes.Repeat([]byte("k"), 43)

func fresh() []byte { return bytes.Clone(theKey) }

// never is for folders that have a key.
func never(t *testing.T) func() []byte {
	return func() []byte {
		t.Error("a new key was made")
		return fresh()
	}
}

func locked(t *testing.T) *datadir.Dir {
	t.Helper()
	d := mustMake(t)
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheFirstRunMakesAKeyThatLaterRunsFind(t *testing.T) {
	d := locked(t)
	secret, made, err := d.Secret(fresh)
	if err != nil || !made || !bytes.Equal(secret, theKey) {
		t.Fatalf("%q, made %t, %v", secret, made, err)
	}
	if mode := modeOf(t, filepath.Join(d.Path(), "secret.key")); mode != 0o600 {
		t.Errorf("mode is %04o", mode)
	}
	secret, made, err = d.Secret(never(t))
	if err != nil || made || !bytes.Equal(secret, theKey) {
		t.Errorf("%q, made %t, %v", secret, made, err)
	}
	if left, _ := filepath.Glob(filepath.Join(d.Path(), "perfil-draft-*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestADraftThatACrashLeftBehindIsNoKeyAndGoes(t *testing.T) {
	d := mustMake(t)
	left := filepath.Join(d.Path(), "perfil-draft-1234")
	if err := os.WriteFile(left, []byte("kk"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	d.Sweep()
	if secret, made, err := d.Secret(fresh); err != nil || !made || !bytes.Equal(secret, theKey) {
		t.Errorf("%q, made %t, %v", secret, made, err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("it is still there")
	}
}

func TestABadKeyIsRefusedWithTheRemedyAndNeverReplaced(t *testing.T) {
	for name, bad := range map[string]struct {
		content, mentions string
		mode              os.FileMode
	}{
		"readable by others": {string(theKey), "chmod 600", 0o644},
		"empty":              {"", "backup", 0o600},
		"short":              {"kkkkkkkkkkkkkkkk\n", "backup", 0o600},
		"binary":             {strings.Repeat("\x00", 64), "backup", 0o600},
		"two lines":          {string(theKey) + "\n" + string(theKey), "backup", 0o600},
		"huge":               {strings.Repeat("k", 5000), "backup", 0o600},
	} {
		t.Run(name, func(t *testing.T) {
			d := locked(t)
			file := filepath.Join(d.Path(), "secret.key")
			if err := os.WriteFile(file, []byte(bad.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(file, bad.mode); err != nil {
				t.Fatal(err)
			}
			_, _, err := d.Secret(never(t))
			if err == nil || !strings.Contains(err.Error(), bad.mentions) || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "kkk") {
				t.Errorf("error %v", err)
			}
			if content, _ := os.ReadFile(file); string(content) != bad.content {
				t.Errorf("the file now holds %d bytes", len(content))
			}
		})
	}
}

func TestAKeyThatIsAFolderOrALinkIsRefused(t *testing.T) {
	d := locked(t)
	file := filepath.Join(d.Path(), "secret.key")
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Secret(never(t)); err == nil {
		t.Error("a folder was taken for a key")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/nowhere", file); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Secret(never(t)); err == nil {
		t.Error("a link was taken for a key")
	}
}

func TestWithoutTheLockThereIsNoKey(t *testing.T) {
	d := mustMake(t)
	if _, _, err := d.Secret(never(t)); err == nil {
		t.Error("a key was given")
	}
}
