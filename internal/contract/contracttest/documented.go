package contracttest

import (
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Documented plays the golden files of a folder and a file for Faults, and holds
// every answer against the document. Nothing undocumented may be answered, and
// everything documented must have been, or the document promises what never
// comes.
func Documented(t *testing.T, c Contract, folder, faults string) {
	d := LoadDocument(t, c)
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	must(t, err)
	seen := map[Place]bool{}
	note := func(t *testing.T, x Exchange) {
		place, err := d.Judge(x)
		if err != nil {
			t.Errorf("%s: %s %s: %v\n%d %s", x.Title, x.Request.Method, x.Request.URL.Path, err, x.Answer.Status, x.Answer.Body)
		}
		seen[place] = true
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for _, x := range Play(t, c, file) {
				note(t, x)
			}
		})
	}
	Faults(t, c, faults, func(t *testing.T, f Fault) { note(t, f.Exchange) })
	for _, promised := range d.promises() {
		if !seen[promised] {
			t.Errorf("%s is documented to answer %s, and never did", promised.Operation, promised.Response)
		}
	}
}

// Strict checks that no schema of an answer takes keys that it does not name: if
// one did, the comparison with the answers would prove nothing.
func Strict(t *testing.T, c Contract) {
	d := LoadDocument(t, c)
	strict := func(where string, response *openapi3.ResponseRef) {
		for _, content := range response.Value.Content {
			strictSchema(t, where, content.Schema)
		}
	}
	for _, p := range d.paths {
		for _, operation := range p.item.Operations() {
			for status, response := range operation.Responses.Map() {
				strict(operation.OperationID+" "+status, response)
			}
		}
	}
	for name, response := range d.spec.Components.Responses {
		strict(name, response)
	}
}

func strictSchema(t *testing.T, where string, s *openapi3.SchemaRef) {
	t.Helper()
	if s == nil || s.Value == nil {
		return
	}
	if s.Value.Type.Is("object") {
		if closed := s.Value.AdditionalProperties.Has; closed == nil || *closed {
			t.Errorf("%s: an object takes keys that it does not name", where)
		}
		for key, property := range s.Value.Properties {
			strictSchema(t, where+"/"+key, property)
		}
	}
	strictSchema(t, where+"[]", s.Value.Items)
	for _, alternative := range s.Value.OneOf {
		strictSchema(t, where, alternative)
	}
}
