package postgres

import (
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A commit that waits for a standby and is cancelled in that succeeds, with a
// warning: it is on the primary alone and would be lost with it. Nothing of ours
// cancels a commit, but an administrator may.

const warningKey = "warning"

// noteWarning keeps on the connection that the server warned.
func noteWarning(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.SeverityUnlocalized == "WARNING" {
		c.CustomData()[warningKey] = true
	}
}

// resetWarning forgets former warnings, and returns what says whether another
// came since.
func resetWarning(c *pgx.Conn) func() bool {
	data := c.PgConn().CustomData()
	delete(data, warningKey)
	return func() bool { return data[warningKey] != nil }
}
