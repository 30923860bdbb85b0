package password_test

import (
	"slices"
	"strings"
	"testing"

	"perfil/internal/password"
)

var (
	djangoRules  = password.Rules{Similar: true, MinLength: 8, Common: true, Numeric: true}
	expressRules = password.Rules{MinLength: 8, Upper: true, Digit: true}
)

func weaknesses(violations []password.Violation) []password.Weakness {
	var all []password.Weakness
	for _, v := range violations {
		all = append(all, v.Weakness)
	}
	return all
}

// judged is a line of testdata/strength.jsonl: what Django's validators said.
type judged struct {
	Password   string
	Attributes []password.Attribute
	Violations []struct{ Code, Attribute string }
}

func TestDjangoRulesJudgeAsDjangoDoes(t *testing.T) {
	codes := map[password.Weakness]string{
		password.TooSimilar:      "password_too_similar",
		password.TooShort:        "password_too_short",
		password.TooCommon:       "password_too_common",
		password.EntirelyNumeric: "password_entirely_numeric",
	}
	for _, line := range readLines[judged](t, "testdata/strength.jsonl") {
		got := djangoRules.Check(line.Password, line.Attributes...)
		same := slices.EqualFunc(got, line.Violations, func(g password.Violation, w struct{ Code, Attribute string }) bool {
			return codes[g.Weakness] == w.Code && g.Attribute == w.Attribute
		})
		if !same {
			t.Errorf("%q with %q: %v; Django says %v", line.Password, line.Attributes, got, line.Violations)
		}
	}
}

func TestExpressRulesWantLengthThenUpperThenDigit(t *testing.T) {
	const short, upper, digit = password.TooShort, password.NoUpper, password.NoDigit
	for plain, want := range map[string][]password.Weakness{
		"SecurePass123":  nil,
		"A1345678":       nil,
		"123":            {short, upper},
		"securepass123":  {upper},
		"SecurePassword": {digit},
		"Secur12":        {short},
		"securepassword": {upper, digit},
		"abc":            {short, upper, digit},
		"":               {short, upper, digit},
		"ñÑÁÉÍ123456":    {upper},
		"Secure٣٤٥٦٧":    {digit},
		"🔐A1🔐🔐🔐🔐🔐":       nil,
		"🔐A1🔐🔐🔐🔐":        {short},
	} {
		if got := weaknesses(expressRules.Check(plain)); !slices.Equal(got, want) {
			t.Errorf("%q: %v; want %v", plain, got, want)
		}
	}
}

func TestViolationsSayWhatWasAsked(t *testing.T) {
	got := djangoRules.Check("Anna1", password.Attribute{Name: "email", Value: "x@anna1.example"},
		password.Attribute{Name: "username", Value: "anna1"})
	want := []password.Violation{
		{Weakness: password.TooSimilar, Attribute: "email"}, // the first given, and only that
		{Weakness: password.TooShort, Min: 8},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v; want %+v", got, want)
	}
}

func TestEachRuleCanBeLeftOut(t *testing.T) {
	attribute := password.Attribute{Name: "username", Value: "12345"}
	all := password.Rules{Similar: true, MinLength: 8, Common: true, Numeric: true, Upper: true, Digit: true}
	if got := (password.Rules{}).Check("", attribute); got != nil {
		t.Errorf("no rules, and yet %v", got)
	}
	found := weaknesses(all.Check("12345", attribute))
	want := []password.Weakness{password.TooSimilar, password.TooShort, password.TooCommon,
		password.EntirelyNumeric, password.NoUpper}
	if !slices.Equal(found, want) {
		t.Errorf("%v; want %v", found, want)
	}
	for _, c := range []struct {
		without password.Weakness
		rules   password.Rules
	}{
		{password.TooSimilar, password.Rules{MinLength: 8, Common: true, Numeric: true, Upper: true}},
		{password.TooShort, password.Rules{Similar: true, Common: true, Numeric: true, Upper: true}},
		{password.TooCommon, password.Rules{Similar: true, MinLength: 8, Numeric: true, Upper: true}},
		{password.EntirelyNumeric, password.Rules{Similar: true, MinLength: 8, Common: true, Upper: true}},
		{password.NoUpper, password.Rules{Similar: true, MinLength: 8, Common: true, Numeric: true}},
	} {
		rest := slices.DeleteFunc(slices.Clone(want), func(w password.Weakness) bool { return w == c.without })
		if got := weaknesses(c.rules.Check("12345", attribute)); !slices.Equal(got, rest) {
			t.Errorf("%+v: %v; want %v", c.rules, got, rest)
		}
	}
}

func TestAVeryLongPasswordIsJudged(t *testing.T) {
	long := strings.Repeat("Zx9-quiet-Harbor ", 6000)
	got := djangoRules.Check(long, password.Attribute{Name: "username", Value: strings.Repeat("a.b ", 50)})
	if got != nil {
		t.Errorf("%v", got)
	}
}
