package password

import (
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// Bounds on the cost of a stored bcrypt hash. The work doubles with each step:
// 10 (node's default) takes 70 ms, 12 (Python's) 0.3 s, 16 about 5 s. 31, which
// the format allows, would take nearly two days.
const (
	bcryptMinCost = 4
	bcryptMaxCost = 16
)

// bcryptMaxPassword is how many bytes of a password bcrypt looks at. Everybody
// who wrote these hashes drops the rest silently (node's bcrypt and bcryptjs,
// Python's bcrypt before 5.0, PHP), so it is dropped here too.
//
// NUL bytes count like any other, as in node's bcrypt since 5.0 and bcryptjs;
// Python's bcrypt refuses to make such a hash. Cutting at the NUL, as C programs
// do, would let the right password followed by NUL and anything in.
//
// Not imitated: node's bcrypt takes only the length modulo 256 of a password
// of 255 bytes or more when the revision is 2a, and then looks at a few bytes.
const bcryptMaxPassword = 72

// bcryptLetters is bcrypt's own base64 alphabet.
const bcryptLetters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// bcryptHash is the bare spelling, revision included, which the library wants
// whole.
type bcryptHash string

// cost leaves out the 4 KiB of the cipher's state.
func (bcryptHash) cost() cost { return cost{threads: 1} }

func (h bcryptHash) verify(plain string) bool {
	looked := plain[:min(len(plain), bcryptMaxPassword)]
	return bcrypt.CompareHashAndPassword([]byte(h), []byte(looked)) == nil
}

// parseBareBcrypt reads what follows "$2", the part that the table of formats
// takes for the prefix: the revision belongs to the hash.
func parseBareBcrypt(rest string) (verifier, error) { return parseBcrypt("$2" + rest) }

// parseBcrypt reads a bare hash, which is also what follows Django's "bcrypt$".
func parseBcrypt(text string) (verifier, error) {
	h, err := boundedBcrypt(text)
	if err != nil {
		return nil, err
	}
	return h, nil
}

// boundedBcrypt reads $2b$, two digits of cost, $, 22 letters of salt and 31 of
// digest. The library takes a sign for a digit and longer texts, so the shape is
// checked here.
//
// 2a, 2b and 2y name revisions of programs rather than of the algorithm and mean
// the same for what is computed. 2x marks hashes that a faulty PHP made, and 2
// those without the closing NUL: neither can be computed.
func boundedBcrypt(text string) (bcryptHash, error) {
	if len(text) != 60 || text[6] != '$' || strings.Trim(text[7:], bcryptLetters) != "" {
		return "", malformed("not two digits of cost, 22 letters of salt and 31 of digest")
	}
	switch text[:4] {
	case "$2a$", "$2b$", "$2y$":
	default:
		return "", malformed("revision: only 2a, 2b and 2y are computed")
	}
	if _, err := number("cost", strings.TrimPrefix(text[4:6], "0"), bcryptMinCost, bcryptMaxCost); err != nil {
		return "", err
	}
	return bcryptHash(text), nil
}
