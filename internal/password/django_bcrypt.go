package password

import (
	"crypto/sha256"
	"encoding/hex"
)

// djangoBcryptSHA256 is Django's bcrypt of the hex SHA-256 of the password, made
// so that every byte of a long password counts: 64 hex digits are below the 72
// bytes that bcrypt looks at.
type djangoBcryptSHA256 struct{ bcryptHash }

func (h djangoBcryptSHA256) verify(plain string) bool {
	sum := sha256.Sum256([]byte(plain))
	return h.bcryptHash.verify(hex.EncodeToString(sum[:]))
}

func parseDjangoBcryptSHA256(text string) (verifier, error) {
	h, err := boundedBcrypt(text)
	if err != nil {
		return nil, err
	}
	return djangoBcryptSHA256{h}, nil
}
