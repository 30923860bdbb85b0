package crowd

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"strconv"
	"time"
)

// Shape is which reference system a token looks to be from.
type Shape int

// The shapes.
const (
	Django Shape = iota
	Express
)

// A Minter makes tokens as the reference systems did, which share their HS256
// secret with the server: so a million people show good tokens although nobody
// signed in. It takes about a microsecond and no memory for each. One goroutine
// uses it at a time.
type Minter struct {
	mac     hash.Hash
	issued  int64
	payload []byte
	sum     []byte
}

// lifetime is longer than any measurement.
const lifetime = 24 * 60 * 60

// NewMinter makes a Minter of tokens that are issued at this time.
func NewMinter(secret string, now time.Time) *Minter {
	return &Minter{mac: hmac.New(sha256.New, []byte(secret)), issued: now.Unix()}
}

// AppendAccess appends the access token of a person.
func (m *Minter) AppendAccess(b []byte, shape Shape, p Person) []byte {
	if shape == Express {
		m.express(p)
	} else {
		m.django("access", p, uint64(p))
	}
	return m.appendSigned(b)
}

// AppendRefresh appends the refresh token number n of a person. The server takes
// each once.
func (m *Minter) AppendRefresh(b []byte, p Person, n uint64) []byte {
	m.django("refresh", p, n)
	return m.appendSigned(b)
}

func (m *Minter) django(kind string, p Person, n uint64) {
	b := append(m.payload[:0], `{"token_type":"`...)
	b = append(b, kind...)
	b = append(b, `","exp":`...)
	b = strconv.AppendInt(b, m.issued+lifetime, 10)
	b = append(b, `,"iat":`...)
	b = strconv.AppendInt(b, m.issued, 10)
	b = append(b, `,"jti":"`...)
	b = appendPadded(b, n, 16, 32)
	b = append(b, `","user_id":`...)
	b = strconv.AppendInt(b, int64(p), 10)
	m.payload = append(b, '}')
}

func (m *Minter) express(p Person) {
	b := append(m.payload[:0], `{"user_id":`...)
	b = strconv.AppendInt(b, int64(p), 10)
	b = append(b, `,"email":"`...)
	b = p.AppendEmail(b)
	b = append(b, `","role_id":2,"name":"María García `...)
	b = appendPadded(b, uint64(p), 10, 9)
	b = append(b, `","iat":`...)
	b = strconv.AppendInt(b, m.issued, 10)
	b = append(b, `,"exp":`...)
	b = strconv.AppendInt(b, m.issued+lifetime, 10)
	m.payload = append(b, '}')
}

// header is {"alg":"HS256","typ":"JWT"}, and the dot that follows it.
const header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."

func (m *Minter) appendSigned(b []byte) []byte {
	begin := len(b)
	b = append(b, header...)
	b = base64.RawURLEncoding.AppendEncode(b, m.payload)
	m.mac.Reset()
	m.mac.Write(b[begin:])
	m.sum = m.mac.Sum(m.sum[:0])
	b = append(b, '.')
	return base64.RawURLEncoding.AppendEncode(b, m.sum)
}
