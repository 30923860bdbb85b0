package contracttest

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Document is the OpenAPI document of a contract, as a judge of its answers.
// kin-openapi hands the schemas of 3.1 to a validator of JSON Schema 2020-12; its
// own one, which knows 3.0 only, is not asked.
type Document struct {
	spec  *openapi3.T
	paths []path
}

// path is a path of the document as a pattern.
type path struct {
	template string
	pattern  *regexp.Regexp
	item     *openapi3.PathItem
}

// Place is an answer that a document speaks of: of one operation, or of none.
type Place struct {
	Operation string // its operationId; "" for what no operation answers
	Response  string // the status, or the name of a component
}

// LoadDocument reads the document and checks it with all its examples.
func LoadDocument(t testing.TB, c Contract) *Document {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(c.OpenAPI)
	must(t, err)
	must(t, spec.Validate(context.Background()))
	d := &Document{spec: spec}
	id := `[^/]+`
	if c.NumericIDs {
		id = `[0-9]+`
	}
	for template, item := range spec.Paths.Map() {
		expression := regexp.QuoteMeta(strings.TrimSuffix(template, "/"))
		expression = strings.ReplaceAll(expression, `\{id\}`, id)
		expression = strings.ReplaceAll(expression, `\{name\}`, `(?s:.*)`)
		d.paths = append(d.paths, path{template, regexp.MustCompile("^" + expression + "/?$"), item})
	}
	return d
}

// Judge says what is wrong with an answer to a request, or which place of the
// document describes it.
func (d *Document) Judge(x Exchange) (Place, error) {
	p := d.find(x.Request.URL.Path)
	if p == nil {
		return d.judgeComponent(x, "NotFound", "NoRoute")
	}
	if operation := p.item.Operations()[x.Request.Method]; operation != nil {
		place := Place{operation.OperationID, strconv.Itoa(x.Answer.Status)}
		return place, d.judge(x, p, x.Request.Method, operation)
	}
	if place, err := d.judgeComponent(x, "MethodNotAllowed", "NoRoute"); err == nil {
		return place, nil
	}
	// A path that wants a token asks for it before it looks at the method.
	for method, operation := range p.item.Operations() {
		if x.Answer.Status >= http.StatusBadRequest && operation.Security != nil && len(*operation.Security) > 0 {
			return Place{}, d.judge(x, p, method, operation)
		}
	}
	return Place{}, undocumented("the method is not documented and the answer does not say so")
}

// find prefers the path that names all of what was requested to one with a
// parameter.
func (d *Document) find(requested string) *path {
	var found *path
	for i := range d.paths {
		p := &d.paths[i]
		if p.pattern.MatchString(requested) && (found == nil || !strings.Contains(p.template, "{")) {
			found = p
		}
	}
	return found
}

// judgeComponent holds an answer against the responses that no operation refers
// to: unknown paths and methods.
func (d *Document) judgeComponent(x Exchange, names ...string) (Place, error) {
	err := error(undocumented("the path is not documented"))
	for _, name := range names {
		response := d.spec.Components.Responses[name]
		if response == nil {
			continue
		}
		operation := openapi3.NewOperation()
		operation.Responses = openapi3.NewResponses(openapi3.WithStatus(statusOf(name), response))
		if err = d.judge(x, &path{item: &openapi3.PathItem{}}, x.Request.Method, operation); err == nil {
			return Place{Response: name}, nil
		}
	}
	return Place{}, err
}

// statusOf is the status that a component without an operation is for.
func statusOf(component string) int {
	if component == "MethodNotAllowed" {
		return http.StatusMethodNotAllowed
	}
	return http.StatusNotFound
}

// undocumented is an answer that the document does not know.
type undocumented string

func (u undocumented) Error() string { return string(u) }

// judge holds an answer against one operation: status, headers, type, body.
func (d *Document) judge(x Exchange, p *path, method string, operation *openapi3.Operation) error {
	response := operation.Responses.Status(x.Answer.Status)
	if response == nil {
		return undocumented("the status is not documented")
	}
	for name := range x.Answer.Header {
		if !isDocumented(name, response.Value) {
			return undocumented("the header " + name + " is not documented")
		}
	}
	if len(response.Value.Content) == 0 && len(x.Answer.Body) > 0 && method != http.MethodHead {
		return undocumented("a body is not documented")
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: x.Request,
			Route:   &routers.Route{Spec: d.spec, Path: p.template, PathItem: p.item, Method: method, Operation: operation},
		},
		Status:  x.Answer.Status,
		Header:  x.Answer.Header,
		Options: &openapi3filter.Options{},
	}
	if mediaType := x.Answer.Header.Get("Content-Type"); response.Value.Content[mediaType] != nil {
		// Pictures are documented by their type only, and the library cannot read them.
		input.Options.ExcludeResponseBody = strings.HasPrefix(mediaType, "image/")
	}
	return openapi3filter.ValidateResponse(context.Background(), input.SetBodyBytes(x.Answer.Body))
}

// isDocumented says whether a header stands in the document. The general ones
// need not.
func isDocumented(name string, response *openapi3.Response) bool {
	if name == "Content-Type" || slices.Contains(silent, name) {
		return true
	}
	for documented := range response.Headers {
		if strings.EqualFold(documented, name) {
			return true
		}
	}
	return false
}

// promises lists every place of the document that an operation can answer.
func (d *Document) promises() []Place {
	var all []Place
	for _, p := range d.paths {
		for _, operation := range p.item.Operations() {
			for status := range operation.Responses.Map() {
				all = append(all, Place{operation.OperationID, status})
			}
		}
	}
	return all
}

// operations lists every method and path, in an order that is always the same.
func (d *Document) operations() []string {
	var all []string
	for _, p := range d.paths {
		for method := range p.item.Operations() {
			all = append(all, method+" "+p.template)
		}
	}
	slices.Sort(all)
	return all
}
