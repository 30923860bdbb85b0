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
)

// file is an answer that is always the same.
type file struct {
	mediaType string
	content   []byte
	zipped    bool // content is gzip
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
	if f.zipped {
		header.Set("Vary", "Accept-Encoding")
	}
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if f.zipped && !takesGzip(r) {
		f.unzip(w)
		return
	}
	if f.zipped {
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Length", strconv.Itoa(len(f.content)))
	_, _ = w.Write(f.content) // an error means that the client has gone
}

// unzip serves the few who do not take gzip, and keeps nothing for them.
func (f file) unzip(w http.ResponseWriter) {
	plain, err := gzip.NewReader(bytes.NewReader(f.content))
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return
	}
	_, _ = io.Copy(w, plain)
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
