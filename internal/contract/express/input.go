package express

import (
	"net/http"
	"strconv"
	"strings"

	"perfil/internal/account"
	"perfil/internal/web"
)

// fields reads the values of one body as the handlers of the reference do: only
// text is text, and null and blank count as absent.
type fields struct {
	object  web.Object
	refused []account.Violation
}

// read takes the body of a request apart, or answers why it cannot. An empty
// body counts as an empty object.
func (c *contract) read(w http.ResponseWriter, r *http.Request) (*fields, bool) {
	object, err := web.ReadObject(w, r, web.Accept{})
	if err != nil {
		c.failBody(w, err)
		return nil, false
	}
	return &fields{object: object}, true
}

func (f *fields) add(field account.Field, code account.Code) {
	f.refused = append(f.refused, account.Violation{Field: field, Code: code})
}

// err is the refusal of everything found so far.
func (f *fields) err() error { return account.Refuse(f.refused) }

// isAbsent says whether a value counts as not sent. Spaces alone are a password
// but no name.
func (f *fields) isAbsent(key string) bool {
	v := f.object[key]
	switch v.Kind() {
	case web.Absent, web.Null:
		return true
	case web.String:
		return v.Text() == "" || !isPassword(key) && strings.TrimSpace(v.Text()) == ""
	default:
		return false
	}
}

func isPassword(key string) bool { return strings.HasSuffix(strings.ToLower(key), "password") }

// required is a key that must be there, and the message when it is not.
type required struct {
	key     string
	message text
}

// missing lists the messages of those that count as not sent.
func (f *fields) missing(keys ...required) []text {
	var missing []text
	for _, k := range keys {
		if f.isAbsent(k.key) {
			missing = append(missing, k.message)
		}
	}
	return missing
}

// firstOf is the first of the spellings of a key under which something was
// sent.
func (f *fields) firstOf(keys ...string) string {
	for _, key := range keys {
		if !f.isAbsent(key) {
			return key
		}
	}
	return keys[0]
}

// text reads a value that is there; what is no text, or no text that can be
// kept, is refused.
func (f *fields) text(field account.Field, key string) string {
	v := f.object[key]
	switch {
	case v.Kind() != web.String:
		f.add(field, account.NotText)
	case v.Malformed() == web.NUL:
		f.add(field, account.NulCharacter)
	case v.Malformed() != web.NoProblem:
		f.add(field, account.LoneSurrogate)
	default:
		return v.Text()
	}
	return ""
}

// optional is text for a value that may be absent: nil, as when it is refused.
func (f *fields) optional(field account.Field, key string) *string {
	if f.isAbsent(key) {
		return nil
	}
	before := len(f.refused)
	text := f.text(field, key)
	if len(f.refused) > before {
		return nil
	}
	return &text
}

// wholeNumber reads a JSON number without fraction; text that looks like one is
// none, as in the reference.
func wholeNumber(v web.Value) (int64, bool) {
	if v.Kind() != web.Number {
		return 0, false
	}
	n, err := strconv.ParseInt(v.Text(), 10, 64)
	return n, err == nil
}
