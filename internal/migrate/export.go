package migrate

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"perfil/internal/account"
)

// ExportJSONL writes all accounts as they stand at one moment, one to a line, in
// the order of their ids: what NewJSONL reads. The lines hold password hashes;
// WriteFile makes a file that only its owner reads.
//
// Progress, if not nil, is called now and then with the number of accounts and
// of bytes written. The count is that of the accounts written; with an error it
// says little, for part of them may be lost in a buffer.
func ExportJSONL(ctx context.Context, svc *account.Service, actor account.Actor, w io.Writer, progress func(done int, bytes int64)) (count int, err error) {
	out := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	var size int64
	err = svc.Export(ctx, actor, func(a account.Account) error {
		var err error
		if line, err = AppendJSONL(line[:0], &a); err != nil {
			return err
		}
		n, err := out.Write(line)
		count++
		size += int64(n)
		if progress != nil && count%batchSize == 0 {
			progress(count, size)
		}
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	if err == nil && progress != nil {
		progress(count, size)
	}
	return count, err
}

// AppendJSONL appends the line of one account, with its end. Keys that Perfil
// alone knows are left out when they are unset, so that the line is one that
// the documented format has; phone, avatar and last_login_at are null then.
//
// The error is for text that is not UTF-8, which no store should hold: writing
// something else in its place would be a silent loss.
func AppendJSONL(dst []byte, a *account.Account) ([]byte, error) {
	l := lineWriter{line: dst}
	l.number("id", int64(a.ID))
	l.text("username", a.Username)
	l.text("email", a.Email)
	l.text("first_name", a.FirstName)
	l.text("last_name", a.LastName)
	l.textOrNull("phone", a.Phone)
	l.textOrNull("avatar", a.Avatar)
	l.text("role", a.Role.String())
	l.text("status", a.Status.String())
	l.text("password_hash", string(a.PasswordHash))
	l.time("created_at", a.CreatedAt)
	if a.LastLoginAt.IsZero() {
		l.null("last_login_at")
	} else {
		l.time("last_login_at", a.LastLoginAt)
	}
	if !a.EmailVerifiedAt.IsZero() {
		l.time("email_verified_at", a.EmailVerifiedAt)
	}
	if !a.ValidAfter.IsZero() {
		l.time("valid_after", a.ValidAfter)
	}
	if a.Version != 1 {
		l.number("version", a.Version)
	}
	if l.err != nil {
		return dst, fmt.Errorf("the account with id %d cannot be written: %w", a.ID, l.err)
	}
	return append(l.line, '}', '\n'), nil
}
