package token

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// MaxLength is the length in bytes of the longest token that is looked at, and of the longest that is issued.
const MaxLength = 8 << 10

// algHS256 is the algorithm of a shared secret.
const algHS256 = "HS256"

// plainHeader is {"alg":"HS256","typ":"JWT"}, the header of nearly every token there is. Knowing it by sight saves
// parsing it.
const plainHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

// encoding is base64url without padding (RFC 7515 section 2). It refuses bits behind the last byte that are not zero,
// which would otherwise give one token several spellings. It never changes.
var encoding = base64.RawURLEncoding.Strict()

// compact is a token in the JWS compact serialization (RFC 7515 section 7.1), taken apart but not decoded.
type compact struct {
	whole     []byte
	signed    []byte // header.payload, which is what the signature is made over
	header    []byte
	payload   []byte
	signature []byte
}

// split takes a token apart. errLength, errForm.
func split(text string) (compact, error) {
	if len(text) > MaxLength {
		return compact{}, errLength
	}
	// The decoder passes over line ends, whatever else it is strict about.
	if strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0 {
		return compact{}, errForm
	}
	last := strings.LastIndexByte(text, '.')
	first := strings.IndexByte(text, '.')
	if first == last || strings.IndexByte(text[first+1:], '.') != last-first-1 {
		return compact{}, errForm
	}
	b := []byte(text)
	return compact{
		whole:     b,
		signed:    b[:last],
		header:    b[:first],
		payload:   b[first+1 : last],
		signature: b[last+1:],
	}, nil
}

// header is what is read of a JWS header. The rest, keys and addresses of keys among it, is ignored.
type header struct{ alg, kid string }

const (
	headerAlg = iota
	headerKid
	headerCrit
	headerB64
	headerCount
)

var headerNames = [headerCount]string{headerAlg: "alg", headerKid: "kid", headerCrit: "crit", headerB64: "b64"}

// readHeader reads the header. errForm, errHeader.
//
// An extension that must be understood (crit, RFC 7515 section 4.1.11) is not, whichever it is. b64 (RFC 7797) is one
// that would change what is signed, and some libraries heed it without crit.
func (c compact) readHeader() (header, error) {
	if string(c.header) == plainHeader {
		return header{alg: algHS256}, nil
	}
	var values [headerCount]string
	if err := decodeObject(c.header, headerNames[:], values[:], errHeader); err != nil {
		return header{}, err
	}
	alg, ok := text(values[headerAlg])
	if !ok || values[headerCrit] != "" || values[headerB64] != "" {
		return header{}, errHeader
	}
	kid, _ := text(values[headerKid])
	return header{alg, kid}, nil
}

// decodeObject decodes a part that is a JSON object and puts the raw JSON of the named members into values. errForm
// when the encoding is not canonical, refusal when there is no JSON object or one of the names stands twice in it.
func decodeObject(part []byte, names, values []string, refusal error) error {
	// Room on the stack for the tokens of every day; longer ones move to the heap.
	var room [768]byte
	decoded, err := encoding.AppendDecode(room[:0], part)
	if err != nil {
		return errForm
	}
	if !utf8.Valid(decoded) || !json.Valid(decoded) || !bytes.HasPrefix(trimSpace(decoded), []byte("{")) {
		return refusal
	}
	if !pick(string(decoded), names, values) {
		return refusal
	}
	return nil
}
