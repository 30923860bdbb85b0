package prove_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// An alteration replaces one passage of a source file, named from the root of
// the module. A file that is not there is made, from nothing to it.
type alteration struct{ file, from, to string }

// variant builds the program with passages of its source replaced, and gives its
// path. So a proof can show that it fails for a server without the promise, or
// steer what the released program takes from its machine, and the source needs
// no seam for it that could be reached by accident.
func variant(t *testing.T, alterations ...alteration) string {
	t.Helper()
	folder := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	replaced := map[string]string{}
	for _, a := range alterations {
		path := filepath.Join(root, filepath.FromSlash(a.file))
		source := path
		if altered, ok := replaced[path]; ok {
			source = altered
		}
		text, err := os.ReadFile(source)
		if err != nil && (a.from != "" || !os.IsNotExist(err)) {
			t.Fatal(err)
		}
		if strings.Count(string(text), a.from) != 1 && a.from != "" {
			t.Fatalf("%s does not contain %q once, which this proof alters: alter what does its work now", a.file, a.from)
		}
		copied := filepath.Join(folder, strings.ReplaceAll(a.file, "/", "_"))
		if err := os.WriteFile(copied, []byte(strings.Replace(string(text), a.from, a.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		replaced[path] = copied
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	list, made := filepath.Join(folder, "overlay.json"), filepath.Join(folder, "perfil")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-overlay", list, "-o", made, "perfil/cmd/perfil")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the altered program cannot be built: %v\n%s", err, out)
	}
	return made
}
