package postgres

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"
)

// isHopeless says whether waiting does not help: somebody has to change
// something. Of several hosts each may have its own reason. Users and databases
// are the same on all hosts of a cluster, so one that refuses a password speaks
// for the others; whom a host lets in, and what it shows, is its own.
func isHopeless(err error) bool {
	every := true
	for _, cause := range causes(err) {
		switch sqlState(cause) {
		case invalidPassword, invalidCatalogName, insufficientPrivilege:
			return true
		case invalidAuthorization, protocolViolation:
		default:
			every = every && isAboutTLS(cause)
		}
	}
	return every
}

// causes takes errors apart that were joined, one for each way that was tried.
func causes(err error) []error {
	for at := err; at != nil; at = errors.Unwrap(at) {
		if joined, ok := at.(interface{ Unwrap() []error }); ok {
			var all []error
			for _, one := range joined.Unwrap() {
				all = append(all, causes(one)...)
			}
			return all
		}
	}
	return []error{err}
}

func isAboutTLS(err error) bool { return isCertificate(err) || isWithoutTLS(err) }

func isCertificate(err error) bool {
	var (
		unverified *tls.CertificateVerificationError
		hostname   x509.HostnameError
		authority  x509.UnknownAuthorityError
		ours       tls.AlertError // the server does not like the one that we show
	)
	return errors.As(err, &unverified) || errors.As(err, &hostname) || errors.As(err, &authority) || errors.As(err, &ours)
}

// isWithoutTLS says whether a server has no TLS and the URL wants it. The driver
// has no type for that.
func isWithoutTLS(err error) bool {
	return strings.HasSuffix(err.Error(), "server refused TLS connection")
}

// explain makes a sentence of what an operator can do something about.
func explain(err error, database string) error {
	if err == nil {
		return nil
	}
	return hidden{fmt.Errorf("%s: %w", advice(err), err), database}
}

func advice(err error) string {
	found, ok := advised[sqlState(err)]
	switch {
	case ok:
		return found
	case isUnresolved(err):
		return "the host of the database has no address; look at its name in the database URL"
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, fs.ErrNotExist):
		return "the database does not answer: nobody listens where the database URL says"
	case isCertificate(err):
		return "the database shows a certificate that is not trusted; look at sslmode and sslrootcert in the database URL"
	case isWithoutTLS(err):
		return "the database has no TLS; switch it on there, or look at sslmode in the database URL"
	}
	return "the database cannot be used"
}

// advised is what helps, by SQLSTATE.
var advised = map[string]string{
	invalidPassword:       "the database refuses the user or the password of the database URL",
	invalidAuthorization:  "the database does not let the user of the database URL in; look at its pg_hba.conf",
	invalidCatalogName:    "the database does not exist; make it with CREATE DATABASE, encoding UTF8",
	insufficientPrivilege: "the user of the database URL may not make tables; let it own the database, or GRANT CREATE ON SCHEMA public",
	protocolViolation:     "the database refuses the connection; a PgBouncer in front of it needs pooler=transaction and direct=host:port in the database URL",
	tooManyConnections:    "the database has no connection left; raise its max_connections, or lower pool_max_conns in the database URL",
}

func isUnresolved(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns)
}

// hidden is an error whose text never shows a password, whoever put it there, and
// that stands on one line.
type hidden struct {
	err      error
	database string
}

func (h hidden) Error() string {
	return oneLine.Replace(withoutSecrets(h.err.Error(), h.database))
}
func (h hidden) Unwrap() error { return h.err }

// oneLine mends the lists of the driver.
var oneLine = strings.NewReplacer(":\n\t", ": ", "\n\t", "; ", "\n", "; ")
