// Package pgtest starts throw-away PostgreSQL servers for tests, from the
// programs that are installed, and gives each test an empty database of its own.
//
// It owns finding the programs, running them as somebody who is not root, and
// leaving nothing behind, however the test process ends. It does not own what is
// in a database: the packages that are tested do.
//
// A test that finds no PostgreSQL is skipped and says what to install. With
// PERFIL_TEST_POSTGRES=required in the environment it fails instead, so that
// nobody takes "skipped" for "passed" where it matters.
package pgtest
