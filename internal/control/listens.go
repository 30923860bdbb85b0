package control

import "context"

// Listens says whether a server takes commands at the socket, of whatever version.
func Listens(ctx context.Context, path string) bool {
	conn, err := dial(ctx, path)
	if err != nil {
		return false
	}
	_ = conn.Close() // it is told nothing, which it bears
	return true
}
