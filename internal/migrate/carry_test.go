package migrate_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// rows is a source of rows, which fails at its end if it is told to.
type rows struct {
	pause   func() // shortly before the end
	entries []migrate.Entry
	err     error
}

func (rows) Name() string { return "rows" }

func (rows) Place(position int64) string { return migrate.PlaceOfRow(position) }

func (r rows) Each(_ context.Context, yield func(migrate.Entry) error) error {
	for i, e := range r.entries {
		if i == len(r.entries)-5 && r.pause != nil {
			r.pause()
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	return r.err
}

func someRows(t *testing.T, n int) rows {
	t.Helper()
	var r rows
	for i, e := range read(t, crowd(n)) {
		e.Position, e.Offset, e.Account.ID = int64(i+1), 0, 0
		r.entries = append(r.entries, e)
	}
	return r
}

func receive(t *testing.T, r io.Reader) ([]migrate.Entry, error) {
	t.Helper()
	carried, err := migrate.Receive(r)
	if err != nil {
		return nil, err
	}
	var got []migrate.Entry
	err = carried.Each(t.Context(), func(e migrate.Entry) error {
		got = append(got, e)
		return nil
	})
	return got, err
}

func TestEntriesArriveAsTheyWereSent(t *testing.T) {
	r := someRows(t, 5)
	r.entries[1].Faults, r.entries[2].Notes = []string{"a fault"}, []string{"a note"}
	r.entries[3].Nameless, r.entries[3].Picture, r.entries[3].Mark = true, "a.png", "1 2"
	r.entries[4].Account.Role, r.entries[4].Account.Status = account.RoleAdmin, account.StatusSuspended
	var sent bytes.Buffer
	if err := migrate.Send(t.Context(), r, "/media", &sent); err != nil {
		t.Fatal(err)
	}
	got, err := receive(t, bytes.NewReader(sent.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.entries {
		r.entries[i].Account.Version = 0
	}
	if diff := cmp.Diff(r.entries, got); diff != "" {
		t.Error(diff)
	}
	// Cut anywhere, it is never taken for a source that ends there.
	for n := range sent.Len() {
		if _, err := receive(t, bytes.NewReader(sent.Bytes()[:n])); err == nil {
			t.Fatalf("cut after %d of %d bytes it counts as complete", n, sent.Len())
		}
	}
}

func TestASourceThatFailsIsNotTakenForOneThatEnds(t *testing.T) {
	r := someRows(t, 3)
	r.err = errStop
	in, out := io.Pipe()
	go func() { _ = out.CloseWithError(migrate.Send(context.Background(), r, "", out)) }()
	p := newPlace(t)
	carried, err := migrate.Receive(in)
	if err == nil {
		_, err = migrate.Merge(t.Context(), p.Service, p.operator, carried, migrate.MergeOptions{As: "rows", DeleteMissing: true})
	}
	if !errors.Is(err, errStop) && (err == nil || !strings.Contains(err.Error(), "stop here")) {
		t.Errorf("%v", err)
	}
	if n := len(p.accounts(t)); n != 0 {
		t.Errorf("%d accounts were kept", n)
	}
}

// A run that is interrupted has kept pieces when it leaves out what is bad, and
// the next one goes on there.
func TestAnInterruptedRunGoesOnWhereItEnded(t *testing.T) {
	p, r := newPlace(t), someRows(t, 45_000)
	broken := r
	broken.err = errStop
	broken.entries = r.entries[:42_000]
	o := migrate.MergeOptions{As: "rows", SkipBad: true}
	out, err := migrate.Merge(t.Context(), p.Service, p.operator, broken, o)
	if !errors.Is(err, errStop) {
		t.Fatal(err)
	}
	there := len(p.accounts(t))
	if there == 0 || there%20_000 > 1000 || out.Added != there {
		t.Errorf("%d accounts are there, %d are told", there, out.Added)
	}
	out, err = migrate.Merge(t.Context(), p.Service, p.operator, r, o)
	if err != nil || out.Unchanged != there || out.Added != len(r.entries)-there {
		t.Errorf("%+v, %v", out, err)
	}
	if n := len(p.accounts(t)); n != len(r.entries) {
		t.Errorf("%d accounts are there", n)
	}
	if trail := p.trail(t); len(trail) != 2 || !strings.Contains(trail[1], "added") {
		t.Errorf("%q", trail)
	}
}

// All or nothing, when nothing is to be left out.
func TestAnInterruptedRunOfAllKeepsNothing(t *testing.T) {
	p, r := newPlace(t), someRows(t, 25_000)
	r.err = errStop
	out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{As: "rows"})
	if !errors.Is(err, errStop) || out.Added != 0 || len(p.accounts(t)) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestAnIDThatStandsTwiceIsRefused(t *testing.T) {
	p, r := newPlace(t), someRows(t, 3)
	r.entries[2].Position = 2
	out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{As: "rows", SkipBad: true})
	if err != nil || out.Added != 2 || out.Refused != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}

// Ids below 1 come first, and those that cannot be read count as 0.
func TestAnIDThatStandsOnceIsNotToldToStandTwice(t *testing.T) {
	for _, bad := range []int64{-5, 0} {
		p, r := newPlace(t), someRows(t, 4)
		for i, position := range []int64{bad, -3, 0, 1} {
			r.entries[i].Position = position
		}
		r.entries[0].Faults = []string{"a fault"}
		var told []string
		out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{
			As: "rows", SkipBad: true, Refused: func(r migrate.Refusal) { told = append(told, r.Reasons...) },
		})
		all := strings.Join(told, "; ")
		if err != nil || out.Added != 1 || out.Refused != 3 || strings.Contains(all, "twice") || strings.Count(all, "id is not between 1 and ") != 2 {
			t.Errorf("%+v, %v, %s", out, err, all)
		}
	}
}
