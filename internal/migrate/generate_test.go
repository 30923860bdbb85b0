package migrate_test

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"perfil/internal/account"
	"perfil/internal/password"
)

// anAccount draws what a store may hold under this id. User name and e-mail
// contain the id, to be unique.
func anAccount(id account.ID) *rapid.Generator[account.Account] {
	return rapid.Custom(func(t *rapid.T) account.Account {
		return account.Account{
			ID:              id,
			Username:        fmt.Sprintf("%d%s", id, trimmed(t, "username", 100)),
			Email:           fmt.Sprintf("%d%s@%s.example", id, emailPart(t, "local"), "d"+emailPart(t, "domain")),
			FirstName:       text(t, "first name", 200),
			LastName:        text(t, "last name", 200),
			Phone:           trimmed(t, "phone", 10),
			Avatar:          rapid.SampledFrom([]string{"", "0123456789abcdef0123456789abcdef.png", "ffffffffffffffffffffffffffffffff.jpg"}).Draw(t, "avatar"),
			Role:            rapid.SampledFrom([]account.Role{account.RoleUser, account.RoleOperator, account.RoleAdmin}).Draw(t, "role"),
			Status:          rapid.SampledFrom([]account.Status{account.StatusActive, account.StatusInactive, account.StatusSuspended}).Draw(t, "status"),
			PasswordHash:    rapid.SampledFrom([]password.Hash{"", "!", "!unusable", djangoHash, bcryptHash}).Draw(t, "hash"),
			CreatedAt:       moment(t, "created"),
			LastLoginAt:     perhaps(t, "last login"),
			EmailVerifiedAt: perhaps(t, "verified"),
			ValidAfter:      perhaps(t, "valid after"),
			Version:         rapid.Int64Range(1, int64(account.ImportIDMax)).Draw(t, "version"),
		}
	})
}

func text(t *rapid.T, label string, longest int) string {
	s := rapid.StringN(0, longest, -1).Draw(t, label)
	return strings.ReplaceAll(s, "\x00", "")
}

func trimmed(t *rapid.T, label string, longest int) string {
	return strings.TrimSpace(text(t, label, longest))
}

func emailPart(t *rapid.T, label string) string {
	letters := rapid.RuneFrom([]rune("!#$%&'*+/=?^_{|}~-.\"\\<>"), unicode.Ll, unicode.Nd)
	s := rapid.StringOfN(letters, 0, 30, -1).Draw(t, label)
	return account.NormalizeEmail(s)
}

func moment(t *rapid.T, label string) time.Time {
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(2199, 12, 31, 23, 59, 59, 0, time.UTC)
	second := rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, label)
	return time.Unix(second, rapid.Int64Range(0, 999_999_999).Draw(t, label+" nanoseconds")).UTC()
}

func perhaps(t *rapid.T, label string) time.Time {
	if rapid.Bool().Draw(t, label+" is set") {
		return moment(t, label)
	}
	return time.Time{}
}
