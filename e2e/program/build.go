// Package program builds the program and runs it as its users do: as a process,
// with settings in its environment, stopped by a signal or killed. Stories (e2e)
// and proofs (prove) stand on it. It knows nothing of what the server answers.
package program

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Provide puts the program into a folder by the name perfil and that folder first
// into the search path, so that Go tests, scripts and shells all run the same. It
// is built from this tree, unless PERFIL_TEST_BINARY names one.
func Provide(folder string) error {
	if err := provide(filepath.Join(folder, "perfil")); err != nil {
		return err
	}
	return os.Setenv("PATH", folder+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

func provide(path string) error {
	if given := os.Getenv("PERFIL_TEST_BINARY"); given != "" {
		target, err := filepath.Abs(given)
		if err != nil {
			return err
		}
		return os.Symlink(target, path)
	}
	build := exec.Command("go", "build", "-o", path, "perfil/cmd/perfil")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("the program cannot be built: %w\n%s", err, out)
	}
	return nil
}
