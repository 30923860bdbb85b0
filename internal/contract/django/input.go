package django

import (
	"net/http"
	"strings"
	"time"

	"perfil/internal/account"
	"perfil/internal/web"
)

// fields reads the values of one body as the serializers of the reference do:
// numbers are taken as text, other types are not, and every refusal is collected
// so that one answer names them all.
type fields struct {
	object  web.Object
	refused []account.Violation
}

// withoutPicture is what most operations read besides JSON and forms. Only who
// wants a picture takes bodies in which one has room, see contract.withPicture.
var withoutPicture = web.Accept{Multipart: true}

// uploadRoom is how many bytes of pictures may be on their way in at once: six of
// the largest, a hundred of the usual ones. The server holds some five times as
// much for them, since buffers double as they grow and are collected later.
const uploadRoom = 32 << 20

// crowdedPause is when somebody whose picture found no room may come again.
const crowdedPause = 2 * time.Second

// read takes the body of a request apart, or answers why it cannot. An empty
// body counts as an empty object.
func (c *contract) read(w http.ResponseWriter, r *http.Request, accept web.Accept) (*fields, bool) {
	object, err := web.ReadObject(w, r, accept)
	if err != nil {
		c.failBody(w, r, err)
		return nil, false
	}
	return &fields{object: object}, true
}

func (f *fields) refuse(field account.Field, code account.Code) {
	f.refused = append(f.refused, account.Violation{Field: field, Code: code})
}

// err is the refusal of everything found so far, in the documented order.
func (f *fields) err() error { return account.Refuse(f.refused) }

// value reads a text. given is false when there is none: absent, or refused.
func (f *fields) value(field account.Field, key string) (text string, given bool) {
	v := f.object[key]
	switch v.Kind() {
	case web.Absent:
		return "", false
	case web.Null:
		f.refuse(field, account.Null)
		return "", false
	case web.String, web.Number:
	default:
		f.refuse(field, account.NotText)
		return "", false
	}
	switch v.Malformed() {
	case web.NoProblem:
		return v.Text(), true
	case web.NUL:
		f.refuse(field, account.NulCharacter)
	default:
		f.refuse(field, account.LoneSurrogate)
	}
	return "", false
}

// required reads a text that must be there. That it may not be blank is a rule
// of the account.
func (f *fields) required(field account.Field, key string) string {
	if f.object[key].Kind() == web.Absent {
		f.refuse(field, account.Required)
		return ""
	}
	text, _ := f.value(field, key)
	return text
}

// requiredText reads a text that must be there and not blank, for endpoints
// that make no account of it.
func (f *fields) requiredText(field account.Field, key string) string {
	before := len(f.refused)
	text := f.required(field, key)
	blank := text == "" || field != account.FieldPassword && strings.TrimSpace(text) == ""
	if blank && len(f.refused) == before {
		f.refuse(field, account.Blank)
	}
	return text
}

// optional reads a text that may be missing: nil.
func (f *fields) optional(field account.Field, key string) *string {
	text, given := f.value(field, key)
	if !given {
		return nil
	}
	return &text
}

// nullable is optional for a text that null unsets.
func (f *fields) nullable(field account.Field, key string) *string {
	if f.object[key].Kind() == web.Null {
		return new(string)
	}
	return f.optional(field, key)
}

// given reads a credential of the sign-in: missing, null and empty are all the
// same to that endpoint.
func (f *fields) given(field account.Field, key string) (string, bool) {
	switch f.object[key].Kind() {
	case web.Absent, web.Null:
		return "", false
	}
	before := len(f.refused)
	text, _ := f.value(field, key)
	return text, text != "" || len(f.refused) > before
}

// avatar reads the picture. Null and an empty part ask to remove the one that
// is there.
func (f *fields) avatar() *account.Upload {
	v := f.object["avatar"]
	switch {
	case v.Kind() == web.Absent:
		return nil
	case v.Kind() == web.Null, v.Kind() == web.String && v.Text() == "":
		return &account.Upload{}
	case v.Kind() != web.Upload:
		f.refuse(account.FieldAvatar, account.NotAFile)
	case v.File().TooLarge:
		f.refuse(account.FieldAvatar, account.TooManyBytes)
	case len(v.File().Bytes) == 0:
		f.refuse(account.FieldAvatar, account.EmptyFile)
	default:
		return &account.Upload{Bytes: v.File().Bytes}
	}
	return nil
}

func deref(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
