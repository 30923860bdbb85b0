// Package e2e_test holds stories about the built program: what its users see,
// with nothing between them and it. It imports no package of the program, so a
// story can only know what a client, an operator or an attacker knows; the
// PostgreSQL that some stand on is started by a package that knows no more.
//
// Most stories are scripts, in testdata/script; script_test.go says what they
// can do. Those that need a browser, a clock or many hands are Go tests. What a
// single package promises is tested there, not here.
//
// PERFIL_TEST_BINARY names a program to test in place of one that is built from
// this tree; PERFIL_TEST_CHROMIUM=required makes it an error that there is no
// browser, PERFIL_TEST_POSTGRES=required that there is no PostgreSQL.
package e2e_test

import (
	"fmt"
	"os"
	"testing"

	"perfil/e2e/program"
)

// TestMain builds the program once and puts it first in the search path.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "perfil-e2e-")
	if err == nil {
		err = program.Provide(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}
