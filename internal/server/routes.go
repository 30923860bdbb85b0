package server

import (
	"net/http"
	"slices"
	"strings"

	"perfil/internal/apidocs"
	"perfil/internal/contract/django"
	"perfil/internal/contract/express"
	"perfil/internal/site"
	"perfil/internal/web"
)

// mount is a subtree of paths and who answers there.
type mount struct {
	prefix  string // without the slash at its end
	handler http.Handler
}

// covers is also true of the prefix itself. No path is cleaned and nobody is
// redirected: that would turn a POST into a GET.
func (m mount) covers(path string) bool {
	rest, ok := strings.CutPrefix(path, m.prefix)
	return ok && (rest == "" || rest[0] == '/')
}

// mounts says which contract answers where, and where the pages are. The first that covers a path has
// it, so what is narrower stands first.
func (c *Config) mounts() []mount {
	var all []mount
	if slices.Contains(c.Contracts, "express") {
		contract := web.Recover(express.Internal(c.ExpressLanguage),
			express.New(express.Config{Accounts: c.Accounts, Language: c.ExpressLanguage}))
		all = append(all, mount{"/api/auth", contract}, mount{"/api/admin", contract})
	}
	if slices.Contains(c.Contracts, "django") {
		contract := web.Recover(django.Internal(c.DjangoLanguage),
			django.New(django.Config{Accounts: c.Accounts, Language: c.DjangoLanguage}))
		all = append(all, mount{"/api", contract}, mount{"/media/avatars", contract})
	}
	for i := range all {
		all[i].handler = web.CORS(c.Origins, all[i].handler)
	}
	// After that loop: no page of another origin may read the pages of this one.
	documents := web.Recover(internal, apidocs.New(c.documents()...))
	return append(all,
		mount{"/account", web.Recover(site.Internal(c.Site), site.New(c.Site))},
		mount{"/docs", documents}, mount{"/openapi", documents})
}

// documents are those of the contracts that are served.
func (c *Config) documents() []apidocs.Document {
	var all []apidocs.Document
	if slices.Contains(c.Contracts, "django") {
		all = append(all, apidocs.Document{Name: "django", Title: "Django REST", JSON: django.OpenAPI()})
	}
	if slices.Contains(c.Contracts, "express") {
		all = append(all, apidocs.Document{Name: "express", Title: "Express", JSON: express.OpenAPI()})
	}
	return all
}

// router serves the mounts, and what belongs to no contract.
type router struct {
	mounts []mount
	own    map[string]http.Handler
}

func (r *router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	path := req.URL.Path
	for _, m := range r.mounts {
		if m.covers(path) {
			m.handler.ServeHTTP(w, req)
			return
		}
	}
	if handler := r.own[path]; handler != nil {
		handler.ServeHTTP(w, req)
		return
	}
	notFound(w)
}

func notFound(w http.ResponseWriter) {
	web.WriteJSON(w, http.StatusNotFound, []byte(`{"error":"Not found"}`))
}

// welcome sends people to the documentation: they type the address that the
// server told them when it started. Programs do not ask for HTML.
func welcome(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept")
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !reads || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		notFound(w)
		return
	}
	http.Redirect(w, r, "/docs/", http.StatusFound)
}

// routes is the whole server as one handler.
func (c *Config) routes(m *metrics) http.Handler {
	own := map[string]http.Handler{
		"/":        http.HandlerFunc(welcome),
		"/healthz": onlyGet(http.HandlerFunc(alive)),
		"/readyz":  onlyGet(ready(c.Accounts)),
	}
	if c.MetricsListener == nil {
		own["/metrics"] = onlyGet(m.guarded(c.MetricsToken, c.isNear))
	}
	events := web.Events{Log: c.Log, Lines: c.Lines, Proxies: c.Proxies, Observe: m.observe}
	return events.Wrap(web.NoSniff(web.OneFraming(web.Recover(internal, &router{mounts: c.mounts(), own: own}))))
}

// internal answers what failed outside of the contracts.
func internal(w http.ResponseWriter, _ *http.Request) {
	web.WriteJSON(w, http.StatusInternalServerError, []byte(`{"error":"Internal server error"}`))
}
