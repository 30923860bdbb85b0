package e2e_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"perfil/internal/sqlstore/pgtest"
)

// sharedKey signs the tokens of all nodes on a database: they make none.
const sharedKey = "a-key-that-every-node-of-a-story-is-given"

// cluster is a PostgreSQL server that lends a database to each story.
type cluster struct {
	server *pgtest.Server
	free   chan struct{} // takes one for each story that has a database now
}

// newCluster skips the test where nothing is installed.
func newCluster(t *testing.T) *cluster {
	t.Helper()
	// Four connections of a pool, a few beside it, and as many for a command:
	// so many stories stay below what the server takes, on any machine.
	const atOnce = 8
	return &cluster{server: pgtest.Shared(t), free: make(chan struct{}, atOnce)}
}

// lend puts a story on an empty database until it is over.
func (c *cluster) lend(s *stage) error {
	c.free <- struct{}{}
	ctx := context.Background()
	database, err := c.server.CreateDatabase(ctx)
	if err != nil {
		<-c.free
		return err
	}
	s.settings = onDatabase(database)
	s.release = func() {
		// What cannot be dropped goes with the server.
		_ = c.server.DropDatabase(ctx, database)
		<-c.free
	}
	return nil
}

// onDatabase are the settings of a node. Its pool is small, because many nodes
// share what the server takes.
func onDatabase(database string) []string {
	return []string{"PERFIL_DATABASE_URL=" + database + "&pool_max_conns=4", "PERFIL_JWT_SECRET=" + sharedKey}
}

// spread passes the time within which a server hears what a command wrote to the
// database. One on a folder does the work of the command itself, so there is
// nothing to wait for.
func (s *stage) spread(*testscript.TestScript, []string) error {
	if s.settings != nil {
		time.Sleep(time.Second)
	}
	return nil
}

// onBoth tells a story on a folder and on a database. It may append to settings.
func onBoth(t *testing.T, story func(t *testing.T, settings []string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(t, nil)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(t, slices.Clip(onDatabase(pgtest.Database(t))))
	})
}
