package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Accept says which bodies an endpoint reads beside JSON and urlencoded forms.
type Accept struct {
	// Multipart allows multipart/form-data.
	Multipart bool
	// MaxFile is the largest file in bytes, usually [MaxFile]; 0 means that no
	// file is wanted, so each one counts as too large.
	MaxFile int64
	// Uploads is the room that files share with those of other requests; nil is
	// room without end.
	Uploads *Uploads
}

// limit is how much of a multipart body is read.
func (a Accept) limit() int64 {
	if a.MaxFile > 0 {
		return a.MaxFile + envelope
	}
	return MaxBody
}

// A MediaTypeError is a body of a type that is not read.
type MediaTypeError struct {
	Type string // as it was sent, cut to 100 bytes; "" if there was none
}

func (e *MediaTypeError) Error() string { return fmt.Sprintf("unsupported media type %q", e.Type) }

// ReadObject reads the body of a request by its Content-Type:
// application/json, application/x-www-form-urlencoded and, where accepted,
// multipart/form-data. A body of no bytes is an empty Object, whatever its
// type; white space alone is broken JSON.
//
// Errors: [ErrCrowded], [ErrTooLarge], [ErrTooDeep], [ErrIncomplete], [*SyntaxError],
// [*NotObjectError], [*FormError], [*MediaTypeError]. None of them repeats a
// part of the body.
func ReadObject(w http.ResponseWriter, r *http.Request, accept Accept) (Object, error) {
	if r.ContentLength == 0 {
		return Object{}, nil
	}
	mediaType, boundary := bodyType(r.Header.Get("Content-Type"))
	if mediaType == multipartForm && accept.Multipart {
		return readMultipart(w, r, boundary, accept)
	}
	body, err := ReadBody(w, r, MaxBody)
	if err != nil || len(body) == 0 {
		return Object{}, err
	}
	switch mediaType {
	case "application/json":
		return ParseJSON(body)
	case "application/x-www-form-urlencoded":
		return parseForm(string(body)), nil
	}
	return nil, &MediaTypeError{Type: shown(r.Header.Get("Content-Type"))}
}

const multipartForm = "multipart/form-data"

// bodyType takes a Content-Type apart. The type is "" when it cannot be read
// or its charset is not UTF-8: read as UTF-8 such a text would be stored wrong.
// Other parameters are nobody's concern.
func bodyType(header string) (mediaType, boundary string) {
	mediaType, params, err := mime.ParseMediaType(header)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", ""
	}
	switch strings.ToLower(params["charset"]) {
	case "", "utf-8", "utf8", "us-ascii":
		return mediaType, params["boundary"]
	}
	return "", ""
}

// shown is a header cut to what is worth repeating in an answer.
func shown(header string) string {
	const most = 100
	if len(header) > most {
		header = header[:most]
		for !utf8.ValidString(header) && len(header) > most-utf8.UTFMax {
			header = header[:len(header)-1]
		}
	}
	return strings.ToValidUTF8(header, "\uFFFD")
}
