package apidocs

import (
	"net/http"
)

// Document describes one API.
type Document struct {
	Name  string // in its address: "django" is /openapi/django.json
	Title string // by which the reader chooses
	JSON  []byte // OpenAPI 3.1
}

// The paths that belong here, each with what is below it.
const (
	Page      = "/docs/"
	Documents = "/openapi/"
)

// handler knows every answer beforehand.
type handler map[string]file

// New makes the handler of the page and of the documents, which the page offers
// in this order.
func New(documents ...Document) http.Handler {
	files := handler(assets())
	for _, d := range documents {
		files[d.path()] = newFile("application/json", d.JSON)
	}
	files[Page] = page(documents)
	return files
}

func (d Document) path() string { return Documents + d.Name + ".json" }

// policy lets the page load its own files and talk to this server, and nothing
// else. Swagger UI sets styles on its elements and draws its icons from data
// URLs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path+"/" == Page {
		http.Redirect(w, r, Page, http.StatusPermanentRedirect)
		return
	}
	f, ok := h[r.URL.Path]
	if !ok {
		refuse(w, http.StatusNotFound)
		return
	}
	f.serve(w, r)
}

func refuse(w http.ResponseWriter, status int) {
	http.Error(w, http.StatusText(status), status)
}
