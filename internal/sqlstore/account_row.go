package sqlstore

import (
	"database/sql"
	"fmt"
	"time"

	"perfil/internal/account"
	"perfil/internal/password"
)

// accountRow is an account as its row keeps it. Two rows are equal with == when
// nothing would change by writing one over the other.
type accountRow struct {
	id              int64
	username        string
	email           string
	firstName       string
	lastName        string
	phone           sql.NullString
	avatar          sql.NullString
	role            string
	status          string
	passwordHash    string
	createdAt       int64
	lastLoginAt     sql.NullInt64
	emailVerifiedAt sql.NullInt64
	validAfter      sql.NullInt64
	version         int64
}

func rowOf(a *account.Account) (accountRow, error) {
	for _, t := range []time.Time{a.CreatedAt, a.LastLoginAt, a.EmailVerifiedAt, a.ValidAfter} {
		if err := keepable(t); err != nil {
			return accountRow{}, err
		}
	}
	return accountRow{
		id:              int64(a.ID),
		username:        a.Username,
		email:           a.Email,
		firstName:       a.FirstName,
		lastName:        a.LastName,
		phone:           optionalText(a.Phone),
		avatar:          optionalText(a.Avatar),
		role:            a.Role.String(),
		status:          a.Status.String(),
		passwordHash:    string(a.PasswordHash),
		createdAt:       nanos(a.CreatedAt),
		lastLoginAt:     optionalNanos(a.LastLoginAt),
		emailVerifiedAt: optionalNanos(a.EmailVerifiedAt),
		validAfter:      optionalNanos(a.ValidAfter),
		version:         a.Version,
	}, nil
}

func (r *accountRow) account() (account.Account, error) {
	role, err := account.ParseRole(r.role)
	if err != nil {
		return account.Account{}, fmt.Errorf("account %d: %w", r.id, err)
	}
	status, err := account.ParseStatus(r.status)
	if err != nil {
		return account.Account{}, fmt.Errorf("account %d: %w", r.id, err)
	}
	return account.Account{
		ID:              account.ID(r.id),
		Username:        r.username,
		Email:           r.email,
		FirstName:       r.firstName,
		LastName:        r.lastName,
		Phone:           r.phone.String,
		Avatar:          r.avatar.String,
		Role:            role,
		Status:          status,
		PasswordHash:    password.Hash(r.passwordHash),
		CreatedAt:       fromNanos(r.createdAt),
		LastLoginAt:     fromOptionalNanos(r.lastLoginAt),
		EmailVerifiedAt: fromOptionalNanos(r.emailVerifiedAt),
		ValidAfter:      fromOptionalNanos(r.validAfter),
		Version:         r.version,
	}, nil
}

// dest is where a row of accountColumns goes.
func (r *accountRow) dest() []any {
	return []any{
		&r.id, &r.username, &r.email, &r.firstName, &r.lastName, &r.phone, &r.avatar, &r.role, &r.status,
		&r.passwordHash, &r.createdAt, &r.lastLoginAt, &r.emailVerifiedAt, &r.validAfter, &r.version,
	}
}

// isActiveAdmin says whether the account counts for OtherAdmins.
func (r *accountRow) isActiveAdmin() bool {
	return r.role == account.RoleAdmin.String() && r.status == account.StatusActive.String()
}

// args are the parameters of ImportAccount and UpdateAccount; without the first
// those of InsertAccount.
func (r *accountRow) args() []any {
	return []any{
		r.id, r.username, r.email, r.firstName, r.lastName, text(r.phone), text(r.avatar), r.role, r.status,
		r.passwordHash, r.createdAt, number(r.lastLoginAt), number(r.emailVerifiedAt), number(r.validAfter),
		r.version, searchText(r.firstName, r.lastName, r.email),
	}
}

// touchArgs are the parameters of TouchAccount.
func (r *accountRow) touchArgs() []any {
	return []any{
		r.id, text(r.phone), r.passwordHash, number(r.lastLoginAt), number(r.emailVerifiedAt),
		number(r.validAfter), r.version,
	}
}

// sameIndexed says whether TouchAccount is enough to make r of before.
func (r *accountRow) sameIndexed(before *accountRow) bool {
	touched := *before
	touched.phone, touched.passwordHash = r.phone, r.passwordHash
	touched.lastLoginAt, touched.emailVerifiedAt = r.lastLoginAt, r.emailVerifiedAt
	touched.validAfter, touched.version = r.validAfter, r.version
	return touched == *r
}
