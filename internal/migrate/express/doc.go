// Package express reads the accounts of an Express application from its
// database: the table users, with a name in one piece, bcrypt hashes and numbered
// roles, and the table role that names these.
//
// It knows what the columns mean. It does not judge accounts, see package
// account, and does not bring them in, see package migrate. Such an application
// has no user names; package account makes them from the e-mails.
package express
