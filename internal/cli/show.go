package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"perfil/internal/account"
)

// writeJSON writes one value on one line, for scripts.
func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

// accountJSON is an account as scripts see it: the keys of the JSONL format,
// without the hash of the password.
type accountJSON struct {
	ID              account.ID `json:"id"`
	Username        string     `json:"username"`
	Email           string     `json:"email"`
	FirstName       string     `json:"first_name"`
	LastName        string     `json:"last_name"`
	Phone           *string    `json:"phone"`
	Avatar          *string    `json:"avatar"`
	Role            string     `json:"role"`
	Status          string     `json:"status"`
	CreatedAt       *time.Time `json:"created_at"`
	LastLoginAt     *time.Time `json:"last_login_at"`
	EmailVerifiedAt *time.Time `json:"email_verified_at"`
}

func toJSON(a *account.Account) accountJSON {
	return accountJSON{
		ID: a.ID, Username: a.Username, Email: a.Email, FirstName: a.FirstName, LastName: a.LastName,
		Phone: orNull(a.Phone), Avatar: orNull(a.Avatar), Role: a.Role.String(), Status: a.Status.String(),
		CreatedAt: timeOrNull(a.CreatedAt), LastLoginAt: timeOrNull(a.LastLoginAt), EmailVerifiedAt: timeOrNull(a.EmailVerifiedAt),
	}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// moment is a time as tables show it.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func idOrDash(id account.ID) string {
	if id == 0 {
		return "-"
	}
	return strconv.FormatInt(int64(id), 10)
}

// table aligns rows under a head.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer, head ...string) table {
	t := table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.row(head...)
	return t
}

func (t table) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = printable(cell)
	}
	_, _ = fmt.Fprintln(t.w, strings.Join(cells, "\t")) // Flush gives the error
}

func (t table) end() error { return t.w.Flush() }

// printable shows characters that would move the cursor, colour the terminal or
// turn the direction of text as escapes. Names and addresses come from
// strangers, and a terminal obeys whatever it is sent.
func printable(s string) string {
	if strings.IndexFunc(s, isUnprintable) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isUnprintable(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isUnprintable(r rune) bool { return !unicode.IsPrint(r) }

// inWords names an account in a message.
func inWords(a *account.Account) string {
	return fmt.Sprintf("account %d (%s, %s)", a.ID, printable(a.Username), printable(a.Email))
}
