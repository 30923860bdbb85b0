package sqlstore

import "context"

const anySession = `SELECT COUNT(*) FROM (SELECT 1 FROM sessions LIMIT 1) AS some`

// AnySession says whether there is a session, ended by its time or not: whether
// tokens are about that somebody may still use.
func AnySession(ctx context.Context, e Engine) (bool, error) {
	n := 0
	err := e.Read(ctx, func(c Conn) (err error) {
		n, err = count(ctx, c, anySession)
		return err
	})
	return n > 0, err
}
