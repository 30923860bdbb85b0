package site

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"perfil/internal/account"
)

// collect gathers every text there is with the path to it.
func collect(v reflect.Value, path string, into map[string]string) {
	switch v.Kind() {
	case reflect.String:
		into[path] = v.String()
	case reflect.Struct:
		for i := range v.NumField() {
			collect(v.Field(i), path+"."+v.Type().Field(i).Name, into)
		}
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), fmt.Sprintf("%s[%d]", path, i), into)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			collect(v.MapIndex(k), path+"["+k.String()+"]", into)
		}
	default:
		panic("a text of kind " + v.Kind().String())
	}
}

func all(t *texts) map[string]string {
	found := map[string]string{}
	collect(reflect.ValueOf(*t), "", found)
	delete(found, ".Weak[0]") // there is no weakness of that number
	return found
}

var filling = regexp.MustCompile(`%[ds]|\{wait\}`)

func TestEveryTextIsThereInBothLanguages(t *testing.T) {
	en, es := all(&english), all(&spanish)
	for path, text := range en {
		other, ok := es[path]
		if !ok {
			t.Errorf("%s is missing in Spanish", path)
			continue
		}
		if strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s is empty: %q, %q", path, text, other)
		}
		if text == other && path != ".Failed" { // one word for both
			t.Errorf("%s is not translated: %q", path, text)
		}
		if a, b := filling.FindAllString(text, -1), filling.FindAllString(other, -1); !slices.Equal(a, b) {
			t.Errorf("%s is filled with %q and %q", path, a, b)
		}
	}
	for path := range es {
		if _, ok := en[path]; !ok {
			t.Errorf("%s is missing in English", path)
		}
	}
}

func TestEveryNoticeAndQuestionSaysSomething(t *testing.T) {
	for _, words := range []*texts{&english, &spanish} {
		for i, n := range words.Notices {
			if n.Title == "" || len(n.Text) == 0 {
				t.Errorf("%s: notice %d is not written", words.Language, i)
			}
		}
		for i, q := range words.Questions {
			if q.Title == "" || len(q.Text) == 0 {
				t.Errorf("%s: question %d is not written", words.Language, i)
			}
		}
	}
}

func TestEveryKindHasAnAnswer(t *testing.T) {
	for _, kind := range account.AllKinds() {
		a, ok := byKind[kind]
		if !ok || a.status < 400 {
			t.Errorf("%s has no answer", kind)
		}
		if kind != account.Internal && a.notice == noticeInternal {
			t.Errorf("%s is answered as a defect", kind)
		}
	}
}

func TestEveryRefusalOfAPasswordHasAReason(t *testing.T) {
	violations := []account.Violation{{Code: account.Blank}, {Code: account.TooLong, Limit: 128}, {Code: account.NulCharacter}}
	for w := account.TooSimilar; w <= account.NoDigit; w++ {
		violations = append(violations, account.Violation{
			Code: account.Weak, Weakness: account.Weakness{Weakness: w, Attribute: "email", Min: 8}})
	}
	for _, words := range []*texts{&english, &spanish} {
		for i, reason := range words.reasons(violations) {
			if reason == "" || strings.Contains(reason, "%") {
				t.Errorf("%s: the reason for %s is %q", words.Language, violations[i], reason)
			}
		}
	}
}
