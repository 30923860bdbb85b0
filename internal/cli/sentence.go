package cli

import (
	"context"
	"errors"
	"strings"

	"perfil/internal/account"
)

// sentences say what a kind of failure means to an operator. A kind that is not
// here speaks with the text of its error: nothing is hidden from who holds the
// machine.
var sentences = map[account.Kind]string{
	account.NotFound:        "there is no such account",
	account.LastAdmin:       "this is the last active admin: make another one first, or nobody could administer",
	account.NothingToChange: "nothing was changed, because no change was named",
	account.Busy:            "the server is computing too many passwords at this moment: try again",
}

// sentence says why a command failed.
func sentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	var e *account.Error
	if !errors.As(err, &e) {
		return oneLine(err.Error())
	}
	if text := sentences[e.Kind]; text != "" {
		return text
	}
	if len(e.Violations) == 0 {
		return oneLine(err.Error())
	}
	parts := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		parts[i] = v.String()
	}
	return strings.Join(parts, "; ")
}

// oneLine joins the lines that errors.Join makes.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), "; ")
}
