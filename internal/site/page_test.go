package site_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is an answer as a reader meets it.
type page struct {
	t      *testing.T
	status int
	header http.Header
	url    *url.URL
	raw    string
	tree   *html.Node
}

// visitor is somebody with a browser.
type visitor struct {
	t        *testing.T
	language string // Accept-Language
	header   http.Header
}

// open follows a link.
func (v visitor) open(link string) page {
	v.t.Helper()
	return v.send(http.MethodGet, link, "")
}

// submit fills the form of a page in and sends it as a browser does: to the
// address that the page names, the hidden fields along with the typed ones.
func (v visitor) submit(p page, typed url.Values) page {
	v.t.Helper()
	form := p.only(atom.Form)
	if attr(form, "method") != "post" {
		v.t.Fatalf("the form is sent with %q", attr(form, "method"))
	}
	target, err := p.url.Parse(attr(form, "action"))
	must(v.t, err)
	values := url.Values{}
	for _, input := range find(form, atom.Input) {
		if attr(input, "type") == "hidden" {
			values.Set(attr(input, "name"), attr(input, "value"))
		}
	}
	for name, typedIn := range typed {
		if !slices.ContainsFunc(find(form, atom.Input), func(n *html.Node) bool { return attr(n, "name") == name }) {
			v.t.Fatalf("the form has no field %q", name)
		}
		values[name] = typedIn
	}
	return v.send(http.MethodPost, target.String(), values.Encode())
}

func (v visitor) send(method, link, body string) page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, link, strings.NewReader(body))
	must(v.t, err)
	for name, values := range v.header {
		r.Header[name] = values
	}
	if v.language != "" {
		r.Header.Set("Accept-Language", v.language)
	}
	if body != "" && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultClient.Do(r)
	must(v.t, err)
	defer response.Body.Close() //nolint:errcheck // it was read to its end
	raw, err := io.ReadAll(response.Body)
	must(v.t, err)
	tree, err := html.Parse(strings.NewReader(string(raw)))
	must(v.t, err)
	return page{t: v.t, status: response.StatusCode, header: response.Header, url: response.Request.URL, raw: string(raw), tree: tree}
}

// wants fails unless the page has this status and this heading.
func (p page) wants(status int, heading string) page {
	p.t.Helper()
	if p.status != status || p.heading() != heading {
		p.t.Fatalf("got %d %q, want %d %q\n%s", p.status, p.heading(), status, heading, p.raw)
	}
	return p
}

func (p page) heading() string {
	if h := find(p.tree, atom.H1); len(h) == 1 {
		return text(h[0])
	}
	return ""
}

func (p page) title() string { return text(p.only(atom.Title)) }

// only is the one element of its kind.
func (p page) only(a atom.Atom) *html.Node {
	p.t.Helper()
	found := find(p.tree, a)
	if len(found) != 1 {
		p.t.Fatalf("the page has %d elements %s\n%s", len(found), a, p.raw)
	}
	return found[0]
}

// byID is the element with an id, or nil.
func (p page) byID(id string) *html.Node {
	for n := range p.tree.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

func find(in *html.Node, a atom.Atom) []*html.Node {
	var found []*html.Node
	for n := range in.Descendants() {
		if n.DataAtom == a {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
