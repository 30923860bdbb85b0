package sqlite_test

import (
	"fmt"
	"testing"

	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// An import beside others is a row of small transactions. Each that took more
// memory and gave it back would leave them an empty cache.
func TestOnlyALongTransactionGetsMoreMemory(t *testing.T) {
	e := opened(t)
	size := func(c sqlstore.Conn) string {
		var text string
		rows, err := c.Query(t.Context(), "PRAGMA cache_size")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
		}
		return text
	}
	var usual, small, large string
	bulk := func(statements int, seen *string) {
		err := e.Bulk(t.Context(), func(c sqlstore.Conn) error {
			for i := range statements {
				if _, err := c.Exec(t.Context(), "SELECT $1", int64(i)); err != nil {
					return err
				}
			}
			*seen = size(c)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	usual = ask(t, e, "PRAGMA cache_size")
	bulk(3000, &small)
	bulk(sqlite.GrowAfter, &large)
	if fmt.Sprint(small, ask(t, e, "PRAGMA cache_size")) != fmt.Sprint(usual, usual) || large == usual {
		t.Errorf("the cache is %s; in a small transaction %s, in a large one %s, afterwards %s",
			usual, small, large, ask(t, e, "PRAGMA cache_size"))
	}
}
