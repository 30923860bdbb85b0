package django

import (
	"bytes"
	"strconv"
	"time"

	"perfil/internal/account"
	"perfil/internal/web"
)

// mediaPath is where avatars are served; profiles show it root-relative.
const mediaPath = "/media/avatars/"

// timeForm is UTC in whole seconds; what is finer is cut off, never rounded up
// into the future.
const timeForm = "2006-01-02T15:04:05Z"

// appendUser appends the documented object of twelve keys.
func appendUser(b []byte, a *account.Account) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, int64(a.ID), 10)
	b = append(b, `,"username":`...)
	b = web.AppendString(b, a.Username)
	b = append(b, `,"email":`...)
	b = web.AppendString(b, a.Email)
	b = append(b, `,"first_name":`...)
	b = web.AppendString(b, a.FirstName)
	b = append(b, `,"last_name":`...)
	b = web.AppendString(b, a.LastName)
	b = append(b, `,"number_phone":`...)
	b = appendText(b, "", a.Phone)
	b = append(b, `,"avatar":`...)
	b = appendText(b, mediaPath, a.Avatar)
	b = append(b, `,"date_joined":`...)
	b = appendTime(b, a.CreatedAt)
	b = append(b, `,"last_login":`...)
	b = appendTime(b, a.LastLoginAt)
	b = append(b, `,"is_active":`...)
	b = strconv.AppendBool(b, a.Status == account.StatusActive)
	b = append(b, `,"is_staff":`...)
	b = strconv.AppendBool(b, a.Role == account.RoleOperator || a.Role == account.RoleAdmin)
	b = append(b, `,"is_superuser":`...)
	b = strconv.AppendBool(b, a.Role == account.RoleAdmin)
	return append(b, '}')
}

// appendText appends prefix and s, or null when s is unset.
func appendText(b []byte, prefix, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return web.AppendString(b, prefix+s)
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, "null"...)
	}
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, timeForm)
	return append(b, '"')
}

// userSize is room for a user object with texts of ordinary length.
const userSize = 512

// answerUser encodes the answer to a profile request, to be hung on a snapshot,
// in no more memory than it needs: there may be very many.
func answerUser(a *account.Account) *account.Answer {
	var room [userSize]byte
	body := bytes.Clone(appendUser(room[:0], a))
	return &account.Answer{
		Body:   body,
		ETag:   []string{web.ETag(int64(a.ID), a.Version)},
		Length: web.Length(body),
	}
}

// appendGranted appends the answer to a sign-up or sign-in.
func appendGranted(b []byte, g *account.Granted) []byte {
	b = append(b, `{"refresh":`...)
	b = web.AppendString(b, g.Refresh)
	b = append(b, `,"access":`...)
	b = web.AppendString(b, g.Access)
	b = append(b, `,"user":`...)
	b = appendUser(b, &g.Account)
	return append(b, '}')
}

// appendTokens appends a pair under the names of the two keys, in this order.
func appendTokens(b []byte, firstKey, first, secondKey, second string) []byte {
	b = append(b, '{')
	b = web.AppendString(b, firstKey)
	b = append(b, ':')
	b = web.AppendString(b, first)
	b = append(b, ',')
	b = web.AppendString(b, secondKey)
	b = append(b, ':')
	b = web.AppendString(b, second)
	return append(b, '}')
}
