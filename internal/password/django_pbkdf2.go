package password

import "hash"

// djangoPBKDF2With returns the parser of what Django's PBKDF2 hashers write:
// iterations$salt$digest, the salt as text, the digest in padded base64.
//
// Django always writes as many bytes as the hash function gives. A subclass of
// its hasher may write another length; that is computed as well.
func djangoPBKDF2With(function func() hash.Hash) func(string) (verifier, error) {
	return func(rest string) (verifier, error) {
		fields, err := split(rest, 3)
		if err != nil {
			return nil, err
		}
		salt, err := saltText(fields[1])
		if err != nil {
			return nil, err
		}
		digest, err := digestIn(b64Padded, fields[2])
		if err != nil {
			return nil, err
		}
		return boundedPBKDF2(function, fields[0], salt, digest)
	}
}
