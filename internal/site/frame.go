package site

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"perfil/internal/web"
)

//go:embed pages
var files embed.FS

// The templates of the pages: each one is the layout with its own body.
var (
	noticePage   = parse("notice")
	questionPage = parse("question")
	resetPage    = parse("reset")
)

func parse(name string) *template.Template {
	return template.Must(template.ParseFS(files, "pages/layout.html", "pages/"+name+".html"))
}

// frame is what the layout shows of any page. No field of it is markup:
// everything is escaped by its place.
type frame struct {
	Language Language
	Site     string
	Title    string // of the window
	Style    string // address of the style sheet
	Body     any    // what the template of the page takes
}

// policy lets a page load our style sheet and send its form to us, and nothing
// else: a text that got in unescaped could still not run, load or post anything.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// render sends a page. title is what it is about.
func (v *visit) render(status int, page *template.Template, title string, body any) {
	var b bytes.Buffer
	err := page.ExecuteTemplate(&b, "layout.html", frame{
		Language: v.texts.Language,
		Site:     v.name,
		Title:    title + " · " + v.name,
		Style:    toRoot(v.r.URL.EscapedPath()) + stylePath + "?v=" + styleTag,
		Body:     body,
	})
	if err != nil {
		panic(fmt.Errorf("site: the page %q: %w", page.Name(), err)) // a defect; nothing has gone out yet
	}
	v.headers()
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b.Bytes()) // an error means that the reader has left
}

// headers says how a page may be kept and used.
//
// The address of a page has a ticket in it, which must not travel on in a
// Referer. The policy for that is strict-origin, which leaves nothing of an
// address but the host. It is not no-referrer, because under that one a browser
// writes "Origin: null" on the form that it sends, even to ourselves. Where the
// server is reached without TLS there is no Sec-Fetch-Site to say better, and
// every form would be taken for a foreign one.
func (v *visit) headers() {
	web.NoStore(v.w)
	h := v.w.Header()
	h.Set("Content-Language", string(v.texts.Language))
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "strict-origin")
}

// toRoot leads from a path below root to root itself. Addresses in pages are
// relative, so that they also hold behind a proxy which serves us under a path
// of its own and takes that away.
func toRoot(path string) string {
	below, ok := strings.CutPrefix(path, root)
	if !ok {
		return root
	}
	return strings.Repeat("../", strings.Count(below, "/"))
}

// stylePath is the style sheet, below root.
const stylePath = "style.css"

// style is the style sheet of all pages, and styleTag names its content.
var style, styleTag = readStyle()

func readStyle() (content []byte, tag string) {
	content, err := files.ReadFile("pages/" + stylePath)
	if err != nil {
		panic(err) // it is embedded
	}
	sum := sha256.Sum256(content)
	return content, hex.EncodeToString(sum[:8])
}

// showStyle serves the style sheet. Only the address that names this very
// content is kept for good: while an update is under way, a node may be asked
// for the style of another version, and must not have its own kept under that
// name.
func showStyle(v *visit) {
	h := v.w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Etag", `"`+styleTag+`"`)
	h.Set("Cache-Control", "no-cache")
	if v.r.URL.Query().Get("v") == styleTag {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(v.w, v.r, stylePath, time.Time{}, bytes.NewReader(style))
}
