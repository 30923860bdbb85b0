package password_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"perfil/internal/password"
)

// vector is a line of testdata/vectors.jsonl: a hash that another program made.
type vector struct {
	Form     string `json:"form"`
	Program  string `json:"program"`
	Password string `json:"password"`
	Hash     string `json:"hash"`
}

func readLines[T any](t testing.TB, file string) []T {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []T
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatalf("%s line %d: %v", file, len(all)+1, err)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		t.Fatalf("%s is empty", file)
	}
	return all
}

// quick makes hashes that cost next to nothing.
func quick() *password.Hasher {
	return password.New(password.Config{Params: password.Params{Memory: 8, Time: 1, Threads: 1}})
}

func mustVerify(t testing.TB, h *password.Hasher, stored password.Hash, plain string) bool {
	t.Helper()
	ok, err := h.Verify(context.Background(), stored, plain)
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	return ok
}

func TestHashesOfOtherProgramsAreVerified(t *testing.T) {
	h := quick()
	for _, v := range readLines[vector](t, "testdata/vectors.jsonl") {
		stored := password.Hash(v.Hash)
		form, err := password.Recognize(stored)
		if err != nil || form.String() != v.Form {
			t.Errorf("%s by %s: recognised as %q, %v", v.Form, v.Program, form, err)
			continue
		}
		if !mustVerify(t, h, stored, v.Password) {
			t.Errorf("%s by %s: right password of %d bytes refused", v.Form, v.Program, len(v.Password))
		}
		// A wrong password is tried where it is cheap, and is wrong in front, where
		// bcrypt looks as well.
		slow := strings.HasSuffix(v.Program, "defaults")
		if !slow && mustVerify(t, h, stored, "x"+v.Password) {
			t.Errorf("%s by %s: wrong password taken for one of %d bytes", v.Form, v.Program, len(v.Password))
		}
		if !h.NeedsRehash(stored) && v.Form != "argon2id" {
			t.Errorf("%s by %s: would be kept", v.Form, v.Program)
		}
	}
}

func TestVectorsCoverEveryForm(t *testing.T) {
	covered := map[string]bool{"unknown": true, "unusable": true}
	for _, v := range readLines[vector](t, "testdata/vectors.jsonl") {
		covered[v.Form] = true
	}
	for _, form := range password.Forms() {
		if !covered[form.String()] {
			t.Errorf("no vector of %s", form)
		}
	}
}

// What node and Python were seen to do with a password that is longer than
// bcrypt looks at, or that has a NUL in it.
func TestBcryptLooksAtSeventyTwoBytes(t *testing.T) {
	h := quick()
	for _, v := range readLines[vector](t, "testdata/vectors.jsonl") {
		if v.Form != "bcrypt" && v.Form != "django bcrypt" || len(v.Password) < 73 {
			continue
		}
		looked := v.Password[:72]
		if !mustVerify(t, h, password.Hash(v.Hash), looked) || !mustVerify(t, h, password.Hash(v.Hash), looked+"else") {
			t.Errorf("%s: bytes beyond the 72nd count", v.Program)
		}
		if mustVerify(t, h, password.Hash(v.Hash), v.Password[:71]) {
			t.Errorf("%s: the 72nd byte does not count", v.Program)
		}
	}
}

func TestNULEndsNoPassword(t *testing.T) {
	h := quick()
	const secret, longer = "nul", "nul\x00inside"
	tried := 0
	for _, v := range readLines[vector](t, "testdata/vectors.jsonl") {
		if v.Password != longer {
			continue
		}
		tried++
		if mustVerify(t, h, password.Hash(v.Hash), secret) || mustVerify(t, h, password.Hash(v.Hash), secret+"\x00other") {
			t.Errorf("%s by %s: the password was cut at its NUL", v.Form, v.Program)
		}
	}
	if tried == 0 {
		t.Fatal("no vector with a NUL")
	}
}

func TestDjangoBcryptSHA256CountsEveryByte(t *testing.T) {
	h := quick()
	for _, v := range readLines[vector](t, "testdata/vectors.jsonl") {
		if v.Form == "django bcrypt_sha256" && len(v.Password) > 72 {
			if mustVerify(t, h, password.Hash(v.Hash), v.Password[:99]) {
				t.Error("the 100th byte does not count")
			}
			return
		}
	}
	t.Fatal("no long vector")
}
