package prove_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"perfil/internal/contract/contracttest"
)

// A contract is what the server says of one of its APIs.
type contract struct {
	name string
	spec *openapi3.T
	doc  *contracttest.Document // judges answers
}

// contracts reads the documents that the server serves itself.
func contracts(t *testing.T, url string) map[string]contract {
	t.Helper()
	all := map[string]contract{}
	anybody := newPerson(url, "reader")
	defer anybody.leave()
	for _, name := range []string{"django", "express"} {
		a, err := anybody.ask(t.Context(), "GET", "/openapi/"+name+".json", "")
		if err != nil || a.status != http.StatusOK {
			t.Fatalf("the document of %s: %d, %v", name, a.status, err)
		}
		spec, err := openapi3.NewLoader().LoadFromData(a.body)
		if err != nil {
			t.Fatal(err)
		}
		doc := contracttest.LoadDocument(t, contracttest.Contract{OpenAPI: a.body, NumericIDs: name == "django"})
		all[name] = contract{name, spec, doc}
	}
	return all
}

// judge says what is wrong with an answer: a status, a header or a body that the
// document does not tell of.
func (c contract) judge(ctx context.Context, method, path string, a answer) error {
	r, err := http.NewRequestWithContext(ctx, method, "http://a.example.com/", http.NoBody)
	if err != nil {
		return err
	}
	r.URL.Path = path
	header := a.header.Clone()
	for _, name := range []string{"Date", "Connection", "Vary"} {
		header.Del(name) // of the connection and the page that asks, not of the operation
	}
	_, err = c.doc.Judge(contracttest.Exchange{Request: r, Answer: contracttest.Answer{Status: a.status, Header: header, Body: a.body}})
	return err
}
