package main

import (
	"os/exec"
	"testing"
)

// The benchmark has held much itself, and a small command was told to have held as much.
func TestACommandHoldsWhatItHoldsItselfAndNotWhatWeDo(t *testing.T) {
	held := make([]byte, 200<<20)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	memory, err := watched(exec.CommandContext(t.Context(), "sleep", "0.2"))
	if err != nil || memory == 0 || memory > 50<<20 {
		t.Errorf("a command that sleeps held %d bytes, %v", memory, err)
	}
	if held[4096] != 1 {
		t.Error("nothing was held here")
	}
	if _, err := watched(exec.CommandContext(t.Context(), "false")); err == nil {
		t.Error("a command that fails did well")
	}
}
