package token

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// Ring is the keys in use: the first signs, all verify. To rotate, make a ring with the new key in front and keep the
// old one behind it until the last token it signed has expired. A Ring does not change and is safe for concurrent use.
// Printed or logged it shows the ids of its keys.
type Ring struct {
	keys []Key
	kid  string // of the tokens to be signed; "" for none
	root sealed // of everything derived
	jwks []byte
}

// NewRing makes a ring. ErrRing when an id is not valid or used twice, when two keys are the same secret, or when the
// signing key has a Source.
//
// The same secret under two ids is refused because then it would be a matter of luck whose account numbers a token
// speaks of. For systems that are to be told apart and share a secret with us, ours is to be changed first.
func NewRing(signing Key, older ...Key) (*Ring, error) {
	keys := append([]Key{signing}, older...)
	if signing.Source != "" {
		return nil, fmt.Errorf("%w: key %s is that of %q and can only verify", ErrRing, signing.ID, signing.Source)
	}
	if err := distinct(keys); err != nil {
		return nil, err
	}
	root, err := hkdf.Key(sha256.New, signing.material.seed(), nil, "perfil token derivation 1", 32)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRing, err)
	}
	jwks, err := publicKeys(keys)
	if err != nil {
		return nil, err
	}
	r := &Ring{keys: keys, root: seal(root), jwks: jwks}
	// A lone shared secret needs no name, and tokens under it look as other systems with that secret make them.
	if len(keys) > 1 || signing.Algorithm() != algHS256 {
		r.kid = signing.ID
	}
	return r, nil
}

func distinct(keys []Key) error {
	ids := make(map[string]bool, len(keys))
	owners := make(map[Digest]string, len(keys))
	for _, k := range keys {
		if k.material == nil || !validID(k.ID) {
			return fmt.Errorf("%w: key %q is empty or its id not valid", ErrRing, k.ID)
		}
		if ids[k.ID] {
			return fmt.Errorf("%w: id %s is used twice", ErrRing, k.ID)
		}
		identity := k.material.identity()
		if other, taken := owners[identity]; taken {
			return fmt.Errorf("%w: keys %s and %s are the same", ErrRing, other, k.ID)
		}
		ids[k.ID], owners[identity] = true, k.ID
	}
	return nil
}

func publicKeys(keys []Key) ([]byte, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range keys {
		if asymmetric, ok := k.material.(*joseKey); ok {
			set.Keys = append(set.Keys, asymmetric.published(k.ID))
		}
	}
	text, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRing, err)
	}
	return text, nil
}

// JWKS is the JSON Web Key Set (RFC 7517 section 5) of the public keys, those of older keys included. A shared secret
// has no public part and is not in it: {"keys":[]} if there is nothing else.
func (r *Ring) JWKS() []byte { return bytes.Clone(r.jwks) }

// Derive returns 32 bytes that the signing key, purpose and text determine, and that nobody without the key can tell
// from random ones. Purposes do not meet: equal texts give unrelated bytes. A change of the signing key changes all of
// them, so that nothing to be kept may depend on them.
func (r *Ring) Derive(purpose, text string) []byte {
	return mac(mac(r.root(), purpose), text)
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// signer finds the key that signed the token, or nil. The algorithm in the header only rules keys out. A kid is a
// hint (RFC 7515 section 4.1.4): the key of that name is tried first, the others after it, because other systems have
// names of their own and theirs may be one of ours by chance.
func (r *Ring) signer(c compact, h header) *Key {
	for _, named := range [...]bool{true, false} {
		for i := range r.keys {
			k := &r.keys[i]
			if (k.ID == h.kid) == named && k.material.algorithm() == h.alg && k.material.verify(c) {
				return k
			}
		}
	}
	return nil
}

// String is the ids of the keys, the signing one first.
func (r Ring) String() string {
	ids := make([]string, len(r.keys))
	for i, k := range r.keys {
		ids[i] = k.ID
	}
	return strings.Join(ids, " ")
}

// Format writes the ids for every verb.
func (r Ring) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, r.String()) }

// LogValue is the ids.
func (r Ring) LogValue() slog.Value { return slog.StringValue(r.String()) }
