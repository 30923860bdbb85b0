package django

import (
	"net/http"
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestRoutesAndDocumentNameTheSameOperations(t *testing.T) {
	var routes []contracttest.Route
	add := func(path string, op *operation) {
		routes = append(routes, contracttest.Route{Method: op.method, Path: path, Public: op.public, Counted: op.limit != nil})
	}
	for path, op := range fixed {
		add(path+"/", op)
	}
	for verb, op := range withID {
		add("/api/profile/{id}/"+verb+"/", op)
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		routes = append(routes, contracttest.Route{Method: method, Path: mediaPath + "{name}", Public: true})
	}
	contracttest.SameRoutes(t, OpenAPI(), routes)
}
