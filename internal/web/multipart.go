package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// maxParts is far more than any form of ours has.
const maxParts = 100

// readMultipart reads multipart/form-data (RFC 7578) straight from the
// connection: no more than one body of the accepted size is ever in memory,
// and nothing goes to the disk.
func readMultipart(w http.ResponseWriter, r *http.Request, boundary string, accept Accept) (Object, error) {
	in, err := openBody(w, r, accept.limit())
	if err != nil {
		return nil, err
	}
	body, empty := in.peekEmpty()
	if empty {
		return Object{}, nil
	}
	form := multipartReader{ctx: r.Context(), accept: accept, textLeft: MaxBody, object: Object{}}
	err = form.read(body, boundary)
	if in.cause != nil {
		return nil, in.cause // the network failed first, the parser only because of it
	}
	if err != nil {
		discard(in) // see linger
		return nil, err
	}
	return form.object, nil
}

// multipartReader gathers the parts of one body.
type multipartReader struct {
	ctx      context.Context //nolint:containedctx // of the request, as short-lived as this
	accept   Accept
	textLeft int64 // bytes that texts may still take, all together
	object   Object
}

func (m *multipartReader) read(body io.Reader, boundary string) error {
	if boundary == "" {
		return &FormError{Reason: "no boundary"}
	}
	parts := multipart.NewReader(body, boundary)
	for count := 0; ; count++ {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return malformedPart(err)
		}
		if count == maxParts {
			return &FormError{Reason: "too many parts"}
		}
		if err := m.add(part); err != nil {
			return malformedPart(err)
		}
	}
}

// malformedPart hides the words of mime/multipart, which quote the body.
func malformedPart(err error) error {
	if errors.Is(err, ErrTooLarge) || errors.Is(err, ErrCrowded) {
		return err
	}
	return &FormError{Reason: "malformed part"}
}

// add reads one part. A part without a name is nobody's and is skipped.
func (m *multipartReader) add(part *multipart.Part) error {
	name := part.FormName()
	if name == "" {
		return nil
	}
	var value Value
	var err error
	if hasFileName(part) {
		value, err = m.file(part)
	} else {
		value, err = m.text(part)
	}
	if err == nil && value.kind != Absent {
		m.object[name] = value
	}
	return err
}

// hasFileName tells a file from a text: it has a filename, be it an empty one.
func hasFileName(part *multipart.Part) bool {
	_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, ok := params["filename"]
	return ok
}

func (m *multipartReader) text(part *multipart.Part) (Value, error) {
	text, err := io.ReadAll(io.LimitReader(part, m.textLeft+1))
	if err != nil {
		return Value{}, err
	}
	m.textLeft -= int64(len(text))
	if m.textLeft < 0 {
		return Value{}, ErrTooLarge
	}
	return formText(string(text)), nil
}

// file reads a file, or only counts it off when it is too large: then the rest
// of the form still has to be read, to answer for the field and not for the
// whole request. The input of a browser in which no file was chosen, which
// sends an empty name and no bytes, is left out: it is not the wish to have no
// file.
func (m *multipartReader) file(part *multipart.Part) (Value, error) {
	var content bytes.Buffer
	size, err := m.fill(&content, io.LimitReader(part, m.accept.MaxFile+1))
	if err != nil {
		return Value{}, err
	}
	if size == 0 && part.FileName() == "" {
		return Value{}, nil
	}
	if size > m.accept.MaxFile {
		return Value{kind: Upload, file: &File{TooLarge: true}}, nil
	}
	return Value{kind: Upload, file: &File{Bytes: content.Bytes()}}, nil
}

// fill reads a file into memory, where there is room.
func (m *multipartReader) fill(out io.Writer, in io.Reader) (int64, error) {
	if m.accept.Uploads == nil {
		return io.Copy(out, in)
	}
	return m.accept.Uploads.fill(m.ctx, out, in)
}
