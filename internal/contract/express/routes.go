package express

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
	Language Language // of the messages; Spanish unless set
}

// contract serves the operations. It is immutable once made.
type contract struct {
	accounts *account.Service
	texts    *texts
	profiles func(*account.Account) *account.Answer // encodes the profile answer in this language
}

// New returns the handler for everything under /api/auth/ and /api/admin/.
func New(c Config) http.Handler {
	t := textsIn(c.Language)
	return &contract{accounts: c.Accounts, texts: t, profiles: answerProfile(t)}
}

// access says what stands before an operation.
type access uint8

const (
	public access = iota
	signedIn
	adminOnly
)

// operation is one documented endpoint.
type operation struct {
	access access
	limit  *account.Limit // counted per client address, if set
	serve  func(*contract, http.ResponseWriter, *http.Request, call)
}

// call is what the routing found out about a request.
type call struct {
	actor account.Actor // of an operation that is not public
	id    string        // the last segment of a path that names an account, unread
}

// resource is what can be done on one path, by method.
type resource map[string]*operation

var fixed = map[string]resource{
	"/api/auth/profile": {
		http.MethodGet: {access: signedIn, serve: (*contract).profile},
		http.MethodPut: {access: signedIn, serve: (*contract).updateProfile},
	},
	"/api/auth/register":        {http.MethodPost: {limit: &account.LimitJoin, serve: (*contract).register}},
	"/api/auth/login":           {http.MethodPost: {limit: &account.LimitSignIn, serve: (*contract).login}},
	"/api/auth/logout":          {http.MethodPost: {access: signedIn, serve: (*contract).logout}},
	"/api/auth/password":        {http.MethodPut: {access: signedIn, serve: (*contract).password}},
	"/api/auth/forgot-password": {http.MethodPost: {limit: &account.LimitJoin, serve: (*contract).forgot}},
	"/api/auth/reset-password":  {http.MethodPost: {limit: &account.LimitJoin, serve: (*contract).reset}},
	"/api/admin/users":          {http.MethodGet: {access: adminOnly, serve: (*contract).list}},
}

var withID = map[string]resource{
	"/api/auth/users/": {http.MethodDelete: {access: adminOnly, serve: (*contract).deleteUser}},
	"/api/admin/users/": {
		http.MethodGet: {access: adminOnly, serve: (*contract).getUser},
		http.MethodPut: {access: adminOnly, serve: (*contract).updateUser},
	},
}

// find resolves a path, with or without its trailing slash, to what can be done
// there and the id it names. A nil resource is an unknown path.
func find(path string) (resource, string) {
	path = strings.TrimSuffix(path, "/")
	if res := fixed[path]; res != nil {
		return res, ""
	}
	slash := strings.LastIndexByte(path, '/')
	if slash < 0 || slash == len(path)-1 {
		return nil, ""
	}
	return withID[path[:slash+1]], path[slash+1:]
}

// isProtected says whether everything on this path wants a token.
func (r resource) isProtected() bool {
	for _, op := range r {
		if op.access == public {
			return false
		}
	}
	return true
}

// ServeHTTP looks at the token before the method and at the method before the
// body, so that somebody without a token learns nothing but that.
func (c *contract) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.EventOf(w).Contract("express")
	res, id := find(r.URL.Path)
	if res == nil {
		c.noRoute(w, r)
		return
	}
	in, op := call{id: id}, res[r.Method]
	if op != nil && op.access != public || op == nil && res.isProtected() {
		var ok bool
		if in.actor, ok = c.authenticate(w, r); !ok {
			return
		}
	}
	if op == nil {
		c.noRoute(w, r)
		return
	}
	if op.access != public && r.Method != http.MethodGet { // a change, of which it is noted where it came from
		in.actor = in.actor.From(entrance.Client(w, r))
	}
	if !c.allowed(w, r, op, in.actor) {
		return
	}
	op.serve(c, w, r, in)
}

// allowed checks what stands before an operation besides the token, or answers
// why it does not go on.
func (c *contract) allowed(w http.ResponseWriter, r *http.Request, op *operation, actor account.Actor) bool {
	if op.limit != nil {
		return c.admit(w, r, *op.limit)
	}
	if op.access == adminOnly {
		if err := c.accounts.RequireAdmin(r.Context(), actor); err != nil {
			c.fail(w, err)
			return false
		}
	}
	return true
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
	err := entrance.Admit(c.accounts, w, r, limit)
	switch {
	case err == nil:
		return true
	case limit == account.LimitSignIn:
		c.failWith(w, err, signInAnswers)
	default:
		c.fail(w, err)
	}
	return false
}

// accountID reads the id of a path. The second result is false when it is no
// number; a number beyond any integer is an id that no account has.
func accountID(segment string) (account.ID, bool) {
	if segment == "" || strings.Trim(segment, "0123456789") != "" {
		return 0, false
	}
	id, err := strconv.ParseInt(segment, 10, 64)
	if err != nil {
		return 0, true
	}
	return account.ID(id), true
}
