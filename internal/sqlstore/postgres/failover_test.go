package postgres_test

import (
	"strings"
	"testing"
	"time"

	"perfil/internal/sqlstore/pgtest"
)

// longestOutage is for how long writes may fail when a primary dies, the time
// that its standby takes to be promoted included.
const longestOutage = 10 * time.Second

// A primary with a synchronous standby goes under fifty writers on two nodes,
// and the standby takes over. Nothing that was acknowledged is lost, nothing
// happens twice, and the nodes go on by themselves.
func TestNothingAcknowledgedIsLostWhenThePrimaryDies(t *testing.T) {
	failOver(t, (*pgtest.Server).Kill, longestOutage)
}

// Its processes stand still: connections stay open, new ones are even accepted,
// and nobody answers. What was sent to it waits for its time to be over.
func TestNothingAcknowledgedIsLostWhenThePrimaryVanishes(t *testing.T) {
	failOver(t, (*pgtest.Server).Freeze, 2*longestOutage)
}

func failOver(t *testing.T, goes func(*pgtest.Server) error, atMost time.Duration) {
	primary := pgtest.Start(t)
	database, err := primary.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	standby := pgtest.Standby(t, primary)
	hosts := primary.Address() + "," + standby.Address()
	both := strings.Replace(database, primary.Address(), hosts, 1) + "&target_session_attrs=read-write"
	one, two := nodeAt(t, both), nodeAt(t, both)
	a := stored(t, one)
	reads := answeringAt(t, both).askedAllTheTime()
	writes := under(t, 50, one, two)
	eventually(t, "writes are acknowledged", func() bool { return writes.acknowledged() > 500 })

	gone := time.Now()
	if err := goes(primary); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // as who watches over the primary needs to be sure
	if err := standby.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	promoted := time.Now()
	answered := reads.between(gone, promoted)
	outage := writes.allWroteSince(promoted) + promoted.Sub(gone)
	t.Logf("the standby was promoted %s after the primary went, the last error came %s after it", promoted.Sub(gone), outage)
	if outage > atMost {
		t.Errorf("writes failed for %s", outage)
	}
	if answered == 0 {
		t.Error("no read that was sent while there was no primary was answered")
	}
	eventually(t, "reads go on", func() bool { return reads.between(promoted.Add(outage), time.Now()) > 0 })
	reads.end(t)
	before := writes.acknowledged()
	eventually(t, "writes go on", func() bool { return writes.acknowledged() > before+500 })
	writes.end(strings.Replace(database, primary.Address(), standby.Address(), 1))

	hearsAll(t, one)
	hearsAll(t, two)
	begun := time.Now()
	if err := one.rename(t.Context(), a.ID, "Ada"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other node hears of changes again", func() bool { return two.ear.when(a.ID).After(begun) })
}
