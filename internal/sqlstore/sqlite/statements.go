package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"perfil/internal/sqlstore"
)

// preparer is an *sql.DB or an *sql.Conn.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statements keeps every statement prepared that was used once. There are as
// many as sqlstore.Statements has fields.
type statements struct {
	on       preparer
	mu       sync.RWMutex
	prepared map[string]statement
}

// statement is prepared. The row of a packed one is one text.
type statement struct {
	*sql.Stmt
	packed bool
}

func prepareOn(p preparer) *statements {
	return &statements{on: p, prepared: map[string]statement{}}
}

func (s *statements) get(text string) (statement, error) {
	s.mu.RLock()
	st, known := s.prepared[text]
	s.mu.RUnlock()
	if known {
		return st, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, known := s.prepared[text]; known {
		return st, nil
	}
	// Not the context of the first caller: the statement outlives it.
	prepared, err := s.on.PrepareContext(context.Background(), text)
	if err != nil {
		return statement{}, err
	}
	st = statement{prepared, strings.HasPrefix(text, packedMark)}
	s.prepared[text] = st
	return st, nil
}

// exec runs a statement to its end and counts the rows it changed.
func (s *statements) exec(text string, args []any) (int64, error) {
	st, err := s.get(text)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// close lets go of all. Without it SQLite would keep the connection, and the
// files beside the database, for their sake.
func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.prepared {
		_ = st.Close()
	}
	clear(s.prepared)
}

func (s *statements) query(ctx context.Context, text string, args []any) (sqlstore.Rows, error) {
	st, err := s.get(text)
	if err != nil {
		return nil, err
	}
	return query(ctx, st, args)
}

func query(ctx context.Context, st statement, args []any) (sqlstore.Rows, error) {
	r, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	return rows{r, st.packed}, nil
}

// rows hides the error of closing: it repeats what Err told.
type rows struct {
	*sql.Rows
	packed bool
}

func (r rows) Close() { _ = r.Rows.Close() }

func (r rows) Scan(dest ...any) error {
	if !r.packed {
		return r.Rows.Scan(dest...)
	}
	var row string
	if err := r.Rows.Scan(&row); err != nil {
		return err
	}
	return unpack(row, dest)
}
