package migrate_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

func TestAFileOfGoodLinesIsImported(t *testing.T) {
	p := newPlace(t)
	report, err := p.importText(t, migrate.Options{},
		person("5", "ada"), "", person("2", "bob", `"role":"admin"`, `"status":"suspended"`), person("9", "eve"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(migrate.Report{Read: 3, Kept: 3}, report); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, a := range p.accounts(t) {
		got = append(got, fmt.Sprintf("%d %s %s %s v%d", a.ID, a.Username, a.Role, a.Status, a.Version))
	}
	want := []string{"2 bob admin suspended v1", "5 ada user active v1", "9 eve user active v1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"imported by perfil import: from jsonl: 3 kept, 0 refused"}, p.trail(t)); diff != "" {
		t.Error(diff)
	}
}

func TestNothingIsImportedFromAFileWithABadLine(t *testing.T) {
	p := newPlace(t)
	report, err := p.importText(t, migrate.Options{},
		person("1", "ada"), person("2", "bob", `"status":"gone"`), "", person("3", "eve", `"email":"eve"`), person("4", "kim"))
	if !errors.Is(err, migrate.ErrRefused) {
		t.Errorf("error %v", err)
	}
	if report.Read != 4 || report.Kept != 0 || report.Refused != 2 {
		t.Errorf("%+v", report)
	}
	want := "line 2: status must be active, inactive or suspended, not \"gone\"\n" +
		"line 4: email has the wrong format\n"
	if diff := cmp.Diff(want, sentences(report)); diff != "" {
		t.Error(diff)
	}
	if n := len(p.accounts(t)); n != 0 {
		t.Errorf("%d accounts were kept", n)
	}
	if trail := p.trail(t); len(trail) != 0 {
		t.Errorf("%q", trail)
	}
}

func TestSkippingBadLinesKeepsTheGoodOnes(t *testing.T) {
	p := newPlace(t)
	report, err := p.importText(t, migrate.Options{SkipBad: true},
		person("1", "ada"), "{", person("3", "ada"), person("4", "kim"))
	if err != nil {
		t.Fatal(err)
	}
	if report.Read != 4 || report.Kept != 2 || report.Refused != 2 {
		t.Errorf("%+v", report)
	}
	want := "line 2: not valid JSON at character 2: unexpected EOF\n" +
		"line 3: username \"ada\" is taken by line 1; email \"ada@example.com\" is taken by line 1\n"
	if diff := cmp.Diff(want, sentences(report)); diff != "" {
		t.Error(diff)
	}
	if n := len(p.accounts(t)); n != 2 {
		t.Errorf("%d accounts were kept", n)
	}
	if diff := cmp.Diff([]string{"imported by perfil import: from jsonl: 2 kept, 2 refused"}, p.trail(t)); diff != "" {
		t.Error(diff)
	}
}

func TestATakenValueNamesWhoHasIt(t *testing.T) {
	p := newPlace(t)
	p.mustImport(t, person("5", "ada"), person("6", "bob"))
	for _, o := range []migrate.Options{{}, {DryRun: true}, {SkipBad: true, DryRun: true}, {SkipBad: true}} {
		report, _ := p.importText(t, o,
			person("7", "kim"),
			person("8", "new", `"email":" ADA@example.com "`),
			person("9", "bob", `"email":"other@example.com"`),
			person("5", "eve"),
			person("7", "sue", `"username":"ada"`, `"email":"Kim@Example.com"`),
			person("10", "Ada", `"email":"capital@example.com"`))
		want := `line 2: email "ada@example.com" is taken by the account with id 5` + "\n" +
			`line 3: username "bob" is taken by the account with id 6` + "\n" +
			`line 4: id 5 is taken by the account of "ada"` + "\n" +
			`line 5: username "ada" is taken by the account with id 5; email "kim@example.com" is taken by line 1; id 7 is taken by line 1` + "\n"
		if diff := cmp.Diff(want, sentences(report)); diff != "" {
			t.Errorf("%+v: %s", o, diff)
		}
	}
	if n := len(p.accounts(t)); n != 4 {
		t.Errorf("%d accounts", n)
	}
}

// A line that was refused has taken nothing, so another may have its values.
func TestARefusedLineTakesNothing(t *testing.T) {
	p := newPlace(t)
	report, err := p.importText(t, migrate.Options{SkipBad: true},
		person("1", "ada", `"phone":"12345678901"`), person("1", "ada"))
	if err != nil || report.Kept != 1 || sentences(report) != "line 1: phone is longer than 10 characters\n" {
		t.Errorf("%v %+v", err, report)
	}
}

func TestADryRunFindsEverythingAndKeepsNothing(t *testing.T) {
	p := newPlace(t)
	p.mustImport(t, person("1", "ada"))
	before := p.trail(t)
	for _, c := range []struct {
		options migrate.Options
		lines   []string
		want    migrate.Report
		err     error
	}{
		{migrate.Options{DryRun: true}, []string{person("2", "bob")}, migrate.Report{Read: 1, Kept: 1}, nil},
		{migrate.Options{DryRun: true}, []string{person("2", "bob"), person("3", "ada")}, migrate.Report{Read: 2, Refused: 1}, migrate.ErrRefused},
		{migrate.Options{DryRun: true, SkipBad: true}, []string{person("2", "bob"), person("3", "ada")}, migrate.Report{Read: 2, Kept: 1, Refused: 1}, nil},
	} {
		report, err := p.importText(t, c.options, c.lines...)
		if !errors.Is(err, c.err) {
			t.Errorf("%+v: %v", c.options, err)
		}
		report.Refusals = nil
		if diff := cmp.Diff(c.want, report); diff != "" {
			t.Errorf("%+v: %s", c.options, diff)
		}
	}
	if n := len(p.accounts(t)); n != 1 {
		t.Errorf("%d accounts", n)
	}
	if diff := cmp.Diff(before, p.trail(t)); diff != "" {
		t.Error(diff)
	}
}

func TestNewAccountsGetIdsBeyondTheLargest(t *testing.T) {
	p := newPlace(t)
	p.mustImport(t, person("900", "ada"), person("3", "bob"))
	granted, err := p.SignUp(t.Context(), account.SignUp{
		Terms: terms(), Username: "eve", Email: "eve@example.com", Password: "a long one of 2026",
	})
	if err != nil || granted.Account.ID != 901 {
		t.Errorf("id %d, %v", granted.Account.ID, err)
	}
}

func TestAHundredRefusalsAreListedAndTheRestCounted(t *testing.T) {
	p := newPlace(t)
	var lines []string
	for i := range 1000 {
		switch i % 3 {
		case 0:
			lines = append(lines, "{}")
		case 1:
			lines = append(lines, person("1", "ada"))
		default:
			lines = append(lines, person(fmt.Sprint(1000+i), fmt.Sprintf("user%d", i)))
		}
	}
	report, err := p.importText(t, migrate.Options{SkipBad: true}, lines...)
	if err != nil {
		t.Fatal(err)
	}
	if report.Read != 1000 || report.Kept != 334 || report.Refused != 666 || len(report.Refusals) != migrate.MaxListed {
		t.Errorf("read %d, kept %d, refused %d, listed %d", report.Read, report.Kept, report.Refused, len(report.Refusals))
	}
	for i, r := range report.Refusals {
		if len(r.Reasons) == 0 || i > 0 && r.Position <= report.Refusals[i-1].Position {
			t.Errorf("refusal %d: %+v", i, r)
		}
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	p := newPlace(t)
	var lines []string
	for i := range 1000 {
		lines = append(lines, person(fmt.Sprint(1+i), fmt.Sprintf("user%d", i)))
	}
	calls, done, size := 0, 0, int64(0)
	_, err := p.importText(t, migrate.Options{Progress: func(d int, b int64) {
		if d <= done || b <= size {
			t.Errorf("after %d (%d bytes) comes %d (%d bytes)", done, size, d, b)
		}
		calls, done, size = calls+1, d, b
	}}, lines...)
	if err != nil || calls < 2 || done != 1000 || size != int64(len(strings.Join(lines, "\n"))) {
		t.Errorf("%d calls, %d done, %d bytes, %v", calls, done, size, err)
	}
}

func TestOnlyAnAdminImportsAndExports(t *testing.T) {
	p := newPlace(t)
	p.mustImport(t, person("1", "ada"), person("2", "root", `"role":"admin"`))
	for id, want := range map[string]error{"1": account.Forbidden, "2": nil} {
		actor, err := p.Authenticate(t.Context(), djangoToken(id, time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		source := migrate.NewJSONL(strings.NewReader(person("3"+id, "new"+id)))
		if _, err := migrate.Import(t.Context(), p.Service, actor, source, migrate.Options{}); !errors.Is(err, want) {
			t.Errorf("import by %s: %v", id, err)
		}
		if _, err := migrate.ExportJSONL(t.Context(), p.Service, actor, io.Discard, nil); !errors.Is(err, want) {
			t.Errorf("export by %s: %v", id, err)
		}
	}
}
