package contracttest

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Route is an operation as the routing of a contract knows it, with its path as
// the document writes it.
type Route struct {
	Method, Path string
	Public       bool // no token is looked at
	Counted      bool // requests are limited per address
	AdminOnly    bool
}

// SameRoutes checks that the document has every route and no other, and says of
// each what stands before it: a token where one is wanted, 429 with the headers of
// the limit where requests are counted, 403 where it takes an admin.
func SameRoutes(t *testing.T, document []byte, routes []Route) {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(document)
	must(t, err)
	documented := map[string]*openapi3.Operation{}
	for path, item := range spec.Paths.Map() {
		for method, operation := range item.Operations() {
			documented[method+" "+path] = operation
		}
	}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		operation := documented[name]
		if operation == nil {
			t.Errorf("%s is not documented", name)
			continue
		}
		delete(documented, name)
		if operation.Security == nil || (len(*operation.Security) == 0) != r.Public {
			t.Errorf("%s: the document does not say rightly whether it takes a token", name)
		}
		if isCounted(operation) != r.Counted {
			t.Errorf("%s: the document does not say rightly whether requests are counted", name)
		}
		if r.AdminOnly && operation.Responses.Value("403") == nil {
			t.Errorf("%s: the document does not say that it takes an admin", name)
		}
	}
	for name := range documented {
		t.Errorf("%s is documented and not served", name)
	}
}

// isCounted says whether a document counts the requests of an operation. A 429
// without the headers of a limit is about guessing at a password.
func isCounted(operation *openapi3.Operation) bool {
	response := operation.Responses.Value("429")
	return response != nil && response.Value.Headers["RateLimit-Limit"] != nil
}
