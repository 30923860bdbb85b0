package site

import (
	"net/http"
	"strings"

	"perfil/internal/account"
	"perfil/internal/web"
)

// Config is what the pages are made of. Accounts is required.
type Config struct {
	Accounts *account.Service
	Language Language // for browsers that ask for none of ours; English unless set
	Name     string   // of the service, as its people know it; "" is Perfil
}

// site serves the pages. It is immutable once made.
type site struct {
	accounts  *account.Service
	name      string
	languages languages
	guard     *http.CrossOriginProtection
}

// New returns the handler for everything under /account/. It wants the path
// whole, with that prefix.
func New(c Config) http.Handler { return newSite(c) }

// Internal answers 500 with a page, for what is caught outside of a handler.
func Internal(c Config) http.HandlerFunc {
	s := newSite(c)
	return func(w http.ResponseWriter, r *http.Request) {
		s.newVisit(w, r).answer(byKind[account.Internal])
	}
}

func newSite(c Config) *site {
	if strings.TrimSpace(c.Name) == "" {
		c.Name = "Perfil"
	}
	return &site{
		accounts:  c.Accounts,
		name:      c.Name,
		languages: speak(c.Language),
		guard:     http.NewCrossOriginProtection(),
	}
}

// visit is one request on its way through the pages.
type visit struct {
	*site
	w     http.ResponseWriter
	r     *http.Request
	texts *texts
}

func (s *site) newVisit(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{site: s, w: w, r: r, texts: s.languages.choose(r)}
}

// resource is what can be done on one path. show answers GET and HEAD and must
// not change anything; act answers POST, and is nil where there is nothing to do.
type resource struct {
	show func(*visit)
	act  func(*visit)
}

// root is the path that all pages are under.
const root = "/account/"

// routes are the pages by their path below root.
var routes = map[string]resource{
	"reset":         {show: showReset, act: reset},
	"undo-email":    {show: undoEmail.show, act: undoEmail.act},
	"confirm-email": {show: confirmEmail.show, act: confirmEmail.act},
	stylePath:       {show: showStyle},
}

// ServeHTTP finds the page and lets a POST through only when it comes from a
// page of this site and its sender has not tried too often.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.EventOf(w).Contract("site")
	v := s.newVisit(w, r)
	below, ok := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, "/"), root)
	page, known := routes[below]
	if !ok || !known {
		v.answer(notFound)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		page.show(v)
	case http.MethodPost:
		v.post(page)
	default:
		v.notAllowed(page)
	}
}

func (v *visit) post(page resource) {
	if page.act == nil {
		v.notAllowed(page)
		return
	}
	if err := v.guard.Check(v.r); err != nil {
		v.answer(foreignForm)
		return
	}
	if v.admit() {
		page.act(v)
	}
}

// admit counts a form that was sent, and answers 429 when there were too many.
// All forms count together with sign-ups and resets through the contracts.
func (v *visit) admit() bool {
	key := web.RateKey(web.EventOf(v.w).Client())
	quota, err := v.accounts.Admit(v.r.Context(), account.LimitJoin, key)
	web.SetQuota(v.w.Header(), quota.Max, quota.Remaining, account.LimitWindow, quota.ResetIn)
	if err != nil {
		v.fail(err, nil)
		return false
	}
	return true
}

func (v *visit) notAllowed(page resource) {
	allow := "GET, HEAD"
	if page.act != nil {
		allow += ", POST"
	}
	v.w.Header().Set("Allow", allow)
	v.answer(wrongMethod)
}

// client is where the request came from.
func (v *visit) client() account.Client {
	return account.Client{Address: web.EventOf(v.w).ClientText(), UserAgent: v.r.UserAgent()}
}
