// Package cli is the command line: what an operator can type, what is asked and
// shown at the terminal, and how the parts of the program are put together.
//
// A command on accounts has two halves (command.go). The front runs where the
// operator sits: it asks for passwords and opens files. The back does the work
// in the process that holds the accounts, which is this one, or the server that
// is running on the data folder.
//
// Exit codes: 0 done, 1 failed, 2 the command line or a setting is wrong, 3 an
// import was done but for rows that cannot be taken.
//
// It holds no rule about accounts (package account) and no format of files
// (package migrate).
package cli
