package migrate_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// FuzzJSONLLine feeds anything as a file. Whatever is found acceptable must come
// out of an export as it went in, and every fault must be fit for a terminal.
func FuzzJSONLLine(f *testing.F) {
	for _, seed := range []string{
		line(), line(`"phone":null`, `"version":3`), line(`"id":1e3`), line(`"x":[{"y":null}]`),
		line(`"email":" A@B.C "`), line(`"username":"\u0000\ud83d\ude00"`), line(`"created_at":"2024-01-15T10:30:00.5+05:30"`),
		"\ufeff" + line() + "\r\n" + line()[:40], "{}", "[]", "null", "\xff", "{\"a\":1,\"a\":2}", documented,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		_ = migrate.NewJSONL(strings.NewReader(file)).Each(context.Background(), func(e migrate.Entry) error {
			if e.Position < 1 || e.Offset < 1 || e.Offset > int64(len(file)) {
				t.Fatalf("position %d, offset %d of %d", e.Position, e.Offset, len(file))
			}
			for _, fault := range e.Faults {
				if fault == "" || !utf8.ValidString(fault) || strings.ContainsAny(fault, "\n\r\x1b\x00") {
					t.Fatalf("%q", fault)
				}
			}
			if e.Faults == nil {
				comesBack(t, e.Account)
			}
			return nil
		})
	})
}

func comesBack(t *testing.T, a account.Account) {
	importable, err := account.JudgeImport(a)
	if err != nil {
		if len(account.ImportReasons(err)) == 0 {
			t.Fatalf("refused without a reason: %v", err)
		}
		return
	}
	stored := *importable.Account()
	written, err := migrate.AppendJSONL(nil, &stored)
	if err != nil {
		t.Fatal(err)
	}
	again := read(t, string(written))
	if len(again) != 1 || again[0].Faults != nil {
		t.Fatalf("%s: %+v", written, again)
	}
	second, err := account.JudgeImport(again[0].Account)
	if err != nil {
		t.Fatalf("%s: %v", written, err)
	}
	if diff := cmp.Diff(stored, *second.Account()); diff != "" {
		t.Fatal(diff)
	}
}
