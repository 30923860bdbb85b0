package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Difference is one way in which two answers differ.
type Difference struct {
	Where    string `json:"where"` // status, a header, or a path in the body
	Old      string `json:"old"`   // "" for what is not there
	New      string `json:"new"`
	Expected string `json:"expected,omitempty"` // why it is meant to be so
}

// comparedHeaders are those that clients act upon.
var comparedHeaders = [...]string{"Content-Type", "Www-Authenticate", "Allow", "Location"}

// differ compares two answers. What can never be equal, such as tokens, counts
// as equal when it has the same form.
func differ(older, newer *answer, olds, news map[string]string, now time.Time) []Difference {
	var found []Difference
	note := func(where, was, is string) {
		if was != is || was == `"<secret>"` {
			found = append(found, Difference{Where: where, Old: was, New: is})
		}
	}
	note("status", fmt.Sprint(older.status), fmt.Sprint(newer.status))
	for _, name := range comparedHeaders {
		// Some frameworks send it with every answer, where nobody reads it.
		if name == "Allow" && older.status != http.StatusMethodNotAllowed && newer.status != http.StatusMethodNotAllowed {
			continue
		}
		note("header "+name, headerOf(older.header, name), headerOf(newer.header, name))
	}
	if !older.isJSON || !newer.isJSON {
		note("body", textOf(older), textOf(newer))
		return found
	}
	c := comparison{olds: own(olds), news: own(news), now: now, note: note}
	c.values("body", older.body, newer.body)
	return found
}

func headerOf(h http.Header, name string) string {
	value := h.Get(name)
	switch name {
	case "Content-Type":
		if media, _, err := mime.ParseMediaType(value); err == nil {
			return media // the encoding is UTF-8 whether it is said or not
		}
	case "Allow":
		methods := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		slices.Sort(methods)
		return strings.Join(slices.DeleteFunc(methods, func(m string) bool { return m == "OPTIONS" || m == "HEAD" }), ", ")
	}
	return value
}

// maxShown is how much of a value a report shows.
const maxShown = 120

func shown(text string) string {
	if runes := []rune(text); len(runes) > maxShown {
		return string(runes[:maxShown]) + "..."
	}
	return text
}

func textOf(a *answer) string {
	if a.isJSON {
		return encode(a.body)
	}
	text, _ := a.body.(string)
	return shown(text)
}

// secretForm is what no report shows: tokens and hashes.
var secretForm = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*|\$2[aby]\$[\w./$]+|(pbkdf2|argon2|bcrypt|scrypt)\w*\$\S+`)

func encode(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return shown(secretForm.ReplaceAllString(string(text), "<secret>"))
}

// own are the values that each side has its own of, by what they are. Short
// ones would be found everywhere.
func own(saved map[string]string) map[string]string {
	names := make(map[string]string, len(saved))
	for name, value := range saved {
		names[value] = name
	}
	return names
}

type comparison struct {
	olds, news map[string]string
	now        time.Time
	note       func(where, was, is string)
}

func (c *comparison) values(where string, older, newer any) {
	switch was := older.(type) {
	case map[string]any:
		if is, ok := newer.(map[string]any); ok {
			c.objects(where, was, is)
			return
		}
	case []any:
		if is, ok := newer.([]any); ok {
			c.lists(where, was, is)
			return
		}
	}
	if !c.alike(older, newer) {
		c.note(where, conceal(where, older), conceal(where, newer))
	}
}

// conceal is encode, but of what a key calls a secret it shows only that there
// is one.
func conceal(where string, value any) string {
	key := strings.ToLower(lastKey(where))
	if _, text := value.(string); text && (strings.Contains(key, "token") || strings.Contains(key, "password")) {
		return `"<secret>"`
	}
	return encode(value)
}

func (c *comparison) objects(where string, older, newer map[string]any) {
	keys := slices.Collect(maps.Keys(older))
	for key := range newer {
		if _, both := older[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		was, had := older[key]
		is, has := newer[key]
		switch path := where + "." + key; {
		case had && has:
			c.values(path, was, is)
		case had:
			c.note(path, conceal(path, was), "")
		default:
			c.note(path, "", conceal(path, is))
		}
	}
}

func (c *comparison) lists(where string, older, newer []any) {
	if len(older) != len(newer) {
		c.note(where, fmt.Sprintf("%d values", len(older)), fmt.Sprintf("%d values", len(newer)))
		return
	}
	for i := range older {
		c.values(fmt.Sprintf("%s.%d", where, i), older[i], newer[i])
	}
}

// alike says whether two values mean the same: equal, or both the token, the id
// or the moment of their side.
func (c *comparison) alike(older, newer any) bool {
	if encode(older) == encode(newer) && fmt.Sprint(older) == fmt.Sprint(newer) {
		return true
	}
	if fmt.Sprintf("%T", older) != fmt.Sprintf("%T", newer) {
		return false
	}
	was, is := fmt.Sprint(older), fmt.Sprint(newer)
	if name, ok := c.olds[was]; ok && c.news[is] == name {
		return true
	}
	if isToken(was) && isToken(is) {
		return true
	}
	return c.bothNow(was, is)
}

var tokenForm = regexp.MustCompile(`^eyJ[\w-]+\.[\w-]+\.[\w-]+$`)

func isToken(text string) bool { return tokenForm.MatchString(text) }

// lately is how old a moment may be to count as one of this comparison.
const lately = 10 * time.Minute

var digit = regexp.MustCompile(`\d`)

// bothNow says whether both are a moment of this comparison, written alike.
func (c *comparison) bothNow(was, is string) bool {
	for _, text := range []string{was, is} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || c.now.Sub(at).Abs() > lately {
			return false
		}
	}
	return digit.ReplaceAllString(was, "0") == digit.ReplaceAllString(is, "0")
}
