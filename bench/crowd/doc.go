// Package crowd makes the people whose accounts are measured: their names, the
// line of JSONL that brings each of them in, and the tokens that they show.
//
// Person n is the same in every run. What they ask the server is package
// traffic's business.
package crowd
