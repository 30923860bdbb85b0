// Package storetest is what every account.Store must do, as a suite that runs
// against one: Run. Beside it stand builders of accounts, sessions and tickets,
// and a Store that fails on purpose, for the tests of other packages.
//
// It does not own what an engine promises besides (pragmas, retries, group
// commit); the tests of the engine do.
package storetest
