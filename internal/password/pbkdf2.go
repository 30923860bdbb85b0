package password

import (
	"crypto/pbkdf2"
	"crypto/subtle"
	"hash"
	"strconv"
	"strings"
)

// pbkdf2MaxIterations bounds pbkdf2 from a stored hash. Django 5.2 writes
// 1,000,000 and adds about a quarter per release; ten times that is 3 seconds of
// SHA-256 on a core with SHA instructions and 8 of SHA-512. PBKDF2 repeats all
// iterations for each output block, so a digest longer than the hash function's
// own counts as that many times the iterations.
const pbkdf2MaxIterations = 10_000_000

type pbkdf2Hash struct {
	function   func() hash.Hash
	iterations uint32
	salt       []byte
	digest     []byte
}

func (pbkdf2Hash) cost() cost { return cost{threads: 1} }

func (h pbkdf2Hash) verify(plain string) bool {
	key, err := pbkdf2.Key(h.function, plain, h.salt, int(h.iterations), len(h.digest))
	return err == nil && subtle.ConstantTimeCompare(key, h.digest) == 1
}

// pbkdf2With returns the parser of the two spellings that share a prefix: the
// PHC one, i=..[,l=..]$salt$digest in base64, and passlib's, rounds$salt$digest
// in its own alphabet.
func pbkdf2With(function func() hash.Hash) func(string) (verifier, error) {
	return func(rest string) (verifier, error) {
		fields, err := split(rest, 3)
		if err != nil {
			return nil, err
		}
		enc, iterations, length := b64Passlib, fields[0], ""
		if strings.Contains(fields[0], "=") {
			pairs, err := parameters(fields[0], "i", "l")
			if err != nil {
				return nil, err
			}
			enc, iterations, length = b64Unpadded, pairs["i"], pairs["l"]
		}
		salt, err := saltIn(enc, fields[1])
		if err != nil {
			return nil, err
		}
		digest, err := digestIn(enc, fields[2])
		if err != nil {
			return nil, err
		}
		// l is the length of the digest, which only the RustCrypto programs write.
		if length != "" && length != strconv.Itoa(len(digest)) {
			return nil, malformed("l: not the length of the digest")
		}
		return boundedPBKDF2(function, iterations, salt, digest)
	}
}

func boundedPBKDF2(function func() hash.Hash, iterations string, salt, digest []byte) (verifier, error) {
	n, err := number("iterations", iterations, 1, pbkdf2MaxIterations)
	if err != nil {
		return nil, err
	}
	size := function().Size()
	blocks := (len(digest) + size - 1) / size
	if int(n)*blocks > pbkdf2MaxIterations {
		return nil, outOfBounds("iterations: more than %d over all blocks of the digest", pbkdf2MaxIterations)
	}
	return pbkdf2Hash{function, n, salt, digest}, nil
}
