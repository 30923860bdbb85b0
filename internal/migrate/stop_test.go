package migrate_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"perfil/internal/migrate"
)

func TestAFileThatCannotBeReadToTheEndKeepsNothing(t *testing.T) {
	p := newPlace(t)
	var head bytes.Buffer
	for i := range 2000 {
		head.WriteString(person(fmt.Sprint(1+i), fmt.Sprintf("user%d", i)) + "\n")
	}
	input := io.MultiReader(&head, iotest.ErrReader(errStop))
	_, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(input), migrate.Options{SkipBad: true})
	if !errors.Is(err, errStop) || !strings.Contains(err.Error(), "line 2001") {
		t.Errorf("error %v", err)
	}
	if n := len(p.accounts(t)); n != 0 {
		t.Errorf("%d accounts were kept", n)
	}
}

// Whoever presses Ctrl-C while the import waits for a pipe must not wait for it
// too.
func TestAnImportFromASilentPipeCanBeStopped(t *testing.T) {
	p := newPlace(t)
	input, writer := io.Pipe()
	defer writer.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		fmt.Fprintln(writer, person("1", "ada"))
		cancel()
	}()
	_, err := migrate.Import(ctx, p.Service, p.operator, migrate.NewJSONL(input), migrate.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if n := len(p.accounts(t)); n != 0 {
		t.Errorf("%d accounts were kept", n)
	}
}
