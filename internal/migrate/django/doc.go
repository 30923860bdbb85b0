// Package django reads the accounts of a Django application from its database:
// from auth_user, or from the table of a user model of its own, which it finds by
// its shape.
//
// It knows what Django's columns mean. It does not judge accounts, see package
// account, and does not bring them in, see package migrate. Groups, permissions
// and sessions of Django's have no counterpart and stay behind.
package django
