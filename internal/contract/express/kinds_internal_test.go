package express

import (
	"fmt"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/contract/contracttest"
)

func TestEveryKindOfErrorHasAnAnswer(t *testing.T) {
	for _, kind := range account.AllKinds() {
		a, ok := byKind[kind]
		if !ok || a.status < 400 || a.status > 599 || a.text == noText || a.code == "" {
			t.Errorf("%s has no whole answer: %+v", kind, a)
		}
	}
	if len(byKind) != len(account.AllKinds()) {
		t.Errorf("there are answers to %d kinds, and %d kinds", len(byKind), len(account.AllKinds()))
	}
}

func TestEndpointsAnswerOnlyKindsThatThereAre(t *testing.T) {
	for _, own := range []answers{signInAnswers, registerAnswers} {
		for kind, a := range own {
			if int(kind) >= len(account.AllKinds()) || a.status < 400 || a.text == noText || a.code == "" {
				t.Errorf("%s: %+v", kind, a)
			}
		}
	}
}

func TestEveryRefusalOfEveryFieldHasAMessage(t *testing.T) {
	for _, language := range []Language{English, Spanish} {
		c := &contract{texts: textsIn(language)}
		contracttest.EachViolation(func(v account.Violation) {
			if m := c.message(v); m == "" || strings.Contains(m, "%") {
				t.Errorf("%s: %s: %q", language, v, m)
			}
			if v.Code == account.Weak && (len(c.weaknesses([]account.Violation{v})) != 1 || c.weaknesses([]account.Violation{v})[0] == "") {
				t.Errorf("%s: %s has no message", language, v)
			}
		})
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	contracttest.SameTexts(t, english[1:], spanish[1:])
}

func TestTheReadmeTellsTheAnswerToEachKind(t *testing.T) {
	var rows []string
	for _, kind := range account.AllKinds() {
		a := byKind[kind]
		rows = append(rows, fmt.Sprintf("| %s | %d | %s | %s |", kind, a.status, a.code, spanish[a.text]))
	}
	contracttest.Generate(t, "README.md", "kinds", "| kind | status | code | message |\n| --- | --- | --- | --- |\n"+strings.Join(rows, "\n"))
}
