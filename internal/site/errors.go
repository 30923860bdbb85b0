package site

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"perfil/internal/account"
	"perfil/internal/web"
)

// answer is how an error looks: a status, and the page that says it.
type answer struct {
	status int
	notice noticeName
}

// answers maps kinds of errors. A page may put its own before byKind.
type answers map[account.Kind]answer

// byKind has an answer to every Kind; a test proves it.
var byKind = answers{
	account.Internal:        {http.StatusInternalServerError, noticeInternal},
	account.Invalid:         {http.StatusUnprocessableEntity, noticeInvalid},
	account.Conflict:        {http.StatusConflict, noticeConflict},
	account.BadCredentials:  {http.StatusForbidden, noticeBadCredentials},
	account.WrongPassword:   {http.StatusForbidden, noticeWrongPassword},
	account.Unauthenticated: {http.StatusForbidden, noticeSignedOut},
	account.WrongTokenType:  {http.StatusForbidden, noticeSignedOut},
	account.InvalidTicket:   {http.StatusGone, noticeDeadLink},
	account.Inactive:        {http.StatusForbidden, noticeInactive},
	account.Gone:            {http.StatusGone, noticeNoAccount},
	account.NotFound:        {http.StatusNotFound, noticeNoAccount},
	account.Forbidden:       {http.StatusForbidden, noticeForbidden},
	account.NotOnSelf:       {http.StatusForbidden, noticeNotOnSelf},
	account.LastAdmin:       {http.StatusForbidden, noticeLastAdmin},
	account.NothingToChange: {http.StatusUnprocessableEntity, noticeNothingToChange},
	account.Stale:           {http.StatusConflict, noticeStale},
	account.Throttled:       {http.StatusTooManyRequests, noticeThrottled},
	account.Busy:            {http.StatusServiceUnavailable, noticeBusy},
	account.Unavailable:     {http.StatusServiceUnavailable, noticeUnavailable},
}

// The answers to what never reaches a use case.
var (
	notFound      = answer{http.StatusNotFound, noticeNotFound}
	wrongMethod   = answer{http.StatusMethodNotAllowed, noticeNotFound}
	foreignForm   = answer{http.StatusForbidden, noticeForeignForm}
	brokenForm    = answer{http.StatusBadRequest, noticeBrokenForm}
	unknownForm   = answer{http.StatusUnsupportedMediaType, noticeBrokenForm}
	oversizedForm = answer{http.StatusRequestEntityTooLarge, noticeOversizedForm}
)

// patience is the least that a reader is asked to wait, and what is told where
// nobody knows, as when a database cannot be reached.
const patience = 5 * time.Second

// fail answers an error of a use case, with the answers of one page before the
// usual ones. The cause goes to the log where the page does not tell it.
func (v *visit) fail(err error, own answers) {
	e := account.ErrorOf(err)
	a, ok := own[e.Kind]
	if !ok {
		a = byKind[e.Kind]
	}
	if a.status >= http.StatusInternalServerError {
		web.EventOf(v.w).Fail(err)
	}
	v.answerIn(a, e.RetryAfter)
}

// failForm answers a form that could not be read. What exactly is wrong with it
// is not said: no browser sends such a thing.
func (v *visit) failForm(err error) {
	var mediaType *web.MediaTypeError
	switch {
	case errors.Is(err, web.ErrTooLarge):
		v.answer(oversizedForm)
	case errors.As(err, &mediaType):
		v.answer(unknownForm)
	default:
		v.answer(brokenForm)
	}
}

func (v *visit) answer(a answer) { v.answerIn(a, 0) }

// answerIn is answer, with how long to wait before the next try, 0 for unknown.
func (v *visit) answerIn(a answer, wait time.Duration) {
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		wait = max(wait, patience)
		v.w.Header().Set("Retry-After", web.Seconds(wait))
	}
	n := v.texts.filled(v.texts.Notices[a.notice], wait)
	body := noticeBody{notice: n, Tone: toneFailed}
	if a.status >= http.StatusInternalServerError {
		if id := web.EventOf(v.w).ID(); id != "" {
			body.Reference = fmt.Sprintf(v.texts.Reference, id)
		}
	}
	v.render(a.status, noticePage, n.Title, body)
}

// done answers that something was done.
func (v *visit) done(name noticeName) {
	n := v.texts.Notices[name]
	v.render(http.StatusOK, noticePage, n.Title, noticeBody{notice: n, Tone: toneDone})
}

// tone is how a page that only tells something looks.
type tone string

// The tones, as the style sheet calls them.
const (
	toneDone   tone = "done"
	toneFailed tone = "failed"
)

// noticeBody is what the template of a notice takes.
type noticeBody struct {
	notice
	Tone      tone
	Reference string // with which an operator finds the request in the log
}
