// Package apidocs serves the documents of the APIs and a page to read and try
// them: /openapi/NAME.json and /docs/.
//
// It owns how they are shown and nothing of what they say: the contracts write
// them, the server hands them over. The page works without any other host: its
// scripts and styles are in the program, and its policy lets the browser talk to
// this server alone. A request that is tried there is a real one, sent with the
// token that the reader types in.
package apidocs
