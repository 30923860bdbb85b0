// Package account is the domain of Perfil: what an account is, who may do what
// to it, and every rule that holds whichever contract a request came through.
//
// It owns accounts, profiles, roles, statuses, sessions, the use cases on them
// (one file each: signup.go, signin.go, profile.go, ...), the closed set of
// error kinds, and the Store that it needs. Who acts is always an argument, an
// Actor, so that no caller can forget to say so.
//
// It does not own wire formats or texts (package contract/...), SQL (package
// sqlstore), hash formats (package password) or token encodings (package
// token). It never sees an HTTP request.
package account
