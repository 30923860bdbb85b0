package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"

	"perfil/internal/backup"
)

const words = "a passphrase of some words"

func passphrase(t testing.TB, text string) *backup.Passphrase {
	t.Helper()
	p, err := backup.NewPassphrase([]byte(text))
	must(t, err)
	return p
}

func seal(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := backup.Seal(&out, passphrase(t, words))
	must(t, err)
	_, err = w.Write(data)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

// unseal decrypts and reads.
func unseal(t testing.TB, data []byte, p *backup.Passphrase) error {
	t.Helper()
	in, err := backup.Unseal(bytes.NewReader(data), p)
	if err != nil {
		return err
	}
	_, err = backup.Read(t.Context(), in, backup.Nowhere{})
	return err
}

func TestASealedArchiveIsReadWithItsPassphraseAlone(t *testing.T) {
	data := seal(t, archive(t, whole))
	if bytes.Contains(data, []byte("kkkk")) || bytes.Contains(data, []byte("perfil.db")) {
		t.Error("it shows what it holds")
	}
	if err := unseal(t, data, passphrase(t, words+"\r\n")); err != nil {
		t.Error(err)
	}
	if err := unseal(t, data, passphrase(t, words+" and more")); !errors.Is(err, backup.ErrPassphrase) {
		t.Errorf("another passphrase: %v", err)
	}
	if err := unseal(t, data, nil); !errors.Is(err, backup.ErrEncrypted) {
		t.Errorf("no passphrase: %v", err)
	}
}

// Who can write to a bucket and knows no passphrase can put an archive there that
// signs tokens with a key of their own.
func TestAnArchiveInClearIsRefusedWhereAPassphraseIsGiven(t *testing.T) {
	for name, data := range map[string][]byte{"an archive": archive(t, whole), "nothing": nil, "a few letters": []byte("age")} {
		if err := unseal(t, data, passphrase(t, words)); !errors.Is(err, backup.ErrPlain) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := unseal(t, archive(t, whole), nil); err != nil {
		t.Errorf("without a passphrase: %v", err)
	}
}

func TestASealedArchiveThatWasChangedOrCutIsRefused(t *testing.T) {
	data := seal(t, archive(t, whole))
	p := passphrase(t, words)
	for _, n := range []int{10, 100, 200, len(data) / 2, len(data) - 1} {
		if err := unseal(t, data[:n], p); err == nil {
			t.Errorf("%d of %d bytes: taken", n, len(data))
		}
	}
	for _, n := range []int{300, len(data) / 2, len(data) - 1} {
		changed := bytes.Clone(data)
		changed[n] ^= 1
		if err := unseal(t, changed, p); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("byte %d changed: %v", n, err)
		}
	}
}

func TestAnArchiveThatAsksForTooMuchWorkIsRefusedAtOnce(t *testing.T) {
	stanza := "age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 22\n" + strings.Repeat("A", 43) + "\n--- " + strings.Repeat("A", 43) + "\n"
	if err := unseal(t, []byte(stanza), passphrase(t, words)); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("%v", err)
	}
}

// The least that the standard for storing passwords names.
func TestAnArchiveIsSealedWithTheWorkThatTheStandardNames(t *testing.T) {
	lines := strings.SplitN(string(seal(t, []byte("hello"))), "\n", 3)
	if !strings.HasPrefix(lines[1], "-> scrypt ") || !strings.HasSuffix(lines[1], " 17") {
		t.Errorf("%q", lines[1])
	}
}

func TestAnArchiveThatWasSealedWithLessWorkIsStillRead(t *testing.T) {
	recipient, err := age.NewScryptRecipient(words)
	must(t, err)
	recipient.SetWorkFactor(16)
	var data bytes.Buffer
	w, err := age.Encrypt(&data, recipient)
	must(t, err)
	_, err = io.WriteString(w, "hello")
	must(t, err)
	must(t, w.Close())
	in, err := backup.Unseal(&data, passphrase(t, words))
	must(t, err)
	if text, err := io.ReadAll(in); err != nil || string(text) != "hello" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestWhoeverKnowsTheFormOfAgeCanReadIt(t *testing.T) {
	identity, err := age.NewScryptIdentity(words)
	must(t, err)
	in, err := age.Decrypt(bytes.NewReader(seal(t, []byte("hello"))), identity)
	must(t, err)
	if text, err := io.ReadAll(in); err != nil || string(text) != "hello" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestANetworkThatBreaksIsNotTakenForDamage(t *testing.T) {
	torn := errors.New("the cable is torn")
	data := seal(t, archive(t, whole))
	in, err := backup.Unseal(io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(torn)), passphrase(t, words))
	if err == nil {
		_, err = backup.Read(t.Context(), in, backup.Nowhere{})
	}
	if !errors.Is(err, torn) || errors.Is(err, backup.ErrDamaged) {
		t.Errorf("%v", err)
	}
}

func TestAPassphraseIsALongLineThatNothingPrints(t *testing.T) {
	for _, bad := range []string{"", "short", "fifteen letters", "a passphrase of some words\nand another", "\n" + words} {
		if _, err := backup.NewPassphrase([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	p := passphrase(t, words)
	if text := fmt.Sprintf("%v %+v %#v %s %x", p, p, p, p, p); strings.Contains(text, "words") || strings.Contains(text, fmt.Sprintf("%x", words)) {
		t.Error(text)
	}
}
