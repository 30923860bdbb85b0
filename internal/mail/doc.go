// Package mail writes the letters that Perfil sends and hands them over, to an
// SMTP server or, where there is none, to the log.
//
// It owns what a mail is ([Message]), the ways out ([SMTP], [Log], chosen by
// [Open] from one URL) and the texts in each language ([Letters]). Everything
// that comes from people, such as a name, is made harmless here: no letter and
// no header holds a control character, and no name turns into a link.
//
// It keeps nothing. A mail that could not be sent is the caller's to send
// again, unless the error is [ErrPermanent]; the outbox that remembers them,
// and the tickets that the links carry, belong to package account.
package mail
