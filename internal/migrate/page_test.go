package migrate_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/password"
)

// page is docs/jsonl.md, which operators write their scripts by.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/jsonl.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pageKey is a row of the table of keys.
type pageKey struct{ key, kind, otherwise, limits, example string }

func keysOfPage(t *testing.T) []pageKey {
	t.Helper()
	row := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| `([^|]+)` \\|$")
	var keys []pageKey
	for _, m := range row.FindAllStringSubmatch(page(t), -1) {
		keys = append(keys, pageKey{m[1], m[2], m[3], m[4], m[5]})
	}
	if len(keys) == 0 {
		t.Fatal("the page lists no keys")
	}
	return keys
}

// lineOf makes a line of the examples, with other values, or none, for some.
func lineOf(keys []pageKey, other map[string]string) string {
	var members []string
	for _, k := range keys {
		value, given := other[k.key]
		if !given {
			value = k.example
		}
		if value != "" {
			members = append(members, fmt.Sprintf("%q:%s", k.key, value))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// problems are what is wrong with a line.
func problems(t *testing.T, text string) []string {
	t.Helper()
	e := read(t, text)[0]
	if len(e.Faults) > 0 {
		return e.Faults
	}
	if _, err := account.JudgeImport(e.Account); err != nil {
		return account.ImportReasons(err)
	}
	return nil
}

func TestThePageListsTheKeysThatAnExportWrites(t *testing.T) {
	now := time.Now()
	a := account.Account{ID: 1, Phone: "1", Avatar: "x", LastLoginAt: now, EmailVerifiedAt: now, ValidAfter: now, CreatedAt: now, Version: 2}
	text, err := migrate.AppendJSONL(nil, &a)
	if err != nil {
		t.Fatal(err)
	}
	var written, listed []string
	for _, m := range regexp.MustCompile(`[{,]"([a-z_]+)":`).FindAllStringSubmatch(string(text), -1) {
		written = append(written, m[1])
	}
	for _, k := range keysOfPage(t) {
		listed = append(listed, k.key)
	}
	if !slices.Equal(written, listed) {
		t.Errorf("an export writes\n%q, the page lists\n%q", written, listed)
	}
}

func TestWhatThePageSaysOfAKeyIsSo(t *testing.T) {
	keys := keysOfPage(t)
	if found := problems(t, lineOf(keys, nil)); found != nil {
		t.Errorf("the examples together are refused: %q", found)
	}
	kinds := map[string]string{"text": "7", "whole number": `"7"`, "time": `"yesterday"`}
	for _, k := range keys {
		wrong, known := kinds[k.kind]
		if !known || problems(t, lineOf(keys, map[string]string{k.key: wrong})) == nil {
			t.Errorf("%s is no %s", k.key, k.kind)
		}
		missing, null := problems(t, lineOf(keys, map[string]string{k.key: ""})), problems(t, lineOf(keys, map[string]string{k.key: "null"}))
		if required := k.otherwise == "required"; required != (missing != nil) || required != (null != nil) {
			t.Errorf("%s is %s, but: missing %q, null %q", k.key, k.otherwise, missing, null)
		}
		if k.otherwise == "1" && read(t, lineOf(keys, map[string]string{k.key: ""}))[0].Account.Version > 1 {
			t.Errorf("%s is not %s by default", k.key, k.otherwise)
		}
		for value, fits := range edges(t, k) {
			if found := problems(t, lineOf(keys, map[string]string{k.key: value})); fits != (found == nil) {
				t.Errorf("%s of %.40s (%d bytes): %q, the page says %q", k.key, value, len(value), found, k.limits)
			}
		}
	}
}

// edges are values at the edges of what the page says, and whether they fit.
func edges(t *testing.T, k pageKey) map[string]bool {
	t.Helper()
	number := func(pattern string) int {
		m := regexp.MustCompile(pattern).FindStringSubmatch(k.limits)
		if m == nil {
			return 0
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	found := map[string]bool{}
	if n := number(`at most (\d+) characters`); n > 0 {
		tail := ""
		if k.key == "email" {
			tail = "@example.com"
		}
		found[`"`+strings.Repeat("é", n-len(tail))+tail+`"`] = true
		found[`"`+strings.Repeat("é", n-len(tail)+1)+tail+`"`] = false
	}
	if n := number(`at most (\d+) bytes`); n > 0 {
		found[`"`+strings.Repeat("!", n)+`"`] = true
		found[`"`+strings.Repeat("!", n+1)+`"`] = false
	}
	if from, to := number(`from (\d+) to`), number(`from \d+ to (\d+)`); k.kind == "time" {
		found[fmt.Sprintf(`"%d-01-01T00:00:00Z"`, from)], found[fmt.Sprintf(`"%d-12-31T23:59:59Z"`, from-1)] = true, false
		found[fmt.Sprintf(`"%d-12-31T23:59:59Z"`, to)], found[fmt.Sprintf(`"%d-01-01T00:00:00Z"`, to+1)] = true, false
	} else if to > 0 {
		found[strconv.Itoa(from)], found[strconv.Itoa(to)], found[strconv.Itoa(to+1)] = true, true, false
		found["-1"] = false
	}
	for _, m := range regexp.MustCompile("`([a-z]+)`").FindAllStringSubmatch(k.limits, -1) {
		found[`"`+m[1]+`"`], found[`"`+m[1]+`x"`] = true, false
	}
	if len(found) == 0 && k.key != "avatar" {
		t.Errorf("the page tells no limits of %s", k.key)
	}
	return found
}

func TestThePageListsEveryFormOfHash(t *testing.T) {
	_, table, found := strings.Cut(page(t), "| form | example |\n|---|---|\n")
	if !found {
		t.Fatal("there is no table of forms")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	listed := map[string]bool{}
	for line := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		form, err := password.Recognize(password.Hash(strings.Trim(cells[1], "`")))
		if err != nil || form.String() != cells[0] {
			t.Errorf("%s is %s, %v", line, form, err)
		}
		listed[form.String()] = true
	}
	for _, f := range password.Forms() {
		if f > password.Unusable && !listed[f.String()] {
			t.Errorf("%s is not on the page", f)
		}
	}
	if !strings.Contains(page(t), fmt.Sprintf("A line may have %d bytes", migrate.MaxLine)) || !strings.Contains(page(t), "the first hundred") || migrate.MaxListed != 100 {
		t.Error("the page tells other bounds")
	}
}
