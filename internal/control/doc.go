// Package control lets a command line run its command inside the process that
// serves a data folder. That process is the only one that writes, which is why
// it may answer reads from memory; a command that wrote behind its back would
// make those answers wrong.
//
// The two talk over a Unix socket in the data folder, which only the owner of
// the folder can reach. One connection is one command. Both sides send frames:
//
//	kind     1 byte
//	length   4 bytes, big-endian, at most 65536
//	payload
//
// The client begins:
//
//	r  the request, JSON: {"version":"...","args":["user","list"]}
//	i  a piece of the command's input
//	e  the end of the input, empty
//
// The server answers:
//
//	o  a piece of the command's output
//	d  a piece of what it has to say besides (diagnostics)
//	x  the exit code, 1 byte; the last frame
//
// Either side ends everything by closing the connection: a client that goes
// away before x has given up, and its command is cancelled; input that ends
// without e is an error to the command, never a short file.
//
// A command must not wait for a client that is stuck, since it may hold the
// only writer meanwhile: when it wants input and none comes, or when its output
// is not taken, for a bounded time, it fails.
//
// The package knows no command and opens no file that a command names; the
// client does that and sends the contents (package cli).
package control
