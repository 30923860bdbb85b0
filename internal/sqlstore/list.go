package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// List reads a page of accounts, newest first. A search looks through the text of
// every account until the page is full: of a million accounts on SQLite that
// takes 0.3 s at worst. Counting costs as much again, and nothing on a last page.
func (s *Store) List(ctx context.Context, q account.Query) (account.Page, error) {
	var page account.Page
	search := fold(q.Search)
	if len(search) > longestSearch {
		return page, nil
	}
	err := s.engine.Snapshot(ctx, func(c Conn) (err error) {
		page.Accounts, err = s.page(ctx, c, search, q)
		switch n := len(page.Accounts); {
		case err != nil || !q.Count:
		case n < q.Limit && (n > 0 || q.Offset == 0): // the last page tells the total
			page.Total = max(q.Offset, 0) + n
		default:
			page.Total, err = s.total(ctx, c, search)
		}
		return err
	})
	if err != nil {
		return account.Page{}, s.fault(err)
	}
	return page, nil
}

func (s *Store) page(ctx context.Context, c Conn, search string, q account.Query) ([]account.Account, error) {
	statement, args := s.sql.ListAll, []any{int64(max(q.Limit, 0)), int64(max(q.Offset, 0))}
	if search != "" {
		statement, args = s.sql.ListMatching, append(args, likePattern(search))
	}
	var found []account.Account
	err := eachAccount(ctx, c, func(a account.Account) error {
		found = append(found, a)
		return nil
	}, statement, args...)
	return found, err
}

func (s *Store) total(ctx context.Context, c Conn, search string) (int, error) {
	if search == "" {
		return count(ctx, c, s.sql.CountAll)
	}
	return count(ctx, c, s.sql.CountMatching, likePattern(search))
}

// Admins counts the active admins.
func (s *Store) Admins(ctx context.Context) (int, error) {
	var n int
	err := s.engine.Read(ctx, func(c Conn) (err error) {
		n, err = count(ctx, c, s.sql.OtherAdmins, int64(0)) // nobody has the id 0
		return err
	})
	return n, s.fault(err)
}

// Each calls fn for every account in the order of ids, as they stand at one
// moment. An error of fn ends it and is returned.
func (s *Store) Each(ctx context.Context, fn func(account.Account) error) error {
	return s.fault(s.engine.Snapshot(ctx, func(c Conn) error {
		return eachAccount(ctx, c, func(a account.Account) error {
			if err := fn(a); err != nil {
				return refusal{err}
			}
			return nil
		}, s.sql.AllByID)
	}))
}

func eachAccount(
	ctx context.Context, c Conn, fn func(account.Account) error, statement string, args ...any,
) error {
	var r accountRow
	dest := r.dest()
	return all(ctx, c, func(rows Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		a, err := r.account()
		if err != nil {
			return err
		}
		return fn(a)
	}, statement, args...)
}
