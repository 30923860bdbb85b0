// Package express is the contract of an Express and PostgreSQL backend in
// Spanish: its paths, its JSON envelope, its messages, its tokens.
//
// It owns the translation between that wire and the use cases of package
// account, and nothing else: it holds no rule about accounts, sees no store, and
// knows no other contract. README.md beside this file says where it departs
// from the original on purpose.
//
//	routes.go   which path is which operation, and what stands before each
//	input.go    fields of a body, as the handlers of that backend read them
//	wire.go     the documented objects, encoded by hand in the documented order
//	errors.go   every kind of account error, and the answer to it
//	texts.go    the messages in both languages
//
// and a file for each operation.
package express
