// Package backup owns the form of a backup: the archive that holds a database,
// the key and the pictures of one moment, how it is encrypted, what is refused
// when one is read, where backups are kept, and which of them are old.
//
// # The archive
//
// A backup is a tar file, so that it can be looked into without Perfil:
//
//	perfil-backup.json   what this is, and the version of this list
//	perfil.db            the database, whole, without a log beside it
//	secret.key           the key that signs tokens, if the folder has one
//	avatars/NAME         the pictures that accounts of that database show
//	SHA256SUMS           the digest of every member before it, for sha256sum -c
//	manifest.json        how many there are of each, and the digest of SHA256SUMS
//
// in this order, the pictures in the order of their names. The manifest comes
// last because it can only be known then: what is written goes out at once, to
// a pipe or over a network, and is never in memory as a whole. An archive
// without its last member is not whole and is refused.
//
// An encrypted one is that tar file inside the age format (age-encryption.org/v1)
// with a passphrase; the program age reads it too.
//
// The package does not know SQLite: a copy of the database is made and examined
// by package sqlite. It does not know accounts or folders in use either; package
// cli puts these together.
package backup
