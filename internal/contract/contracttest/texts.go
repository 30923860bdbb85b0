package contracttest

import (
	"regexp"
	"slices"
	"testing"

	"perfil/internal/account"
)

// EachViolation calls fn for every reason to refuse every field, those too that
// no use case has for it now.
func EachViolation(fn func(account.Violation)) {
	weaknesses := []account.Weakness{
		{Weakness: account.TooShort, Min: 8},
		{Weakness: account.TooCommon},
		{Weakness: account.EntirelyNumeric},
		{Weakness: account.TooSimilar, Attribute: account.FieldUsername.String()},
		{Weakness: account.TooSimilar, Attribute: account.FieldEmail.String()},
		{Weakness: account.NoUpper},
		{Weakness: account.NoDigit},
	}
	for field := account.FieldNone; field <= account.FieldToken; field++ {
		for code := account.Required; code <= account.Unknown; code++ {
			v := account.Violation{Field: field, Code: code, Limit: 10}
			if code != account.Weak {
				fn(v)
				continue
			}
			for _, v.Weakness = range weaknesses {
				fn(v)
			}
		}
	}
}

var verb = regexp.MustCompile(`%[a-z]`)

// SameTexts checks two tables of texts: every text is there in both languages,
// and takes the same values in the same order.
func SameTexts(t *testing.T, one, other []string) {
	t.Helper()
	for i := range one {
		if one[i] == "" || other[i] == "" {
			t.Errorf("text %d is missing in a language: %q, %q", i+1, one[i], other[i])
		}
		if !slices.Equal(verb.FindAllString(one[i], -1), verb.FindAllString(other[i], -1)) {
			t.Errorf("%q and %q take different values", one[i], other[i])
		}
	}
}
