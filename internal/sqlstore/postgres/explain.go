package postgres

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// isHopeless says whether waiting does not help: somebody has to change
// something.
func isHopeless(err error) bool {
	switch sqlState(err) {
	case invalidPassword, invalidAuthorization, invalidCatalogName, insufficientPrivilege, protocolViolation:
		return true
	}
	return isCertificate(err)
}

func isCertificate(err error) bool {
	var (
		unverified *tls.CertificateVerificationError
		hostname   x509.HostnameError
		authority  x509.UnknownAuthorityError
	)
	return errors.As(err, &unverified) || errors.As(err, &hostname) || errors.As(err, &authority)
}

// explain makes a sentence of what an operator can do something about.
func explain(err error, database string) error {
	if err == nil {
		return nil
	}
	advice := "the database cannot be used"
	if found, ok := advised[sqlState(err)]; ok {
		advice = found
	} else if isUnresolved(err) {
		advice = "the host of the database has no address; look at its name in the database URL"
	} else if errors.Is(err, syscall.ECONNREFUSED) {
		advice = "the database does not answer: nobody listens where the database URL says"
	} else if isCertificate(err) {
		advice = "the database shows a certificate that is not trusted; look at sslmode and sslrootcert in the database URL"
	}
	return hidden{fmt.Errorf("%s: %w", advice, err), database}
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

// hidden is an error whose text never shows a password, whoever put it there.
type hidden struct {
	err      error
	database string
}

func (h hidden) Error() string { return withoutSecrets(h.err.Error(), h.database) }
func (h hidden) Unwrap() error { return h.err }
