package traffic

import (
	"strconv"

	"perfil/bench/crowd"
)

// Contract is one of the two wire contracts.
type Contract int

// The contracts.
const (
	Django Contract = iota
	Express
)

// String is the name of the contract.
func (c Contract) String() string {
	if c == Express {
		return "express"
	}
	return "django"
}

func (c Contract) shape() crowd.Shape {
	if c == Express {
		return crowd.Express
	}
	return crowd.Django
}

// AppendRead appends the request with which somebody reads their profile.
func (c Contract) AppendRead(b []byte, m *crowd.Minter, p crowd.Person) []byte {
	if c == Express {
		b = append(b, "GET /api/auth/profile HTTP/1.1\r\n"...)
		b = c.appendBearer(b, m, p)
		return append(b, "\r\n"...)
	}
	b = append(b, "POST /api/profile/ HTTP/1.1\r\n"...)
	b = c.appendBearer(b, m, p)
	return appendBody(b, "")
}

// appendUpdate appends a request that changes a name; n makes it another one
// each time, because writing what is there already changes nothing.
func (c Contract) appendUpdate(b []byte, m *crowd.Minter, p crowd.Person, n uint64) []byte {
	key := "first_name"
	if c == Express {
		key = "name"
		b = append(b, "PUT /api/auth/profile HTTP/1.1\r\n"...)
	} else {
		b = append(b, "PUT /api/profile/"...)
		b = strconv.AppendInt(b, int64(p), 10)
		b = append(b, "/update/ HTTP/1.1\r\n"...)
	}
	b = c.appendBearer(b, m, p)
	return appendBody(b, `{"`+key+`":"Ana `+strconv.FormatUint(n, 10)+`"}`)
}

// appendBearer appends the headers of somebody who shows a token.
func (c Contract) appendBearer(b []byte, m *crowd.Minter, p crowd.Person) []byte {
	b = append(b, "Host: 127.0.0.1\r\nAuthorization: Bearer "...)
	b = m.AppendAccess(b, c.shape(), p)
	return append(b, "\r\n"...)
}

// appendPost appends a request of somebody who shows no token.
func appendPost(b []byte, path, body string) []byte {
	b = append(b, "POST "...)
	b = append(b, path...)
	b = append(b, " HTTP/1.1\r\nHost: 127.0.0.1\r\n"...)
	return appendBody(b, body)
}

// appendBody appends the end of the headers and a body, which is JSON or
// nothing.
func appendBody(b []byte, body string) []byte {
	if body != "" {
		b = append(b, "Content-Type: application/json\r\n"...)
	}
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	return append(b, body...)
}
