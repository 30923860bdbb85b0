// Package prove_test holds the promises that a server of accounts stands or falls
// with, each as a program that tries hard to break it: kills, power cuts, full
// disks, floods, garbage, races, clocks. It runs the built program over loopback
// and knows only what a client, an operator or an attacker knows.
//
// Every proof has two forms. The short one runs with all tests and takes seconds.
// The long one has the numbers that docs/reliability.md reports; make prove runs
// it (PERFIL_PROVE=long) and prints a table of what was reached. A proof records
// what it reached with figure, and fails by what it has seen, never because the
// machine was slow, unless it is the long form of a promise about time.
//
// Stories that are about behaviour rather than endurance are in e2e.
package prove_test

import (
	"fmt"
	"os"
	"testing"

	"perfil/e2e/program"
)

// long says that the numbers of the report are wanted, not those of a test.
var long = os.Getenv("PERFIL_PROVE") == "long"

// choose gives the number for the form that runs.
func choose(inShort, inLong int) int {
	if long {
		return inLong
	}
	return inShort
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "perfil-prove-")
	if err == nil {
		err = program.Provide(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	if long {
		printFigures(os.Stdout)
	}
	os.Exit(code)
}
