// Package config holds what an operator can set: one struct with a flag, an
// environment name, a help text and a default for each setting, the values
// that are acceptable, and the file in which settings may stand instead.
//
// A setting comes from the first of these that has it: the command line, the
// environment, the file of --config, the default. An empty variable counts as
// not set. Secrets never come from the command line, which every user of the
// machine can read in the process list.
//
// It does not parse lists of origins and networks (package web), open folders
// (package datadir) or know any command (package cli), and it keeps nothing:
// a Config is passed to whoever needs it.
package config
