package site

import (
	"net/http"

	"golang.org/x/text/language"
)

// Language is a language of the pages.
type Language string

// The languages.
const (
	English Language = "en"
	Spanish Language = "es"
)

// languages chooses among the texts for a browser.
type languages struct {
	texts   []*texts // the default first
	matcher language.Matcher
}

func speak(fallback Language) languages {
	l := languages{texts: []*texts{&english, &spanish}}
	if fallback == Spanish {
		l.texts = []*texts{&spanish, &english}
	}
	var tags []language.Tag
	for _, t := range l.texts {
		tags = append(tags, language.Make(string(t.Language)))
	}
	l.matcher = language.NewMatcher(tags)
	return l
}

// choose takes the best of what the browser asks for (RFC 9110, section
// 12.5.4): es for es-MX, and also for gl and eu, whose readers know it. A header that
// is missing or cannot be read gets the default.
func (l languages) choose(r *http.Request) *texts {
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		wanted = nil
	}
	_, i, _ := l.matcher.Match(wanted...)
	return l.texts[i]
}
