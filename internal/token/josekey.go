package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// minRSA is the least RSA modulus in bits (RFC 7518 section 3.3).
const minRSA = 2048

// joseKey is an asymmetric key, left to go-jose: the cost of the mathematics dwarfs that of the library.
type joseKey struct {
	alg     jose.SignatureAlgorithm
	public  crypto.PublicKey
	private func() crypto.Signer // a function for the same reason as sealed
	secret  sealed               // the private number alone, in the same bytes whichever way the key is written down
	print   Digest               // RFC 7638
}

// ParsePrivateKey reads one private key from PEM (PKCS #8, "BEGIN PRIVATE KEY"). The kind of key decides the
// algorithm: Ed25519 is EdDSA, ECDSA on P-256 is ES256, RSA of at least 2048 bits is RS256. With an empty id the key
// gets its thumbprint (RFC 7638), which changes whenever the key does. ErrKey for anything else.
func ParsePrivateKey(id string, text []byte) (Key, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return Key{}, fmt.Errorf("%w: no PEM block", ErrKey)
	case block.Type != "PRIVATE KEY":
		return Key{}, fmt.Errorf("%w: a PEM block %q where an unencrypted PKCS #8 \"PRIVATE KEY\" is needed", ErrKey, block.Type)
	case strings.TrimSpace(string(rest)) != "":
		return Key{}, fmt.Errorf("%w: more than one PEM block", ErrKey)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	k, err := newJoseKey(parsed)
	if err != nil {
		return Key{}, err
	}
	published := k.published("")
	thumbprint, err := published.Thumbprint(crypto.SHA256)
	if err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	k.print = Digest(thumbprint)
	if id == "" {
		id = encoding.EncodeToString(thumbprint)
	}
	return Key{ID: id, material: k}, nil
}

func newJoseKey(parsed any) (*joseKey, error) {
	switch private := parsed.(type) {
	case ed25519.PrivateKey:
		return bind(jose.EdDSA, private, private.Seed()), nil
	case *ecdsa.PrivateKey:
		if private.Curve != elliptic.P256() {
			return nil, fmt.Errorf("%w: curve %s, only P-256 is ES256", ErrKey, private.Curve.Params().Name)
		}
		secret, err := private.Bytes()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		return bind(jose.ES256, private, secret), nil
	case *rsa.PrivateKey:
		if private.N.BitLen() < minRSA {
			return nil, fmt.Errorf("%w: RSA of %d bits, at least %d are needed", ErrKey, private.N.BitLen(), minRSA)
		}
		return bind(jose.RS256, private, private.D.Bytes()), nil
	default:
		return nil, fmt.Errorf("%w: %T is none of Ed25519, ECDSA and RSA", ErrKey, parsed)
	}
}

func bind(alg jose.SignatureAlgorithm, private crypto.Signer, secret []byte) *joseKey {
	return &joseKey{
		alg:     alg,
		public:  private.Public(),
		private: func() crypto.Signer { return private },
		secret:  seal(secret),
	}
}

func (k *joseKey) algorithm() string { return string(k.alg) }

func (k *joseKey) seed() []byte { return k.secret() }

func (k *joseKey) identity() Digest { return k.print }

// verify asks for the canonical encoding of the signature itself, as go-jose takes stray bits and line ends.
func (k *joseKey) verify(c compact) bool {
	if _, err := encoding.AppendDecode(nil, c.signature); err != nil {
		return false
	}
	parsed, err := jose.ParseSignedCompact(string(c.whole), []jose.SignatureAlgorithm{k.alg})
	if err != nil {
		return false
	}
	_, err = parsed.Verify(k.public)
	return err == nil
}

func (k *joseKey) sign(kid string, payload []byte) (string, error) {
	key := jose.SigningKey{Algorithm: k.alg, Key: jose.JSONWebKey{Key: k.private(), KeyID: kid}}
	signer, err := jose.NewSigner(key, new(jose.SignerOptions).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("token: sign: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("token: sign: %w", err)
	}
	return signed.CompactSerialize()
}

// published is the key as others may have it (RFC 7517).
func (k *joseKey) published(id string) jose.JSONWebKey {
	return jose.JSONWebKey{Key: k.public, KeyID: id, Algorithm: string(k.alg), Use: "sig"}
}
