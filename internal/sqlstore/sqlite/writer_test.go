package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

func TestWritesThatQueueUpShareOneCommit(t *testing.T) {
	e := opened(t)
	release := hold(t, e)
	before := e.Stats()
	const n = 200
	fns := make([]func(sqlstore.Conn) error, n)
	for i := range fns {
		fns[i] = func(c sqlstore.Conn) error { return hit(t.Context(), c, fmt.Sprint(i)) }
	}
	outcomes := queue(t, e, fns...)
	if err := release(); err != nil {
		t.Fatal(err)
	}
	for _, outcome := range outcomes {
		if err := <-outcome; err != nil {
			t.Error(err)
		}
	}
	after := e.Stats()
	if got := after.Operations - before.Operations; got != n+1 {
		t.Errorf("%d operations were counted, want %d", got, n+1)
	}
	if got := after.Commits - before.Commits; got != 1 {
		t.Errorf("%d writes took %d commits, want 1", n+1, got)
	}
	if kept := hits(t, e); len(kept) != n+1 {
		t.Errorf("%d writes were kept, want %d", len(kept), n+1)
	}
}

func TestAGroupIsBounded(t *testing.T) {
	e := opened(t)
	release := hold(t, e)
	before := e.Stats().Commits
	fns := make([]func(sqlstore.Conn) error, sqlite.GroupSize+10)
	for i := range fns {
		fns[i] = func(sqlstore.Conn) error { return nil }
	}
	outcomes := queue(t, e, fns...)
	if err := release(); err != nil {
		t.Fatal(err)
	}
	for _, outcome := range outcomes {
		if err := <-outcome; err != nil {
			t.Error(err)
		}
	}
	if got := e.Stats().Commits - before; got != 2 {
		t.Errorf("%d writes took %d commits, want 2", len(fns)+1, got)
	}
}

func TestAnOperationThatFailsIsUndoneAloneInItsGroup(t *testing.T) {
	e := opened(t)
	release := hold(t, e)
	refused := errors.New("refused")
	ctx := t.Context()
	outcomes := queue(t, e,
		func(c sqlstore.Conn) error { return hit(ctx, c, "before") },
		func(c sqlstore.Conn) error { return errors.Join(hit(ctx, c, "refused"), refused) },
		func(c sqlstore.Conn) error {
			_ = hit(ctx, c, "panicked")
			panic("boom")
		},
		func(c sqlstore.Conn) error { return errors.Join(hit(ctx, c, "twice"), hit(ctx, c, "twice")) },
		func(c sqlstore.Conn) error {
			_, err := c.Exec(ctx, "INSERT INTO nowhere VALUES (1)")
			return errors.Join(hit(ctx, c, "wrong"), err)
		},
		func(c sqlstore.Conn) error {
			_ = hit(ctx, c, "swallowed")
			_, _ = c.Exec(ctx, "INSERT INTO nowhere VALUES (1)")
			return nil
		},
		func(c sqlstore.Conn) error { return hit(ctx, c, "after") },
	)
	if err := release(); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "refused", "panic: boom", "UNIQUE", "no such table", "no such table", ""} {
		err := <-outcomes[i]
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("operation %d returned %v, want %q", i, err, want)
		}
	}
	kept := hits(t, e)
	if len(kept) != 3 || !kept["held"] || !kept["before"] || !kept["after"] {
		t.Errorf("kept %v, want held, before and after", kept)
	}
}

func TestAnOperationWhoseGoroutineEndsIsUndone(t *testing.T) {
	e := opened(t)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = e.Write(context.Background(), func(c sqlstore.Conn) error {
			_ = hit(context.Background(), c, "gone")
			runtime.Goexit()
			return nil
		})
	}()
	<-gone
	if err := e.Write(t.Context(), func(c sqlstore.Conn) error { return hit(t.Context(), c, "later") }); err != nil {
		t.Fatal(err)
	}
	if kept := hits(t, e); len(kept) != 1 || !kept["later"] {
		t.Errorf("kept %v, want later", kept)
	}
}

func TestACallerWhoLeavesTheQueueLeavesNothingBehind(t *testing.T) {
	e := opened(t)
	release := hold(t, e)
	ctx, leave := context.WithCancel(t.Context())
	outcome := make(chan error, 1)
	go func() {
		outcome <- e.Write(ctx, func(c sqlstore.Conn) error { return hit(t.Context(), c, "left") })
	}()
	for e.Stats().Waiting == 0 {
		runtime.Gosched()
	}
	leave()
	if err := <-outcome; !errors.Is(err, context.Canceled) { // while the writer is still held
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if kept := hits(t, e); kept["left"] {
		t.Error("the operation ran after its caller had left")
	}
}

func TestAnOperationThatBeganRunsToItsEnd(t *testing.T) {
	e := opened(t)
	ctx, leave := context.WithCancel(t.Context())
	err := e.Write(ctx, func(c sqlstore.Conn) error {
		leave()
		return hit(ctx, c, "kept")
	})
	if err != nil {
		t.Fatal(err)
	}
	if kept := hits(t, e); !kept["kept"] {
		t.Error("the operation was lost")
	}
}

func TestBulkSharesItsTransactionWithNobody(t *testing.T) {
	e := opened(t)
	release := hold(t, e)
	before := e.Stats().Commits
	outcome := make(chan error, 1)
	go func() {
		outcome <- e.Bulk(context.Background(), func(c sqlstore.Conn) error { return hit(t.Context(), c, "bulk") })
	}()
	for e.Stats().Waiting == 0 {
		runtime.Gosched()
	}
	others := queue(t, e, func(c sqlstore.Conn) error { return hit(t.Context(), c, "other") })
	if err := errors.Join(release(), <-outcome, <-others[0]); err != nil {
		t.Fatal(err)
	}
	if got := e.Stats().Commits - before; got != 3 {
		t.Errorf("3 operations took %d commits, want 3", got)
	}
}

func TestClosingFinishesWhatIsQueuedAndRefusesTheRest(t *testing.T) {
	e := opened(t)
	release := hold(t, e)
	outcomes := queue(t, e,
		func(c sqlstore.Conn) error { return hit(context.Background(), c, "1") },
		func(c sqlstore.Conn) error { return hit(context.Background(), c, "2") })
	closed := make(chan error, 1)
	go func() { closed <- e.Close() }()
	if err := errors.Join(release(), <-outcomes[0], <-outcomes[1], <-closed); err != nil {
		t.Fatal(err)
	}
	called := false
	err := e.Write(t.Context(), func(sqlstore.Conn) error { called = true; return nil })
	if err == nil || called {
		t.Errorf("a write after closing returned %v, called: %v", err, called)
	}
}

func TestALostConnectionIsReplaced(t *testing.T) {
	e := opened(t)
	sqlite.Disconnect(e)
	if err := e.Write(t.Context(), func(c sqlstore.Conn) error { return hit(t.Context(), c, "kept") }); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, e, "PRAGMA synchronous"); got != "2" {
		t.Errorf("synchronous is %s on the new connection, want 2", got)
	}
}
