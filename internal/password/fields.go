package password

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// The encodings that hashes are written in. All are strict, since every program
// that writes them leaves the bits beyond the last byte zero.
//
// passlib's own alphabet ("ab64") has a dot where base64 has a plus sign.
var (
	b64Padded   = base64.StdEncoding.Strict()
	b64Unpadded = base64.RawStdEncoding.Strict()
	b64Passlib  = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./").
			WithPadding(base64.NoPadding).Strict()
)

// Lengths in bytes. Salts: 16 is usual, 128 leaves room for anybody's habit.
// Digests: below 16 bytes a wrong password has a chance worth counting (one byte
// lets every 256th in); 64 is the output of SHA-512, nothing longer is written.
const (
	minSalt, maxSalt     = 1, 128
	minDigest, maxDigest = 16, 64
)

// split cuts s at "$" into exactly n fields.
func split(s string, n int) ([]string, error) {
	fields := strings.Split(s, "$")
	if len(fields) != n {
		return nil, malformed("wrong number of fields")
	}
	return fields, nil
}

// number reads a decimal between least and most. Signs, spaces and leading
// zeros are refused: the systems that wrote these hashes compare them as text
// and would not have matched such a one either.
func number(what, s string, least, most uint32) (uint32, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" || (len(s) > 1 && s[0] == '0') {
		return 0, malformed("%s: no decimal number", what)
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n < uint64(least) || n > uint64(most) {
		return 0, outOfBounds("%s: not between %d and %d", what, least, most)
	}
	return uint32(n), nil
}

// parameters reads "m=1,t=2" with names out of the given ones, each at most
// once, in any order: most programs write m,t,p and node's argon2 writes m,p,t.
// A name that is missing is the empty text, which number refuses.
func parameters(s string, names ...string) (map[string]string, error) {
	found := make(map[string]string, len(names))
	for pair := range strings.SplitSeq(s, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || !slices.Contains(names, name) {
			return nil, malformed("unknown parameter")
		}
		if _, twice := found[name]; twice {
			return nil, malformed("parameter given twice")
		}
		found[name] = value
	}
	return found, nil
}

// saltText takes a salt that is used as it is written, which is Django's way.
func saltText(s string) ([]byte, error) {
	return within("salt", []byte(s), minSalt, maxSalt)
}

func saltIn(enc *base64.Encoding, s string) ([]byte, error) {
	return decoded("salt", enc, s, minSalt, maxSalt)
}

func digestIn(enc *base64.Encoding, s string) ([]byte, error) {
	return decoded("digest", enc, s, minDigest, maxDigest)
}

func decoded(what string, enc *base64.Encoding, s string, least, most int) ([]byte, error) {
	b, err := enc.DecodeString(s)
	if err != nil {
		return nil, malformed("%s: wrong encoding", what)
	}
	return within(what, b, least, most)
}

func within(what string, b []byte, least, most int) ([]byte, error) {
	if len(b) < least || len(b) > most {
		return nil, outOfBounds("%s: not between %d and %d bytes", what, least, most)
	}
	return b, nil
}
