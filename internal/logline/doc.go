// Package logline decides when log lines reach the output: ordinary ones are
// gathered and written together, at the latest after FlushAfter, so that a line
// for every request does not cost a system call each; a warning or an error takes
// everything before it along at once. A process that is killed loses at most the
// ordinary lines of that time, never an error.
//
// It does not own what is logged, nor the form of a line: those are slog's, and
// those of requests package web's.
package logline
