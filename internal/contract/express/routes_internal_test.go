package express

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestRoutesAndDocumentNameTheSameOperations(t *testing.T) {
	var routes []contracttest.Route
	add := func(path string, res resource) {
		for method, op := range res {
			routes = append(routes, contracttest.Route{
				Method: method, Path: path, Public: op.access == public, Counted: op.limit != nil, AdminOnly: op.access == adminOnly,
			})
		}
	}
	for path, res := range fixed {
		add(path, res)
	}
	for prefix, res := range withID {
		add(prefix+"{id}", res)
	}
	contracttest.SameRoutes(t, OpenAPI(), routes)
}
