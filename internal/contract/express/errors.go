package express

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"perfil/internal/account"
	"perfil/internal/web"
)

// answer is how an error looks: a status and
// {"success":false,"message":text,"code":code}.
type answer struct {
	status int
	text   text
	code   string
}

const (
	codeValidation   = "VALIDATION_ERROR"
	codeUnauthorized = "UNAUTHORIZED"

	plainChallenge   = `Bearer realm="api"`
	invalidChallenge = `Bearer realm="api", error="invalid_token"`
)

// answers maps kinds of errors. An endpoint may put its own before byKind.
type answers map[account.Kind]answer

// byKind has an answer to every Kind; a test proves it. That of Invalid is
// chosen by what was refused, see failInvalid.
var byKind = answers{
	account.Internal:        {http.StatusInternalServerError, textInternal, "INTERNAL_ERROR"},
	account.Invalid:         {http.StatusBadRequest, textInvalid, codeValidation},
	account.Conflict:        {http.StatusConflict, textEmailTaken, "CONFLICT"},
	account.BadCredentials:  {http.StatusUnauthorized, textBadCredentials, "INVALID_CREDENTIALS"},
	account.WrongPassword:   {http.StatusUnauthorized, textWrongPassword, codeUnauthorized},
	account.Unauthenticated: {http.StatusUnauthorized, textNoToken, codeUnauthorized},
	account.WrongTokenType:  {http.StatusUnauthorized, textNoToken, codeUnauthorized},
	account.InvalidTicket:   {http.StatusUnauthorized, textBadTicket, "INVALID_RESET_TOKEN"},
	account.Inactive:        {http.StatusUnauthorized, textInactive, codeUnauthorized},
	account.Gone:            {http.StatusNotFound, textNotFound, "NOT_FOUND"},
	account.NotFound:        {http.StatusNotFound, textNotFound, "NOT_FOUND"},
	account.Forbidden:       {http.StatusForbidden, textAdminsOnly, "FORBIDDEN"},
	account.NotOnSelf:       {http.StatusBadRequest, textNotAllowed, codeValidation},
	account.LastAdmin:       {http.StatusBadRequest, textNotAllowed, codeValidation},
	account.NothingToChange: {http.StatusBadRequest, textNothingToChange, codeValidation},
	account.Stale:           {http.StatusPreconditionFailed, textStale, "PRECONDITION_FAILED"},
	account.Throttled:       {http.StatusTooManyRequests, textTooManyRequests, "TOO_MANY_REQUESTS"},
	account.Busy:            {http.StatusServiceUnavailable, textBusy, "SERVICE_UNAVAILABLE"},
	account.Unavailable:     {http.StatusServiceUnavailable, textBusy, "SERVICE_UNAVAILABLE"},
}

// fail answers an error of a use case.
func (c *contract) fail(w http.ResponseWriter, err error) { c.failWith(w, err, nil) }

// failWith answers an error, with the answers of one endpoint before the usual
// ones. The cause goes to the log where the answer does not tell it.
func (c *contract) failWith(w http.ResponseWriter, err error, own answers) {
	e := account.ErrorOf(err)
	a, isOwn := own[e.Kind]
	if !isOwn {
		a = byKind[e.Kind]
	}
	if a.status >= http.StatusInternalServerError {
		web.EventOf(w).Fail(err)
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", web.Seconds(e.RetryAfter))
	}
	if a.status == http.StatusUnauthorized { // every 401 has one: RFC 9110, section 15.5.2
		w.Header().Set("WWW-Authenticate", challengeTo(e.Kind, isOwn))
	}
	if e.Kind == account.Invalid {
		c.failInvalid(w, e.Violations, textWeakPassword)
		return
	}
	c.say(w, a)
}

// challengeTo says whether it was a token that was no good. Endpoints with an
// answer of their own look at none.
func challengeTo(k account.Kind, isOwn bool) string {
	switch k {
	case account.Unauthenticated, account.WrongTokenType, account.Inactive:
		if !isOwn {
			return invalidChallenge
		}
	}
	return plainChallenge
}

// failNewPassword is fail where a weak password has its own words.
func (c *contract) failNewPassword(w http.ResponseWriter, err error) {
	e := account.ErrorOf(err)
	if e.Kind == account.Invalid {
		c.failInvalid(w, e.Violations, textWeakNewPassword)
		return
	}
	c.fail(w, err)
}

// failInvalid answers refused values. The reference checks one thing after the
// other and tells the first that fails, so the order is that of its checks.
func (c *contract) failInvalid(w http.ResponseWriter, vs []account.Violation, weak text) {
	has := func(f account.Field, code account.Code) bool {
		return slices.ContainsFunc(vs, func(v account.Violation) bool { return v.Field == f && v.Code == code })
	}
	switch {
	case has(account.FieldEmail, account.BadFormat):
		c.refuse(w, textBadEmail)
	case has(account.FieldPassword, account.Weak):
		c.sayErrors(w, answer{http.StatusBadRequest, weak, codeValidation}, c.weaknesses(vs))
	case has(account.FieldRole, account.Unknown):
		c.refuse(w, textBadRole)
	case has(account.FieldStatus, account.Unknown):
		c.refuse(w, textBadStatus)
	default:
		c.sayErrors(w, byKind[account.Invalid], c.messages(vs))
	}
}

// messages says of each refused value what is wrong with it.
func (c *contract) messages(vs []account.Violation) []string {
	var out []string
	for _, v := range vs {
		if v.Code == account.Taken {
			continue // told only when nothing else is wrong
		}
		out = append(out, c.message(v))
	}
	return out
}

func (c *contract) message(v account.Violation) string {
	switch v.Code {
	case account.TooLong:
		return fmt.Sprintf(c.texts[textTooLong], v.Field, v.Limit)
	case account.NotText:
		return fmt.Sprintf(c.texts[textNotText], v.Field)
	case account.NulCharacter, account.LoneSurrogate:
		return fmt.Sprintf(c.texts[textBadCharacters], v.Field)
	default:
		return fmt.Sprintf(c.texts[textBadValue], v.Field)
	}
}

// weaknesses says what a password lacks, in the documented order.
func (c *contract) weaknesses(vs []account.Violation) []string {
	var out []string
	for _, v := range vs {
		if v.Code != account.Weak {
			continue
		}
		switch v.Weakness.Weakness {
		case account.TooShort:
			out = append(out, fmt.Sprintf(c.texts[textTooShort], v.Weakness.Min))
		case account.NoUpper:
			out = append(out, c.texts[textNoUpper])
		case account.NoDigit:
			out = append(out, c.texts[textNoDigit])
		default:
			out = append(out, fmt.Sprintf(c.texts[textBadValue], v.Field))
		}
	}
	return out
}

// failBody answers a body that could not be read. What exactly is wrong with
// JSON is not said: the reference does not, and the body may hold a password.
func (c *contract) failBody(w http.ResponseWriter, err error) {
	var mediaType *web.MediaTypeError
	switch {
	case errors.Is(err, web.ErrTooLarge):
		c.say(w, answer{http.StatusRequestEntityTooLarge, textTooLarge, "PAYLOAD_TOO_LARGE"})
	case errors.As(err, &mediaType):
		c.say(w, answer{http.StatusUnsupportedMediaType, textMediaType, "UNSUPPORTED_MEDIA_TYPE"})
	default:
		c.refuse(w, textBadJSON)
	}
}

// refuse answers 400 with a message and, under errors, what it consists of.
func (c *contract) refuse(w http.ResponseWriter, message text, details ...text) {
	var list []string
	for _, d := range details {
		list = append(list, c.texts[d])
	}
	c.sayErrors(w, answer{http.StatusBadRequest, message, codeValidation}, list)
}

func (c *contract) noCredentials(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", plainChallenge)
	c.say(w, byKind[account.Unauthenticated])
}

func (c *contract) badToken(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", invalidChallenge)
	c.say(w, byKind[account.Unauthenticated])
}

// noRoute answers an unknown path and a wrong method alike, naming the path as
// it was sent.
func (c *contract) noRoute(w http.ResponseWriter, r *http.Request) {
	message := fmt.Sprintf(c.texts[textNoRoute], r.URL.EscapedPath())
	web.WriteJSON(w, http.StatusNotFound, append(appendFailure(nil, message, "NOT_FOUND"), '}'))
}

// Internal answers 500 in the shape of this contract, for what is caught
// outside of it.
func Internal(l Language) http.HandlerFunc {
	c := &contract{texts: textsIn(l)}
	return func(w http.ResponseWriter, _ *http.Request) { c.say(w, byKind[account.Internal]) }
}

// acknowledge answers 200 with a message and nothing else.
func (c *contract) acknowledge(w http.ResponseWriter, message text) {
	b := append([]byte(nil), `{"success":true,"message":`...)
	b = web.AppendString(b, c.texts[message])
	web.WriteJSON(w, http.StatusOK, append(b, '}'))
}

func (c *contract) say(w http.ResponseWriter, a answer) { c.sayErrors(w, a, nil) }

// sayErrors writes an answer, with a list of details if there are any.
func (c *contract) sayErrors(w http.ResponseWriter, a answer, details []string) {
	b := appendFailure(nil, c.texts[a.text], a.code)
	for i, d := range details {
		if i == 0 {
			b = append(b, `,"errors":[`...)
		} else {
			b = append(b, ',')
		}
		b = web.AppendString(b, d)
	}
	if len(details) > 0 {
		b = append(b, ']')
	}
	web.WriteJSON(w, a.status, append(b, '}'))
}

// appendFailure begins the envelope of an error, without its end.
func appendFailure(b []byte, message, code string) []byte {
	b = append(b, `{"success":false,"message":`...)
	b = web.AppendString(b, message)
	b = append(b, `,"code":`...)
	return web.AppendString(b, code)
}
