package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/migrate"
)

func TestLinesAreFoundAsEditorsLeaveThem(t *testing.T) {
	long := line(`"first_name":"` + strings.Repeat("x", migrate.MaxLine) + `"`)
	text := "\ufeff" + line(`"id":1`) + "\r\n" +
		"\r\n \t\n" +
		line(`"id":4`) + "\n" +
		long + "\n" +
		line(`"id":6`) + strings.Repeat(" ", 70000) + "\r\n" +
		line(`"id":7`)
	var got []string
	for _, e := range read(t, text) {
		got = append(got, fmt.Sprintf("%d: %d %q", e.Position, e.Account.ID, e.Faults))
	}
	want := []string{
		"1: 1 []", "4: 4 []",
		`5: 0 ["the line is longer than 65536 bytes"]`,
		`6: 0 ["the line is longer than 65536 bytes"]`,
		"7: 7 []",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	entries := read(t, text)
	if last := entries[len(entries)-1]; last.Offset != int64(len(text)) {
		t.Errorf("offset %d of %d", last.Offset, len(text))
	}
}

func TestALineMayBeAsLongAsTheLimit(t *testing.T) {
	padding := migrate.MaxLine - len(line(`"first_name":""`))
	exact := line(`"first_name":"` + strings.Repeat("x", padding) + `"`)
	for end, want := range map[string]int{"": 0, "\n": 0, "\r\n": 0, " \n": 1, " ": 1} {
		if got := len(read(t, exact+end)[0].Faults); got != want {
			t.Errorf("end %q: %d faults, want %d", end, got, want)
		}
	}
}

func TestAByteOrderMarkIsNoContentElsewhere(t *testing.T) {
	entries := read(t, "\ufeff\n\ufeff"+line())
	if len(entries) != 1 || len(entries[0].Faults) != 1 {
		t.Errorf("%+v", entries)
	}
}

func TestAnEmptyFileHasNoEntries(t *testing.T) {
	for _, text := range []string{"", "\n", "\ufeff", "\r\n\r\n"} {
		if entries := read(t, text); len(entries) != 0 {
			t.Errorf("%q: %+v", text, entries)
		}
	}
}

func TestAFailingFileEndsTheSource(t *testing.T) {
	broken := errors.New("the disk is gone")
	input := io.MultiReader(strings.NewReader(line()+"\n"+line()[:10]), iotest.ErrReader(broken))
	n := 0
	err := migrate.NewJSONL(input).Each(t.Context(), func(migrate.Entry) error { n++; return nil })
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "line 2") || n != 1 {
		t.Errorf("%v after %d entries", err, n)
	}
}

func TestTheEndOfTheContextEndsTheSource(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := migrate.NewJSONL(strings.NewReader(strings.Repeat(line()+"\n", 10))).Each(ctx, func(migrate.Entry) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n != 3 {
		t.Errorf("%v after %d entries", err, n)
	}
}
