package password

import (
	"crypto/subtle"

	"golang.org/x/crypto/scrypt"
)

// Bounds on scrypt parameters that come from a stored hash.
//
// One lane fills 128*N*r bytes: 256 MiB is N=2^18 with the usual r=8, where
// Django uses 2^14 (16 MiB) and passlib 2^16 (64 MiB). The lanes run one after
// the other in the same memory, so p costs time only: 128*N*r*p of 1 GiB are
// 3 to 5 seconds. A large r with a small N would pass both and still make
// x/crypto allocate 128*r*p for the lanes' beginnings; r up to 64 keeps that at
// 128 KiB.
const (
	scryptMaxMemory = 256 << 20 // bytes
	scryptMaxWork   = 1 << 30   // bytes, all lanes
	scryptMaxLogN   = 21        // with r=1 this is the memory bound
	scryptMaxR      = 64
	scryptMaxP      = 16
)

type scryptHash struct {
	n, r, p uint32
	salt    []byte
	digest  []byte
}

func (s scryptHash) cost() cost {
	return cost{memory: uint32(s.memory() / 1024), threads: 1}
}

func (s scryptHash) memory() uint64 { return 128 * uint64(s.n) * uint64(s.r) }

func (s scryptHash) verify(plain string) bool {
	key, err := scrypt.Key([]byte(plain), s.salt, int(s.n), int(s.r), int(s.p), len(s.digest))
	return err == nil && subtle.ConstantTimeCompare(key, s.digest) == 1
}

// parseScrypt reads the PHC form, ln=..,r=..,p=..$salt$digest, as passlib and
// @phc/scrypt write it; ln is the binary logarithm of N.
func parseScrypt(rest string) (verifier, error) {
	fields, err := split(rest, 3)
	if err != nil {
		return nil, err
	}
	pairs, err := parameters(fields[0], "ln", "r", "p")
	if err != nil {
		return nil, err
	}
	logN, err := number("ln", pairs["ln"], 1, scryptMaxLogN)
	if err != nil {
		return nil, err
	}
	salt, err := saltIn(b64Unpadded, fields[1])
	if err != nil {
		return nil, err
	}
	digest, err := digestIn(b64Unpadded, fields[2])
	if err != nil {
		return nil, err
	}
	return boundedScrypt(1<<logN, pairs["r"], pairs["p"], salt, digest)
}

func boundedScrypt(n uint32, r, p string, salt, digest []byte) (verifier, error) {
	blockSize, err := number("r", r, 1, scryptMaxR)
	if err != nil {
		return nil, err
	}
	lanes, err := number("p", p, 1, scryptMaxP)
	if err != nil {
		return nil, err
	}
	s := scryptHash{n, blockSize, lanes, salt, digest}
	if s.memory() > scryptMaxMemory {
		return nil, outOfBounds("128*N*r: more than %d bytes", scryptMaxMemory)
	}
	if s.memory()*uint64(lanes) > scryptMaxWork {
		return nil, outOfBounds("128*N*r*p: more than %d bytes", scryptMaxWork)
	}
	return s, nil
}
