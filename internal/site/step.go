package site

import (
	"context"
	"net/http"

	"perfil/internal/account"
)

// step is a page of one question and one button that uses a ticket up.
type step struct {
	purpose  account.Purpose
	question questionName
	do       func(*account.Service, context.Context, string, account.Client) error
	done     noticeName
	answers  answers
}

var undoEmail = step{
	purpose:  account.PurposeUndoEmail,
	question: questionUndoEmail,
	do:       (*account.Service).RestoreEmail,
	done:     noticeEmailRestored,
	answers: answers{
		account.InvalidTicket: {http.StatusGone, noticeUndoDead},
		account.Conflict:      {http.StatusConflict, noticeUndoTaken},
	},
}

var confirmEmail = step{
	purpose:  account.PurposeConfirmEmail,
	question: questionConfirmEmail,
	do:       (*account.Service).ConfirmEmail,
	done:     noticeEmailConfirmed,
	answers: answers{
		account.InvalidTicket: {http.StatusGone, noticeConfirmDead},
		account.Conflict:      {http.StatusConflict, noticeConfirmTaken},
	},
}

// questionBody is what the template of a question takes.
type questionBody struct {
	question
	Ticket string
}

// show asks, and leaves the ticket alone.
func (s step) show(v *visit) {
	ticket, ok := v.peek(s.purpose, s.answers)
	if !ok {
		return
	}
	q := v.texts.Questions[s.question]
	v.render(http.StatusOK, questionPage, q.Title, questionBody{question: q, Ticket: ticket})
}

// act does it.
func (s step) act(v *visit) {
	f, ok := v.read()
	if !ok {
		return
	}
	if err := s.do(v.accounts, v.r.Context(), f.ticket(), v.client()); err != nil {
		v.fail(err, s.answers)
		return
	}
	v.done(s.done)
}
