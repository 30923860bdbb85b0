package backup

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// Passphrase encrypts and decrypts backups. Printed it shows nothing.
type Passphrase struct{ text string }

// minPassphrase keeps out what can be guessed by trying: whoever has the file
// can try for years.
const minPassphrase = 16

// NewPassphrase takes the first line of a file that holds one. It must be of at
// least 16 bytes.
func NewPassphrase(content []byte) (*Passphrase, error) {
	line, rest, _ := bytes.Cut(content, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	switch {
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("a passphrase is one line")
	case len(line) < minPassphrase:
		return nil, fmt.Errorf("a passphrase has at least %d characters, for example from openssl rand -base64 24", minPassphrase)
	}
	return &Passphrase{string(line)}, nil
}

// Format prints asterisks for every verb.
func (*Passphrase) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, "***") }

// How much work each try of a passphrase is, as the power of two that scrypt
// takes. 2^17 is the least that OWASP names for passwords; it needs 128 MiB for less
// than a second, once for each backup. What was written with less is read; age itself takes 2^18, and what asks for more than that asks
// for more memory than a backup is worth.
const (
	workToSeal = 17
	mostWork   = 18
)

// Seal encrypts what is written. Close ends it; without that it is not whole.
// With no passphrase it passes on what it gets.
func Seal(to io.Writer, p *Passphrase) (io.WriteCloser, error) {
	if p == nil {
		return open{to}, nil
	}
	recipient, err := age.NewScryptRecipient(p.text)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workToSeal)
	return age.Encrypt(to, recipient)
}

// open is what is not sealed.
type open struct{ io.Writer }

func (open) Close() error { return nil }

// sealed is how a file of age begins.
const sealed = "age-encryption.org/"

// Unseal decrypts with a passphrase, and without one passes on what is not
// encrypted. ErrEncrypted, ErrPlain, ErrPassphrase, ErrDamaged; the reader returns
// ErrDamaged for what was changed or cut off.
//
// What is not encrypted is refused where a passphrase is given: who can write to where
// the backups are, and knows no passphrase, could put an archive of their own there,
// with a key of which they know everything.
func Unseal(from io.Reader, p *Passphrase) (io.Reader, error) {
	source := &remembering{from: from}
	in := bufio.NewReaderSize(source, 64<<10)
	begin, err := in.Peek(len(sealed))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch isSealed := string(begin) == sealed; {
	case !isSealed && p == nil:
		return in, nil
	case !isSealed:
		return nil, ErrPlain
	case p == nil:
		return nil, ErrEncrypted
	}
	return decrypt(in, source, p)
}

func decrypt(in io.Reader, source *remembering, p *Passphrase) (io.Reader, error) {
	identity, err := age.NewScryptIdentity(p.text)
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(mostWork)
	out, err := age.Decrypt(in, identity)
	var none *age.NoIdentityMatchError
	switch {
	case source.err != nil:
		return nil, source.err
	case errors.As(err, &none):
		return nil, ErrPassphrase
	case err != nil:
		return nil, damaged("its encryption cannot be read")
	}
	return unsealed{out, source}, nil
}

// remembering keeps the error of what is read, to tell a network that broke from
// a file that was changed.
type remembering struct {
	from io.Reader
	err  error
}

func (r *remembering) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// unsealed says what an error of the decryption means.
type unsealed struct {
	from   io.Reader
	source *remembering
}

func (u unsealed) Read(b []byte) (int, error) {
	n, err := u.from.Read(b)
	switch {
	case err == nil || err == io.EOF: //nolint:errorlint // the end itself, and not one that came too early
		return n, err
	case u.source.err != nil:
		return n, u.source.err
	}
	return n, damaged("it was changed or cut off after it was encrypted")
}
