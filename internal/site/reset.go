package site

import (
	"net/http"

	"perfil/internal/account"
)

// terms are what a new password is held to here, where nobody can tell through
// which contract it will be used: the stricter of what the contracts want, as
// far as it makes a password harder to guess.
var terms = account.Terms{
	PasswordMax: 128,
	Password:    account.PasswordRules{MinLength: 8, Common: true, Numeric: true, Similar: true},
}

// resetAnswers are what a failed reset says in words of its own.
var resetAnswers = answers{
	account.InvalidTicket: {http.StatusGone, noticeResetDead},
}

// resetBody is what the template of the form takes. The passwords that were
// typed are not in it, so they never come back in a page.
type resetBody struct {
	Words     *resetWords
	Hint      string
	Ticket    string
	MinLength int
	Wrong     []string // what was wrong with the last try
}

// showReset shows the form for the ticket in the link, if that is any good: nobody
// should think of a password for a link that is dead.
func showReset(v *visit) {
	ticket, ok := v.peek(account.PurposeReset, resetAnswers)
	if ok {
		v.askPassword(http.StatusOK, ticket, nil)
	}
}

// reset sets the password that was typed twice.
func reset(v *visit) {
	f, ok := v.read()
	if !ok {
		return
	}
	ticket := f.ticket()
	plain, err := f.password(keyPassword)
	if err == nil && f.object[keyRepeat].Text() != plain {
		v.askPassword(http.StatusUnprocessableEntity, ticket, []string{v.texts.Reset.Differ})
		return
	}
	if err == nil {
		err = v.accounts.ResetPassword(v.r.Context(), account.Reset{
			Terms: terms, Client: v.client(), Ticket: ticket, New: plain,
		})
	}
	if err == nil {
		v.done(noticeResetDone)
		return
	}
	if e := account.ErrorOf(err); e.Kind == account.Invalid {
		v.askPassword(byKind[account.Invalid].status, ticket, v.texts.reasons(e.Violations))
		return
	}
	v.fail(err, resetAnswers)
}

// askPassword shows the form, with what was wrong with the last try.
func (v *visit) askPassword(status int, ticket string, wrong []string) {
	if ticket == "" {
		v.answer(resetAnswers[account.InvalidTicket])
		return
	}
	words := &v.texts.Reset
	title := words.Title
	if len(wrong) > 0 {
		title = v.texts.Failed + title
	}
	v.render(status, resetPage, title, resetBody{
		Words: words, Hint: v.texts.hint(), Ticket: ticket, MinLength: terms.Password.MinLength, Wrong: wrong,
	})
}
