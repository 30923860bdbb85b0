package sqlstore

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

// A batch is one transaction. Its size bounds the memory of a move, and what is
// done again after an interruption.
const (
	batchBytes = 1 << 20
	batchRows  = 4096
)

// Copy copies what the target does not have yet, a batch of rows after the
// other. copied hears how many rows more are there, those of an earlier try at
// first. The end of ctx ends it between two batches.
func (m *Move) Copy(ctx context.Context, copied func(rows int)) error {
	return m.from.Snapshot(ctx, func(c Conn) error {
		for i := range m.tables {
			if err := m.copyTable(ctx, c, &m.tables[i], copied); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *Move) copyTable(ctx context.Context, c Conn, t *table, copied func(int)) error {
	position, there, err := m.position(ctx, t)
	if err != nil {
		return fmt.Errorf("the table %s of the target cannot be read: %w", t.name, err)
	}
	copied(there)
	// Ended before the rest of a result is thrown away, which else would be read.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := &batch{table: t}
	f := newForm(t.columns)
	put := func() error {
		if err := m.put(ctx, b); err != nil {
			cancel()
			return err
		}
		copied(len(b.rows))
		b.empty()
		return nil
	}
	statement := t.all()
	if position != nil {
		statement = t.after()
	}
	var failed error // to be told from what cannot be read
	err = all(ctx, c, func(rows Rows) error {
		values, size, err := f.read(rows)
		if err != nil {
			return err
		}
		if b.add(values, size); b.isFull() {
			failed = put()
		}
		return failed
	}, statement, position...)
	if failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("the table %s of the source cannot be read: %w", t.name, err)
	}
	return put()
}

// position reads the last key that the target has, nil for none, and how many
// rows there are.
func (m *Move) position(ctx context.Context, t *table) (key []any, rows int, err error) {
	err = m.to.Snapshot(ctx, func(c Conn) error {
		key = nil
		f := newForm(t.columns[:t.keys])
		err := all(ctx, c, func(rows Rows) (err error) {
			key, _, err = f.read(rows)
			return err
		}, t.last())
		if err != nil {
			return err
		}
		rows, err = count(ctx, c, t.count())
		return err
	})
	return key, rows, err
}

// batch is rows on their way.
type batch struct {
	table *table
	rows  [][]any
	bytes int
}

func (b *batch) add(values []any, size int) {
	b.rows = append(b.rows, values)
	b.bytes += size
}

func (b *batch) isFull() bool { return b.bytes >= batchBytes || len(b.rows) >= batchRows }

func (b *batch) empty() {
	clear(b.rows)
	b.rows, b.bytes = b.rows[:0], 0
}

// put stores a batch, or nothing of it.
func (m *Move) put(ctx context.Context, b *batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	err := m.to.Write(ctx, func(c Conn) error {
		if err := m.hold(ctx, c); err != nil {
			return err
		}
		rest := b.rows
		for len(rest) > 0 {
			n := 1
			if len(rest) >= rowsPerInsert {
				n = rowsPerInsert
			}
			if err := b.insert(ctx, c, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	})
	if err == nil || ctx.Err() != nil {
		return err
	}
	switch m.to.Classify(err).Kind {
	case account.Conflict:
		return fmt.Errorf("somebody else is writing into the table %s of the target: %w", b.table.name, err)
	case account.NotFound:
		return fmt.Errorf("rows of the table %s belong to accounts that are not there:"+
			" the source was changed during the move, or is damaged: %w", b.table.name, err)
	default:
		return fmt.Errorf("rows of the table %s could not be stored: %w", b.table.name, err)
	}
}

func (b *batch) insert(ctx context.Context, c Conn, rows [][]any) error {
	args := make([]any, 0, len(rows)*len(b.table.columns))
	for _, values := range rows {
		args = append(args, values...)
	}
	n, err := c.Exec(ctx, b.table.insert(len(rows)), args...)
	if err == nil && n != int64(len(rows)) {
		err = fmt.Errorf("%d rows were stored of %d", n, len(rows))
	}
	return err
}
