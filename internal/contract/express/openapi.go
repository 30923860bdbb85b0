package express

import _ "embed"

// document is kept by hand; tests hold it against the routes and the answers.
//
//go:embed openapi.json
var document string

// OpenAPI describes this contract in OpenAPI 3.1, as JSON. The caller owns the
// bytes.
func OpenAPI() []byte { return []byte(document) }
