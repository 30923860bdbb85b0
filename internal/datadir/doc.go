// Package datadir owns the layout of the data folder: its mode, the lock that
// lets one process use it at a time, the key that is made at the first run, and
// the names of what else lies in it.
//
//	lock             held by the process that uses the folder; holds its id
//	secret.key       the key that signs tokens, unless the operator brings one
//	backup.mark      tells the backups of this folder from those of others
//	perfil.db        the database, with what its engine puts beside it
//	avatars/         the images, unless they are kept elsewhere
//	control.sock     where a serving process takes commands
//	perfil-draft-*   what a command under way keeps; gone when it ends
//	restore.draft    what a restore under way has brought; while it is there,
//	                 nobody serves the folder
//
// It does not open or know the contents of the database (package sqlite), of
// the images (package avatar), or what goes through the socket (package
// control). It needs a Unix system: folders
// with owners and modes, and locks that die with their process.
package datadir
