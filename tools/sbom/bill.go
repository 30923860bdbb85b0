package main

import (
	"encoding/base64"
	"encoding/hex"
	"runtime/debug"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// bill lists the modules that were linked and the Go release that linked them, for
// the program with this SHA-256. It has no time and no serial number: the same
// program has the same bill.
func bill(info *debug.BuildInfo, digest [32]byte) *cdx.BOM {
	bom := cdx.NewBOM()
	bom.SerialNumber = ""
	subject := component(&info.Main)
	subject.Type = cdx.ComponentTypeApplication
	subject.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(digest[:])}}
	bom.Metadata = &cdx.Metadata{Component: &subject}

	parts := []cdx.Component{goRelease(info.GoVersion)}
	refs := []string{parts[0].BOMRef}
	for _, dep := range info.Deps {
		part := component(linked(dep))
		parts = append(parts, part)
		refs = append(refs, part.BOMRef)
	}
	bom.Components = &parts
	// The linker does not write who needs whom, so all hang on the program.
	bom.Dependencies = &[]cdx.Dependency{{Ref: subject.BOMRef, Dependencies: &refs}}
	return bom
}

// linked is the module that stands in for another, if one does: what is in the
// program is the replacement.
func linked(m *debug.Module) *debug.Module {
	if m.Replace != nil {
		return m.Replace
	}
	return m
}

func component(m *debug.Module) cdx.Component {
	url := "pkg:golang/" + m.Path + "@" + m.Version
	c := cdx.Component{
		Type: cdx.ComponentTypeLibrary, BOMRef: url, PackageURL: url,
		Name: m.Path, Version: m.Version, Scope: cdx.ScopeRequired,
	}
	if sum, ok := sha256Of(m.Sum); ok {
		c.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: sum}}
	}
	return c
}

// goRelease is Go's own library: as much of the program, and as often in need of
// an update, as any module.
func goRelease(version string) cdx.Component {
	number := strings.TrimPrefix(version, "go")
	return component(&debug.Module{Path: "std", Version: number})
}

// sha256Of turns the sum of a module, as in go.sum, into hexadecimal digits. It is
// the SHA-256 of the list of its files and theirs, not of an archive.
func sha256Of(sum string) (string, bool) {
	digits, ok := strings.CutPrefix(sum, "h1:")
	raw, err := base64.StdEncoding.DecodeString(digits)
	return hex.EncodeToString(raw), ok && err == nil && len(raw) == 32
}
