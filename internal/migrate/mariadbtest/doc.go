// Package mariadbtest gives tests an empty database on a throw-away MariaDB,
// which is what most who say MySQL have, started from the programs that are
// installed.
//
// It owns running them as somebody who is not root and leaving nothing behind,
// however the test process ends. What is in a database the tests make.
//
// A test that finds no MariaDB is skipped and says what to install. With
// PERFIL_TEST_MARIADB=required it fails instead.
package mariadbtest
