package express

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"perfil/internal/account"
	"perfil/internal/web"
)

// timeForm is UTC with three decimals, as JavaScript writes dates; what is finer
// is cut off.
const timeForm = "2006-01-02T15:04:05.000Z"

// field is one key of a documented object and how its value is written.
type field struct {
	key    string
	append func(b []byte, a *account.Account) []byte
}

var (
	userID      = field{"user_id", appendID}
	id          = field{"id", appendID}
	name        = field{"name", func(b []byte, a *account.Account) []byte { return web.AppendString(b, a.Name()) }}
	email       = field{"email", func(b []byte, a *account.Account) []byte { return web.AppendString(b, a.Email) }}
	roleID      = field{"role_id", func(b []byte, a *account.Account) []byte { return strconv.AppendInt(b, int64(a.Role.Number()), 10) }}
	roleName    = field{"role_name", appendRole}
	role        = field{"role", appendRole}
	status      = field{"status", func(b []byte, a *account.Account) []byte { return web.AppendString(b, a.Status.String()) }}
	registered  = field{"registration_date", func(b []byte, a *account.Account) []byte { return appendTime(b, a.CreatedAt) }}
	lastSession = field{"last_session", func(b []byte, a *account.Account) []byte { return appendTime(b, a.LastLoginAt) }}
)

// The documented objects, each with its keys in their order.
var (
	profileObject    = []field{userID, name, email, roleID, roleName, status, registered, lastSession}
	updatedObject    = []field{userID, name, email, roleID, status, registered, lastSession}
	registeredObject = []field{userID, name, email, roleID, status, registered}
	loginObject      = []field{userID, id, name, email, roleID, role}
	rootObject       = []field{id, name, email}
	listedObject     = []field{userID, name, email, status, registered, lastSession, roleName, roleID}
	administered     = []field{userID, name, email, roleID, status, registered, lastSession, roleName}
)

func appendID(b []byte, a *account.Account) []byte { return strconv.AppendInt(b, int64(a.ID), 10) }

func appendRole(b []byte, a *account.Account) []byte { return web.AppendString(b, a.Role.String()) }

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, "null"...)
	}
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, timeForm)
	return append(b, '"')
}

func appendObject(b []byte, fields []field, a *account.Account) []byte {
	b = append(b, '{')
	b = appendMembers(b, fields, a)
	return append(b, '}')
}

// appendMembers appends the keys and values without the braces.
func appendMembers(b []byte, fields []field, a *account.Account) []byte {
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, f.key...)
		b = append(b, `":`...)
		b = f.append(b, a)
	}
	return b
}

// appendSuccess begins the envelope of a success, up to the value of data.
func (t *texts) appendSuccess(b []byte, message text) []byte {
	b = append(b, `{"success":true,"message":`...)
	b = web.AppendString(b, t[message])
	return append(b, `,"data":`...)
}

// answerProfile encodes the answer to a profile request in one language, to be
// hung on a snapshot.
func answerProfile(t *texts) func(*account.Account) *account.Answer {
	return func(a *account.Account) *account.Answer { return t.answer(textProfile, profileObject, a) }
}

// answer encodes one profile, in no more memory than it needs: there may be very
// many of them.
func (t *texts) answer(message text, fields []field, a *account.Account) *account.Answer {
	body := bytes.Clone(t.userEnvelope(message, fields, a))
	return &account.Answer{
		Body:   body,
		ETag:   []string{web.ETag(int64(a.ID), a.Version)},
		Length: web.Length(body),
	}
}

// userEnvelope is {"success","message","data":{"user":{...}}}.
func (t *texts) userEnvelope(message text, fields []field, a *account.Account) []byte {
	b := t.appendSuccess(make([]byte, 0, 512), message)
	b = append(b, `{"user":`...)
	b = appendObject(b, fields, a)
	return append(b, "}}"...)
}

// appendGranted ends a sign-in or registration with the root-level keys that
// later clients of this API read.
func appendGranted(b []byte, g *account.Granted) []byte {
	b = append(b, `,"token":`...)
	b = web.AppendString(b, g.Access)
	b = append(b, `,"user":`...)
	b = appendObject(b, rootObject, &g.Account)
	b = append(b, ',')
	b = appendMembers(b, []field{role, roleID}, &g.Account)
	return append(b, '}')
}

// succeed answers a success whose data is null, or one account.
func (c *contract) succeed(w http.ResponseWriter, message text, fields []field, a *account.Account) {
	b := c.texts.appendSuccess(nil, message)
	if a == nil {
		b = append(b, "null"...)
	} else {
		web.NoStore(w)
		b = appendObject(b, fields, a)
	}
	web.WriteJSON(w, http.StatusOK, append(b, '}'))
}
