// Command sbom writes the bill of materials of a Go program to standard output,
// as CycloneDX in JSON. It owns the form of that bill and nothing else: what is in
// it is what the Go linker wrote into the program, so the bill tells of the very
// bytes that are released, not of what a module file would allow. Licences are not
// in it, because the linker does not know them.
//
//	go run ./sbom PROGRAM
package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"io"
	"os"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("want the path of one program, got %d arguments", len(args))
	}
	program, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return err
	}
	return cdx.NewBOMEncoder(out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).
		EncodeVersion(bill(info, sha256.Sum256(program)), cdx.SpecVersion1_6)
}
