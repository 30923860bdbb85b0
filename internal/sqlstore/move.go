package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Move copies everything that one database holds into another, which may be of
// another kind. It is done in steps: Begin, Copy, Compare and Finish. Nobody else may use either database meanwhile.
//
// What was copied stays when a step fails or the process dies. The same steps,
// from Begin on, then go on behind the last row of each table.
type Move struct {
	from, to Engine
	source   string
	tables   []table
}

// NewMove gives the move from one engine to another. source names the first of
// them in the second, so that no other move goes on with this one's rows. It must
// hold no password.
func NewMove(from, to Engine, source string) *Move {
	return &Move{from: from, to: to, source: source, tables: layout()}
}

// NotEmptyError says that the target of a move holds something already.
type NotEmptyError struct{ Table string }

func (e *NotEmptyError) Error() string {
	return "the target is not empty: there are rows in its table " + e.Table
}

// UnderwayError says that a database is the unfinished target of a move.
type UnderwayError struct{ Source string }

func (e *UnderwayError) Error() string {
	return "a move from " + e.Source + " into this database has not come to its end"
}

const (
	movesUnderway = `SELECT source FROM moves`
	markMove      = `INSERT INTO moves (source) VALUES ($1)`
	holdMove      = `UPDATE moves SET source = source WHERE source = $1`
	unmarkMove    = `DELETE FROM moves WHERE source = $1`
	stopPulse     = `DELETE FROM counters WHERE key = $1`
)

// CheckWhole says with an *UnderwayError that a database holds only a part of
// what is being moved into it, and must not be served.
func CheckWhole(ctx context.Context, e Engine) error {
	var source string
	err := e.Read(ctx, func(c Conn) (err error) {
		source, err = underway(ctx, c)
		return err
	})
	if err == nil && source != "" {
		err = &UnderwayError{source}
	}
	return err
}

// underway names the source of the move into a database, "" if there is none.
func underway(ctx context.Context, c Conn) (source string, err error) {
	err = one(ctx, c, []any{&source}, movesUnderway)
	if errors.Is(err, errNone) {
		return "", nil
	}
	return source, err
}

// ErrNothing says that the source of a move holds nothing, so that it is probably
// not the one that was meant.
var ErrNothing = errors.New("the source holds nothing")

// CountRows counts what there is to move from a database, so that a mistake can be
// told before anything is made for the target. ErrNothing.
func CountRows(ctx context.Context, from Engine) (rows int64, err error) {
	err = from.Snapshot(ctx, func(c Conn) error {
		for _, t := range layout() {
			n, err := count(ctx, c, t.count())
			if err != nil {
				return err
			}
			rows += int64(n)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("the rows of the source cannot be counted: %w", err)
	}
	if rows == 0 {
		return 0, ErrNothing
	}
	return rows, nil
}

// Begin marks the target, and counts what there is to do. goesOn tells that a
// part of it is there already. ErrNothing, *NotEmptyError, *UnderwayError.
func (m *Move) Begin(ctx context.Context) (rows int64, goesOn bool, err error) {
	if err := CheckWhole(ctx, m.from); err != nil {
		return 0, false, fmt.Errorf("the source cannot be moved: %w", err)
	}
	if rows, err = CountRows(ctx, m.from); err != nil {
		return 0, false, err
	}
	err = m.to.Write(ctx, func(c Conn) (err error) {
		goesOn, err = m.mark(ctx, c)
		return err
	})
	return rows, goesOn, err
}

// mark notes the move in the target, if that is empty.
func (m *Move) mark(ctx context.Context, c Conn) (goesOn bool, err error) {
	switch source, err := underway(ctx, c); {
	case err != nil:
		return false, fmt.Errorf("the target cannot be read: %w", err)
	case source == m.source:
		return true, m.hold(ctx, c)
	case source != "":
		return false, &UnderwayError{source}
	}
	// What looks whether the database can be written leaves a row behind, and has
	// perhaps looked already.
	if _, err := c.Exec(ctx, stopPulse, pulse); err != nil {
		return false, fmt.Errorf("the target cannot be written: %w", err)
	}
	for i := range m.tables {
		n, err := count(ctx, c, m.tables[i].some())
		if err != nil {
			return false, fmt.Errorf("the target cannot be read: %w", err)
		}
		if n > 0 {
			return false, &NotEmptyError{m.tables[i].name}
		}
	}
	if _, err := c.Exec(ctx, markMove, m.source); err != nil {
		return false, fmt.Errorf("the target cannot be written: %w", err)
	}
	return false, nil
}

// hold keeps everybody else from holding the mark until the end of the
// transaction. Whoever goes on with a move thereby waits for what the process
// before sent last, which may still be under way although the process is dead.
func (m *Move) hold(ctx context.Context, c Conn) error {
	n, err := c.Exec(ctx, holdMove, m.source)
	if err == nil && n == 0 {
		err = errors.New("the target does not know of this move any more: somebody else has finished it, or emptied the target")
	}
	return err
}

// Finish lets new ids of the target begin beyond all that the source gave, and
// declares the target whole.
func (m *Move) Finish(ctx context.Context) error {
	given, err := m.givenIDs(ctx)
	if err != nil {
		return fmt.Errorf("the last ids of the source cannot be read: %w", err)
	}
	statements := m.to.Dialect(Portable())
	err = m.to.Write(ctx, func(c Conn) error {
		if err := m.hold(ctx, c); err != nil {
			return err
		}
		last, err := readIDs(ctx, c, statements.GivenIDs)
		if err != nil {
			return err
		}
		for _, table := range numbered() {
			largest := max(given[table], last[table])
			if largest == 0 {
				continue
			}
			if _, err := c.Exec(ctx, statements.RaiseIDs, table, largest); err != nil {
				return err
			}
		}
		_, err = c.Exec(ctx, unmarkMove, m.source)
		return err
	})
	if err != nil {
		return fmt.Errorf("the move cannot be finished: %w", err)
	}
	return nil
}

// givenIDs reads the last id that the source gave in each table. It may be
// beyond the largest that is there: an id of a deleted account must not be given
// to somebody else, who could then be reached with tokens of the former.
func (m *Move) givenIDs(ctx context.Context) (ids map[string]int64, err error) {
	statement := m.from.Dialect(Portable()).GivenIDs
	err = m.from.Read(ctx, func(c Conn) (err error) {
		ids, err = readIDs(ctx, c, statement)
		return err
	})
	return ids, err
}

func readIDs(ctx context.Context, c Conn, statement string) (map[string]int64, error) {
	ids := map[string]int64{}
	err := all(ctx, c, func(rows Rows) error {
		var table string
		var id int64
		err := rows.Scan(&table, &id)
		ids[table] = id
		return err
	}, statement)
	return ids, err
}

// Avatars lists names of pictures that accounts of the target show, in the order
// of names from beyond after, at most limit. Copy comes first.
func (m *Move) Avatars(ctx context.Context, after string, limit int) (names []string, err error) {
	err = m.to.Read(ctx, func(c Conn) error {
		names = nil
		return all(ctx, c, func(rows Rows) error {
			var name string
			err := rows.Scan(&name)
			names = append(names, name)
			return err
		}, shownAvatars, after, int64(limit))
	})
	return names, err
}

const shownAvatars = `SELECT DISTINCT avatar FROM accounts WHERE avatar > $1 ORDER BY avatar LIMIT $2`

// DifferenceError says in which tables source and target are not the same after
// a copy.
type DifferenceError struct{ Tables []string }

func (e *DifferenceError) Error() string {
	return "the source and the target are not the same in " + strings.Join(e.Tables, ", ") +
		": something changed one of them during the move"
}
