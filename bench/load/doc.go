// Package load sends requests to a server over keep-alive connections, each
// client the next as soon as it has the answer to the last, and measures how long
// the answers take.
//
// It speaks just enough HTTP/1.1 for that, by hand: net/http's client costs
// several times what the server under test does, and on a machine where both
// share the cores one would measure the client. What is said stands in Scripts;
// the contracts are package traffic's business.
package load
