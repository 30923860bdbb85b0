package django

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"perfil/internal/account"
	"perfil/internal/web"
)

// avatar serves a picture. Its name is new with every picture, so it may be
// kept for ever. Whatever the bytes are, a browser must not run them: the type
// is that of the encoder, and the policy allows nothing.
func (c *contract) avatar(w http.ResponseWriter, r *http.Request, name string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.methodNotAllowed(w, r, "GET, HEAD")
		return
	}
	picture, err := c.accounts.Avatar(r.Context(), name)
	if errors.Is(err, account.NotFound) {
		c.notFound(w)
		return
	}
	if err != nil {
		c.fail(w, err)
		return
	}
	defer func() {
		if err := picture.Close(); err != nil {
			web.EventOf(w).Fail(err)
		}
	}()
	h := w.Header()
	h.Set("Content-Type", picture.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("ETag", `"`+name+`"`)
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.FormatInt(picture.Size, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	source := &reader{Reader: picture}
	_, _ = io.Copy(w, source)
	web.EventOf(w).Fail(source.err)
}

// reader remembers why reading failed, which is our fault and goes to the log;
// that writing failed only means that the client has gone.
type reader struct {
	io.Reader
	err error
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}
