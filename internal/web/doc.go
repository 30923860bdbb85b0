// Package web holds the mechanics of HTTP that every contract and every page
// shares: the request id and the one log line of a request, recovery from
// panics, limits on bodies, the address of the client, strict JSON, form and
// multipart bodies, CORS, the bearer header, entity tags, and the timeouts of
// the server.
//
// It knows no route, no text that a client reads, and no account: which status
// and which words answer an error belongs to a contract, what a token is worth
// to the account core, and what is mounted where to the server. It imports
// nothing else of this module.
//
// The middlewares are meant to stand in this order, the outermost first:
//
//	Events.Wrap    id, log line, client address
//	NoSniff        a header on every answer, also on those to a panic
//	OneFraming     no request that may have two ends; the listener is a GuardedListener
//	CORS           around the contracts only, never around pages with cookies
//	Recover        one per contract, since each has its own shape of a 500
//
// An error that a body causes is always one of [ErrTooLarge], [ErrTooDeep],
// [ErrIncomplete], [*SyntaxError], [*NotObjectError], [*FormError] and
// [*MediaTypeError], or, where files are taken, [ErrCrowded]. All but the last are
// the client's fault, so a caller that maps these eight can never be made to
// answer 500 by what somebody sends.
package web
