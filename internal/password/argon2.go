package password

import (
	"crypto/subtle"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Bounds on argon2 parameters that come from a stored hash.
//
// Memory: 256 MiB at once is four times RFC 9106's second recommendation
// (64 MiB) and 2.6 times Django's 100 MiB; its first (2 GiB) is out of reach for
// a server that promises to stay small. The gate lets such a hash run alone.
//
// Work is memory times passes. x/crypto fills about 1 GiB/s on one core, so
// 2 GiB (256 MiB eight times, 64 MiB 32 times) take some 2 seconds. Django's
// default is a tenth of that, RFC 9106's second recommendation 192 MiB.
const (
	argon2MaxMemory  = 256 * 1024      // KiB
	argon2MaxTime    = 64              // passes
	argon2MaxThreads = 16              // lanes
	argon2MaxWork    = 2 * 1024 * 1024 // KiB times passes
	argon2MinLane    = 8               // KiB per lane, RFC 9106 section 3.1
)

// argon2Variant is what tells argon2id and argon2i apart: the function.
// argon2d is not among them: its memory access depends on the password.
type argon2Variant func(password, salt []byte, time, memory uint32, threads uint8, length uint32) []byte

type argon2Hash struct {
	variant argon2Variant
	params  Params
	salt    []byte
	digest  []byte
}

func (a argon2Hash) cost() cost {
	return cost{memory: a.params.Memory, threads: a.params.Threads}
}

func (a argon2Hash) verify(plain string) bool {
	return subtle.ConstantTimeCompare(a.compute(plain, uint32(len(a.digest))), a.digest) == 1
}

func (a argon2Hash) compute(plain string, length uint32) []byte {
	return a.variant([]byte(plain), a.salt, a.params.Time, a.params.Memory, a.params.Threads, length)
}

// encode writes the PHC string of argon2id,
// https://github.com/P-H-C/phc-string-format.
func (a argon2Hash) encode() Hash {
	return Hash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		a.params.Memory, a.params.Time, a.params.Threads,
		b64Unpadded.EncodeToString(a.salt), b64Unpadded.EncodeToString(a.digest)))
}

func parseArgon2id(rest string) (verifier, error) { return parseArgon2(argon2.IDKey, rest) }

func parseArgon2i(rest string) (verifier, error) { return parseArgon2(argon2.Key, rest) }

// parseArgon2 reads v=19$m=..,t=..,p=..$salt$digest. Hashes of version 16 (0x10,
// before 2016) carry another v or none: the algorithm differs and nothing here
// computes it.
func parseArgon2(variant argon2Variant, rest string) (verifier, error) {
	if !strings.HasPrefix(rest, "v=19$") {
		return nil, outOfBounds("version: only 19 (0x13) is computed")
	}
	fields, err := split(rest, 4)
	if err != nil {
		return nil, err
	}
	params, err := argon2Params(fields[1])
	if err != nil {
		return nil, err
	}
	salt, err := saltIn(b64Unpadded, fields[2])
	if err != nil {
		return nil, err
	}
	digest, err := digestIn(b64Unpadded, fields[3])
	if err != nil {
		return nil, err
	}
	return argon2Hash{variant, params, salt, digest}, nil
}

func argon2Params(s string) (Params, error) {
	pairs, err := parameters(s, "m", "t", "p")
	if err != nil {
		return Params{}, err
	}
	threads, err := number("p", pairs["p"], 1, argon2MaxThreads)
	if err != nil {
		return Params{}, err
	}
	memory, err := number("m", pairs["m"], argon2MinLane*threads, argon2MaxMemory)
	if err != nil {
		return Params{}, err
	}
	time, err := number("t", pairs["t"], 1, argon2MaxTime)
	if err != nil {
		return Params{}, err
	}
	if memory*time > argon2MaxWork { // at most 2^18 * 2^6, so it fits
		return Params{}, outOfBounds("m times t: more than %d KiB", argon2MaxWork)
	}
	return Params{Memory: memory, Time: time, Threads: uint8(threads)}, nil
}
