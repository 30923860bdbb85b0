package site

import (
	"fmt"
	"strings"
	"time"

	"perfil/internal/account"
)

// texts are everything that pages say in one language. A test sees to it that
// nothing in them is empty.
type texts struct {
	Language Language

	Notices   [noticeCount]notice
	Questions [questionCount]question
	Reset     resetWords
	Weak      [account.NoDigit + 1]string // by weakness

	SimilarTo map[string]string // by attribute, what the weakness TooSimilar names
	TooLong   string            // %d: characters
	Unusable  string            // any other refusal of a value
	Failed    string            // before the title of a window whose form is shown again
	Reference string            // %s: the id of a request
	Soon      string            // when to try again: the sentence goes on with one of these
	InAMinute string
	InMinutes string // %d: minutes
}

// notice is a page that only tells something.
type notice struct {
	Title string
	Text  []string // paragraphs
}

// waitMark stands in the text of a notice where it says when to try again.
const waitMark = "{wait}"

// noticeName names a notice.
type noticeName uint8

const (
	noticeInternal noticeName = iota
	noticeInvalid
	noticeConflict
	noticeBadCredentials
	noticeWrongPassword
	noticeSignedOut
	noticeDeadLink
	noticeInactive
	noticeNoAccount
	noticeForbidden
	noticeNotOnSelf
	noticeLastAdmin
	noticeNothingToChange
	noticeStale
	noticeThrottled
	noticeBusy
	noticeUnavailable

	noticeNotFound
	noticeForeignForm
	noticeBrokenForm
	noticeOversizedForm

	noticeResetDone
	noticeResetDead
	noticeEmailRestored
	noticeUndoDead
	noticeUndoTaken
	noticeEmailConfirmed
	noticeConfirmDead
	noticeConfirmTaken
	noticeCount
)

// question is a page with one button.
type question struct {
	Title  string
	Text   []string
	Points []string // what the button does, each a sentence
	After  string   // what to do instead of pressing it
	Button string
}

// questionName names a question.
type questionName uint8

const (
	questionUndoEmail questionName = iota
	questionConfirmEmail
	questionCount
)

// resetWords are the form for a new password.
type resetWords struct {
	Title  string
	Text   string
	New    string
	Hint   string // %d: characters
	Repeat string
	Differ string
	Button string
}

// hint says what a new password must be.
func (t *texts) hint() string { return fmt.Sprintf(t.Reset.Hint, terms.Password.MinLength) }

// reasons says of each refusal of a password what is wrong with it.
func (t *texts) reasons(vs []account.Violation) []string {
	var out []string
	for _, v := range vs {
		switch v.Code {
		case account.Weak:
			out = append(out, t.weakness(v.Weakness))
		case account.Blank:
			out = append(out, t.weakness(account.Weakness{Weakness: account.TooShort, Min: terms.Password.MinLength}))
		case account.TooLong:
			out = append(out, fmt.Sprintf(t.TooLong, v.Limit))
		default:
			out = append(out, t.Unusable)
		}
	}
	return out
}

func (t *texts) weakness(w account.Weakness) string {
	switch w.Weakness {
	case account.TooShort:
		return fmt.Sprintf(t.Weak[w.Weakness], w.Min)
	case account.TooSimilar:
		return fmt.Sprintf(t.Weak[w.Weakness], t.SimilarTo[w.Attribute])
	default:
		return t.Weak[w.Weakness]
	}
}

// waiting completes "Try again ...".
func (t *texts) waiting(d time.Duration) string {
	switch minutes := int((d + time.Minute - 1) / time.Minute); {
	case d < 20*time.Second:
		return t.Soon
	case minutes == 1:
		return t.InAMinute
	default:
		return fmt.Sprintf(t.InMinutes, minutes)
	}
}

// filled is the text of a notice with the time to wait in its place.
func (t *texts) filled(n notice, wait time.Duration) notice {
	told := notice{Title: n.Title}
	for _, p := range n.Text {
		told.Text = append(told.Text, strings.ReplaceAll(p, waitMark, t.waiting(wait)))
	}
	return told
}
