package apidocs

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// file is an answer that is always the same.
type file struct {
	mediaType string
	content   []byte
	plain     func() ([]byte, error) // unzips content, once; nil where it is not gzip
	tag       string
}

func newFile(mediaType string, content []byte) file {
	sum := sha256.Sum256(content)
	return file{
		mediaType: mediaType,
		content:   content,
		tag:       `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
}

// serve lets a browser keep the file but has it ask each time whether it is still
// the same: with a new version of the program it is not.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-cache")
	header.Set("ETag", f.tag)
	header.Set("Content-Type", f.mediaType)
	if f.plain != nil {
		header.Set("Vary", "Accept-Encoding")
	}
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content := f.content
	if f.plain != nil && takesGzip(r) {
		header.Set("Content-Encoding", "gzip")
	} else if f.plain != nil {
		var err error
		if content, err = f.plain(); err != nil {
			refuse(w, http.StatusInternalServerError)
			return
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) // an error means that the client has gone
}

// zipped says that the content is gzip. The few who do not take it get what it
// unzips to, 2 MB for all the files, which is kept from the first of them on: a
// request of a hundred bytes must not cost a stranger's server 15 ms each time.
func (f *file) zipped() {
	content := f.content
	f.plain = sync.OnceValues(func() ([]byte, error) {
		in, err := gzip.NewReader(bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(in)
	})
}

// takesGzip says whether the client names gzip and does not refuse it with a
// weight of zero (RFC 9110, section 12.5.3).
func takesGzip(r *http.Request) bool {
	for _, line := range r.Header["Accept-Encoding"] {
		for item := range strings.SplitSeq(line, ",") {
			coding, weight, _ := strings.Cut(strings.ReplaceAll(item, " ", ""), ";q=")
			if strings.EqualFold(coding, "gzip") {
				return strings.Trim(weight, "0.") != "" || weight == ""
			}
		}
	}
	return false
}
