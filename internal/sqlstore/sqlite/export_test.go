package sqlite

import (
	"database/sql"
	"database/sql/driver"
)

// Pools gives the connections that read.
func Pools(e *Engine) map[string]*sql.DB {
	return map[string]*sql.DB{"points": e.points.db, "scans": e.scans.db}
}

// Disconnect breaks the connection that writes. Nothing may be written meanwhile.
func Disconnect(e *Engine) {
	_ = e.writer.link.conn.Raw(func(any) error { return driver.ErrBadConn })
}

// GrowAfter is how many statements a Bulk runs before it gets more memory.
const GrowAfter = growAfter

// GroupSize is how many operations share a commit at most.
const GroupSize = groupSize
