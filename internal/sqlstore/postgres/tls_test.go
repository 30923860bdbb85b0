package postgres_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

// certificate makes one for this machine that nobody but itself vouches for.
func certificate(t *testing.T) (certificate, key []byte) {
	t.Helper()
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &pair.PublicKey, pair)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
}

func kept(t *testing.T, content []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "root.crt")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAConnectionIsVerifiedAsTheURLSays(t *testing.T) {
	own, key := certificate(t)
	foreign, _ := certificate(t)
	s := pgtest.Start(t, pgtest.TLS(own, key))
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	verified := func(root []byte) string {
		return strings.Replace(database, "sslmode=disable", "sslmode=verify-full&sslrootcert="+url.QueryEscape(kept(t, root)), 1)
	}
	n := nodeAt(t, verified(own))
	stored(t, n)
	hearsAll(t, n)
	if plain := number(t, connected(t, database), `SELECT COUNT(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
		WHERE application_name LIKE 'perfil%' AND NOT ssl`); plain != 0 {
		t.Errorf("%d connections are not encrypted", plain)
	}
	begun := time.Now()
	_, err = postgres.Open(t.Context(), postgres.Options{URL: verified(foreign)})
	if err == nil || !strings.Contains(err.Error(), "certificate that is not trusted") {
		t.Errorf("a certificate of somebody else got %v", err)
	}
	if time.Since(begun) > patient {
		t.Error("it waited for a certificate to become another one")
	}
	hides(t, err.Error())
}
