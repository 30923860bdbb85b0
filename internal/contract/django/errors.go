package django

import (
	"errors"
	"fmt"
	"net/http"

	"perfil/internal/account"
	"perfil/internal/web"
)

// answer is how an error looks: a status and {"detail": text, "code": code}, or
// "error" for "detail" where the reference says so.
type answer struct {
	status    int
	key       string
	text      text
	code      string
	challenge string // WWW-Authenticate
	messages  bool   // adds what clients of SimpleJWT look at
}

const (
	keyDetail = "detail"
	keyError  = "error"

	plainChallenge   = `Bearer realm="api"`
	invalidChallenge = `Bearer realm="api", error="invalid_token"`
)

// answers maps kinds of errors. An endpoint may put its own before byKind.
type answers map[account.Kind]answer

// byKind has an answer to every Kind; a test proves it. Invalid and Conflict
// carry the refused fields instead of a text, see failFields.
var byKind = answers{
	account.Internal:        {status: http.StatusInternalServerError, key: keyError, text: textInternal},
	account.Invalid:         {status: http.StatusBadRequest},
	account.Conflict:        {status: http.StatusBadRequest},
	account.BadCredentials:  {status: http.StatusUnauthorized, key: keyDetail, text: textNoActiveAccount, challenge: plainChallenge},
	account.WrongPassword:   {status: http.StatusBadRequest, key: keyError, text: textInvalidPassword},
	account.Unauthenticated: {status: http.StatusUnauthorized, key: keyDetail, text: textNoCredentials, code: "token_not_valid", challenge: invalidChallenge, messages: true},
	account.WrongTokenType:  {status: http.StatusUnauthorized, key: keyDetail, text: textTokenWrongType, code: "token_not_valid", challenge: invalidChallenge},
	account.InvalidTicket:   {status: http.StatusBadRequest, key: keyDetail, text: textTokenInvalid, code: "token_not_valid"},
	account.Inactive:        {status: http.StatusUnauthorized, key: keyDetail, text: textInactive, code: "user_inactive", challenge: invalidChallenge},
	account.Gone:            {status: http.StatusNotFound, key: keyError, text: textGone},
	account.NotFound:        {status: http.StatusNotFound, key: keyError, text: textGone},
	account.Forbidden:       {status: http.StatusForbidden, key: keyError, text: textForbidden},
	account.NotOnSelf:       {status: http.StatusForbidden, key: keyError, text: textForbidden},
	account.LastAdmin:       {status: http.StatusForbidden, key: keyError, text: textForbidden},
	account.NothingToChange: {status: http.StatusBadRequest, key: keyDetail, text: textNoData},
	account.Stale:           {status: http.StatusPreconditionFailed, key: keyDetail, text: textStale, code: "precondition_failed"},
	account.Throttled:       {status: http.StatusTooManyRequests, key: keyDetail, text: textThrottled},
	account.Busy:            {status: http.StatusServiceUnavailable, key: keyDetail, text: textBusy},
	account.Unavailable:     {status: http.StatusServiceUnavailable, key: keyDetail, text: textBusy},
}

// fail answers an error of a use case.
func (c *contract) fail(w http.ResponseWriter, err error) { c.failWith(w, err, nil) }

// failAs answers an error as if it were of another kind.
func (c *contract) failAs(w http.ResponseWriter, kind account.Kind, err error) {
	c.fail(w, &account.Error{Kind: kind, Err: err})
}

// failWith answers an error, with the answers of one endpoint before the usual
// ones. The cause goes to the log where the answer does not tell it.
func (c *contract) failWith(w http.ResponseWriter, err error, own answers) {
	e := account.ErrorOf(err)
	a, ok := own[e.Kind]
	if !ok {
		a = byKind[e.Kind]
	}
	if a.status >= http.StatusInternalServerError {
		web.EventOf(w).Fail(err)
	}
	if len(e.Violations) > 0 {
		c.failFields(w, a.status, e.Violations)
		return
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", web.Seconds(e.RetryAfter))
	}
	if e.Kind == account.Throttled {
		c.say(w, a, web.Seconds(e.RetryAfter))
		return
	}
	c.say(w, a)
}

// failFields answers {"field": ["message", ...], ...} in the documented order,
// in which an account.Error carries its violations.
func (c *contract) failFields(w http.ResponseWriter, status int, vs []account.Violation) {
	b := []byte{'{'}
	for i, v := range vs {
		if i == 0 || vs[i-1].Field != v.Field {
			if i > 0 {
				b = append(b, "],"...)
			}
			b = web.AppendString(b, wireName(v.Field))
			b = append(b, ":["...)
		} else {
			b = append(b, ',')
		}
		b = web.AppendString(b, c.message(v))
	}
	web.WriteJSON(w, status, append(b, "]}"...))
}

// wireName is a field as this API calls it.
func wireName(f account.Field) string {
	switch f {
	case account.FieldPhone:
		return "number_phone"
	case account.FieldToken:
		return "refresh"
	default:
		return f.String()
	}
}

// message is why one value was refused, in the words of the reference.
func (c *contract) message(v account.Violation) string {
	switch v.Code {
	case account.Weak:
		return c.weakness(v.Weakness)
	case account.TooLong:
		return fmt.Sprintf(c.texts[textTooLong], v.Limit)
	}
	if t, ok := byField[v.Field][v.Code]; ok {
		return c.texts[t]
	}
	return c.texts[byCode[v.Code]]
}

func (c *contract) weakness(v account.Weakness) string {
	switch v.Weakness {
	case account.TooShort:
		return fmt.Sprintf(c.texts[textTooShort], v.Min)
	case account.TooCommon:
		return c.texts[textTooCommon]
	case account.EntirelyNumeric:
		return c.texts[textNumeric]
	case account.TooSimilar:
		what := textUsername
		if v.Attribute == account.FieldEmail.String() {
			what = textEmail
		}
		return fmt.Sprintf(c.texts[textSimilar], c.texts[what])
	default:
		return c.texts[textBadValue]
	}
}

// failBody answers a body that could not be read.
func (c *contract) failBody(w http.ResponseWriter, r *http.Request, err error) {
	var (
		syntax    *web.SyntaxError
		notObject *web.NotObjectError
		form      *web.FormError
		mediaType *web.MediaTypeError
	)
	detail := func(status int, t text, args ...any) {
		c.say(w, answer{status: status, key: keyDetail, text: t}, args...)
	}
	switch {
	case errors.Is(err, web.ErrCrowded):
		c.fail(w, &account.Error{Kind: account.Busy, RetryAfter: crowdedPause, Err: err})
	case errors.Is(err, web.ErrTooLarge):
		detail(http.StatusRequestEntityTooLarge, textTooLarge)
	case errors.As(err, &mediaType):
		detail(http.StatusUnsupportedMediaType, textMediaType, mediaType.Type)
	case errors.As(err, &notObject):
		c.failNotObject(w, notObject)
	case errors.As(err, &syntax):
		detail(http.StatusBadRequest, textParseError, syntax.Error())
	case errors.As(err, &form):
		detail(http.StatusBadRequest, textFormError, form.Reason)
	default: // too deep, or cut off
		detail(http.StatusBadRequest, textParseError, err.Error())
	}
}

// failNotObject names what came instead of an object as Python calls it.
func (c *contract) failNotObject(w http.ResponseWriter, e *web.NotObjectError) {
	message := c.texts[textNoData]
	if e.Got != web.Null {
		message = fmt.Sprintf(c.texts[textNotADictionary], pythonName(e))
	}
	b := append([]byte(nil), `{"non_field_errors":[`...)
	b = web.AppendString(b, message)
	web.WriteJSON(w, http.StatusBadRequest, append(b, "]}"...))
}

func pythonName(e *web.NotObjectError) string {
	switch {
	case e.Got == web.Array:
		return "list"
	case e.Got == web.String:
		return "str"
	case e.Got == web.Bool:
		return "bool"
	case e.IsFloat:
		return "float"
	default:
		return "int"
	}
}

func (c *contract) noCredentials(w http.ResponseWriter) {
	c.say(w, answer{status: http.StatusUnauthorized, key: keyDetail, text: textNoCredentials, challenge: plainChallenge})
}

func (c *contract) badToken(w http.ResponseWriter) { c.say(w, byKind[account.Unauthenticated]) }

func (c *contract) notFound(w http.ResponseWriter) {
	c.say(w, answer{status: http.StatusNotFound, key: keyDetail, text: textNotFound})
}

func (c *contract) methodNotAllowed(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allowed)
	c.say(w, answer{status: http.StatusMethodNotAllowed, key: keyDetail, text: textMethodNotAllowed}, r.Method)
}

// Internal answers 500 in the shape of this contract, for what is caught
// outside of it.
func Internal(l Language) http.HandlerFunc {
	c := &contract{texts: textsIn(l)}
	return func(w http.ResponseWriter, _ *http.Request) { c.say(w, byKind[account.Internal]) }
}

// say writes an answer; args fill the placeholders of its text.
func (c *contract) say(w http.ResponseWriter, a answer, args ...any) {
	message := c.texts[a.text]
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	if a.challenge != "" {
		w.Header().Set("WWW-Authenticate", a.challenge)
	}
	b := append([]byte{'{', '"'}, a.key...)
	b = append(b, `":`...)
	b = web.AppendString(b, message)
	if a.code != "" {
		b = append(b, `,"code":`...)
		b = web.AppendString(b, a.code)
	}
	if a.messages {
		b = append(b, `,"messages":[{"token_class":"AccessToken","token_type":"access","message":`...)
		b = web.AppendString(b, c.texts[textTokenInvalid])
		b = append(b, "}]"...)
	}
	web.WriteJSON(w, a.status, append(b, '}'))
}
