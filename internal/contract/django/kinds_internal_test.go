package django

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
		if !ok || a.status < 400 || a.status > 599 {
			t.Errorf("%s has no answer: %+v", kind, a)
		}
		if told := kind == account.Invalid || kind == account.Conflict; !told && (a.text == noText || a.key == "") {
			t.Errorf("%s has an answer that says nothing: %+v", kind, a)
		}
	}
	if len(byKind) != len(account.AllKinds()) {
		t.Errorf("there are answers to %d kinds, and %d kinds", len(byKind), len(account.AllKinds()))
	}
}

func TestEndpointsAnswerOnlyKindsThatThereAre(t *testing.T) {
	for _, own := range []answers{signInAnswers, tokenAnswers, refreshAnswers} {
		for kind, a := range own {
			if int(kind) >= len(account.AllKinds()) || a.status < 400 || a.text == noText {
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
			if v.Field != account.FieldNone && wireName(v.Field) == "" {
				t.Errorf("field %d has no name", v.Field)
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
		rows = append(rows, fmt.Sprintf("| %s | %s |", kind, byKind[kind].row()))
	}
	contracttest.Generate(t, "README.md", "kinds", "| kind | status | body |\n| --- | --- | --- |\n"+strings.Join(rows, "\n"))
}

// row is an answer as the README shows it.
func (a answer) row() string {
	if a.key == "" {
		return fmt.Sprintf("%d | `{\"FIELD\":[\"MESSAGE\",...],...}`", a.status)
	}
	body := fmt.Sprintf(`{"%s":"%s"`, a.key, english[a.text])
	if a.code != "" {
		body += fmt.Sprintf(`,"code":"%s"`, a.code)
	}
	if a.messages {
		body += `,"messages":[...]`
	}
	return fmt.Sprintf("%d | `%s}`", a.status, body)
}
