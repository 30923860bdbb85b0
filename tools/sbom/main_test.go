package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// perfil builds the program, for the modules of a real one.
func perfil(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "perfil")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./cmd/perfil")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

func written(t *testing.T, program string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := run([]string{program}, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The schema is the one that CycloneDX publishes; it comes with its library.
func TestTheBillKeepsToTheSchema(t *testing.T) {
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	for name, file := range map[string]string{
		"bom-1.6.schema.json":  "bom-1.6.schema.json",
		"spdx.schema.json":     "spdx.schema.json",
		"jsf-0.82.schema.json": "jsf-0.82.schemax.json",
	} {
		raw, err := os.Open(filepath.Join(strings.TrimSpace(string(dir)), "schema", file))
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close() //nolint:errcheck // only read
		doc, err := jsonschema.UnmarshalJSON(raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource("http://cyclonedx.org/schema/"+name, doc); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, perfil(t))))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
	doc.(map[string]any)["bomFormat"] = "another"
	if schema.Validate(doc) == nil {
		t.Error("the schema takes anything")
	}
}

func TestTheBillNamesWhatTheProgramIsMadeOf(t *testing.T) {
	program := perfil(t)
	text := written(t, program)
	if !bytes.Equal(text, written(t, program)) {
		t.Error("the same program has two bills")
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(text), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if bom.Metadata.Component.Name != "perfil" {
		t.Errorf("it is the bill of %q", bom.Metadata.Component.Name)
	}
	bytesOfIt, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if h := bom.Metadata.Component.Hashes; h == nil || (*h)[0].Value != fmt.Sprintf("%x", sha256.Sum256(bytesOfIt)) {
		t.Error("it does not say of which program it is")
	}
	parts := map[string]cdx.Component{}
	for _, c := range *bom.Components {
		parts[c.Name] = c
	}
	for _, name := range []string{"std", "modernc.org/sqlite", "github.com/jackc/pgx/v5", "golang.org/x/crypto"} {
		if parts[name].Version == "" {
			t.Errorf("%s is not named with its version", name)
		}
	}
	if hashes := parts["golang.org/x/crypto"].Hashes; hashes == nil || len((*hashes)[0].Value) != 64 {
		t.Error("a module has no digest")
	}
	for _, name := range []string{"pgregory.net/rapid", "github.com/chromedp/chromedp"} {
		if _, there := parts[name]; there {
			t.Errorf("%s serves tests only and is named", name)
		}
	}
}

func TestWhatIsNoGoProgramHasNoBill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{path}, {path + "-that-is-not-there"}, nil, {path, path}} {
		var out bytes.Buffer
		if err := run(args, &out); err == nil || out.Len() > 0 {
			t.Errorf("%q: %v, %q", args, err, out.String())
		}
	}
}
