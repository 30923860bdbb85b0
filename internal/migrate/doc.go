// Package migrate moves accounts in and out of Perfil.
//
// It owns the Source of accounts that come in, the import that feeds them to
// package account and says of every one that cannot be taken where it stands
// and why, and the JSONL format in both directions (jsonl.go describes it). A
// further system to come from is a further Source, in a package below this one;
// one to go back to is a Target.
//
// Import takes a source once. Merge takes one that is read again and again while
// the former system goes on: it brings what changed since. Send and Receive carry
// a source to the process that holds the accounts.
//
// It does not own what an acceptable account is, nor the transaction and the
// audit trail: account.JudgeImport, Service.Import and Service.Export do. Flags,
// exit codes and how progress looks belong to the command line.
package migrate
