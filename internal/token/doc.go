// Package token makes and checks the credentials that clients carry: access and refresh tokens, which are signed JWTs
// (RFC 7519), and opaque tokens, which are random text of which only a digest is ever kept.
//
// It owns the keys, the ring that rotates them, the two shapes of claims, and the rules by which a token is refused.
// It knows accounts as numbers and sessions as text: whether the account still exists, is active, or has ended the
// session is for package account to decide, after this package has said what the token states. Finding the token in a
// request, and saying no in the words of a contract, is the work of the contracts.
//
// # What is trusted
//
// The algorithm is a property of the key and never of the token: a header names an algorithm only to be compared with
// the one its key is bound to. Keys or addresses of keys inside a header are not looked at. Nothing in the claims is
// parsed before the signature has been found good, so that what follows the signature check deals with bytes from a
// holder of a key, not from the whole world.
//
// Another system may hold the same HMAC secret, and its tokens are meant to be accepted. They have no sid claim; where
// one happens to carry it, the token counts as issued here and finds no session by that name, which refuses it.
//
// The role, e-mail address and name in a token are there for clients that read them. They are never read here, because
// they were true when the token was issued and may not be now.
package token
