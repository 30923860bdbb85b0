package django

import (
	"net/http"
	"strconv"
	"strings"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
	"perfil/internal/web"
)

// Config is what the contract is made of. Accounts is required.
type Config struct {
	Accounts *account.Service
	Language Language // of the messages
}

// contract serves the operations. It is immutable once made.
type contract struct {
	accounts    *account.Service
	texts       *texts
	withPicture web.Accept
}

// New returns the handler for everything under /api/ that is this contract's,
// and for /media/avatars/.
func New(c Config) http.Handler {
	return &contract{
		accounts: c.Accounts, texts: textsIn(c.Language),
		withPicture: web.Accept{Multipart: true, MaxFile: web.MaxFile, Uploads: web.NewUploads(uploadRoom)},
	}
}

// operation is one documented endpoint.
type operation struct {
	method string
	public bool           // no token is looked at
	reads  bool           // changes nothing, so nothing is noted of where it came from
	limit  *account.Limit // counted per client address, if set
	serve  func(*contract, http.ResponseWriter, *http.Request, call)
}

// call is what the routing found out about a request.
type call struct {
	actor account.Actor // of a protected operation
	id    account.ID    // of a path that has one; 0 if no account can have it
}

var fixed = map[string]*operation{
	"/api/profile":       {method: http.MethodPost, reads: true, serve: (*contract).profile},
	"/api/sign-up":       {method: http.MethodPost, public: true, limit: &account.LimitJoin, serve: (*contract).signUp},
	"/api/sign-in":       {method: http.MethodPost, public: true, limit: &account.LimitSignIn, serve: (*contract).signIn},
	"/api/token":         {method: http.MethodPost, public: true, limit: &account.LimitSignIn, serve: (*contract).token},
	"/api/token/refresh": {method: http.MethodPost, public: true, serve: (*contract).refresh},
}

var withID = map[string]*operation{
	"update": {method: http.MethodPut, serve: (*contract).update},
	"delete": {method: http.MethodDelete, serve: (*contract).delete},
}

// find resolves a path, with or without its trailing slash. A nil operation is
// an unknown path.
func find(path string) (*operation, account.ID) {
	path = strings.TrimSuffix(path, "/")
	if op := fixed[path]; op != nil {
		return op, 0
	}
	rest, ok := strings.CutPrefix(path, "/api/profile/")
	if !ok {
		return nil, 0
	}
	digits, verb, _ := strings.Cut(rest, "/")
	if !isDigits(digits) {
		return nil, 0
	}
	// An id beyond any integer is an id that no account has.
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		id = 0
	}
	return withID[verb], account.ID(id)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// ServeHTTP looks at the token before the method and at the method before the
// body, so that somebody without a token learns nothing but that.
func (c *contract) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.EventOf(w).Contract("django")
	if name, ok := strings.CutPrefix(r.URL.Path, mediaPath); ok {
		c.avatar(w, r, name)
		return
	}
	op, id := find(r.URL.Path)
	if op == nil {
		c.notFound(w)
		return
	}
	in := call{id: id}
	if !op.public {
		var ok bool
		if in.actor, ok = c.authenticate(w, r); !ok {
			return
		}
	}
	if r.Method != op.method {
		c.methodNotAllowed(w, r, op.method)
		return
	}
	if op.limit != nil && !c.admit(w, r, *op.limit) {
		return
	}
	if !op.public && !op.reads {
		in.actor = in.actor.From(entrance.Client(w, r))
	}
	op.serve(c, w, r, in)
}

// authenticate finds out who asks, or answers why it cannot.
func (c *contract) authenticate(w http.ResponseWriter, r *http.Request) (account.Actor, bool) {
	actor, state, err := entrance.Holder(c.accounts, w, r)
	switch {
	case err != nil:
		c.fail(w, err)
	case state == web.NoCredentials:
		c.noCredentials(w)
	case state == web.MalformedCredentials:
		c.badToken(w)
	default:
		return actor, true
	}
	return actor, false
}

// admit counts the request under a limit, and answers 429 when that is used up.
func (c *contract) admit(w http.ResponseWriter, r *http.Request, limit account.Limit) bool {
	if err := entrance.Admit(c.accounts, w, r, limit); err != nil {
		c.fail(w, err)
		return false
	}
	return true
}
