package prove_test

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// garbage is one request as it goes over the wire.
type garbage struct {
	target *target
	method string
	path   string // as it was sent, with its query
	who    *member
	raw    []byte

	vouched bool // the token is good
}

// judged is the path that the server is going to see, and whether there is one.
func (g *garbage) judged() (string, bool) {
	u, err := url.ParseRequestURI(g.path)
	if err != nil {
		return "", false
	}
	return u.Path, true
}

// honest says that the request has one token, which is that of its person.
func (g *garbage) honest() bool {
	return g.vouched && bytes.Count(g.raw, []byte("\r\nAuthorization:")) == 1
}

var braces = regexp.MustCompile(`\{\w+\}`)

// request makes the next request for an operation.
func (m mill) request(t *target) *garbage {
	g := &garbage{target: t, method: t.method, who: m.crowd.pick(m)}
	if m.oneIn(40) {
		g.method = pick(m, []string{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "post", "BREW", "G\x00T", "PROPFIND"})
	}
	g.path = m.target(t, g.who)
	mediaType, body := m.body(t)
	var out bytes.Buffer
	_, _ = fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: a.example.com\r\n", g.method, g.path)
	if mediaType != "" {
		_, _ = fmt.Fprintf(&out, "Content-Type: %s\r\n", mediaType)
	}
	if authorization := m.authorization(g); authorization != "" {
		_, _ = fmt.Fprintf(&out, "Authorization: %s\r\n", authorization)
	}
	for m.oneIn(5) {
		out.WriteString(m.header())
	}
	switch {
	case m.oneIn(20):
		out.WriteString("Transfer-Encoding: chunked\r\n\r\n" + m.chunks(body))
	case len(body) > 0 || m.oneIn(2):
		_, _ = fmt.Fprintf(&out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	default:
		out.WriteString("\r\n")
	}
	g.raw = out.Bytes()
	return g
}

func (m mill) chunks(body []byte) string {
	var out strings.Builder
	for len(body) > 0 {
		n := min(len(body), 1+m.IntN(1000))
		_, _ = fmt.Fprintf(&out, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return out.String() + "0\r\n\r\n"
}

// target is the path with its parameters filled in, often as they should be.
func (m mill) target(t *target, who *member) string {
	own := strconv.Itoa(who.id)
	if t.method == "DELETE" && !m.oneIn(choose(5, 30)) {
		own = "x" // or there would soon be nobody left to play with
	}
	if t.id == "getPicture" || t.id == "headPicture" {
		own = pick(m, []string{"x.png", ".", "..%2f..%2fsecret.key", "%00.png", strings.Repeat("a", 300) + ".webp", "a%0d%0ab.png", "0123456789abcdef.png"})
	}
	path := braces.ReplaceAllStringFunc(t.path, func(string) string {
		if m.oneIn(3) {
			return pick(m, []string{
				"0", "-1", "+1", "007", "1.0", "1e3", "x", "", " ", "%20", "%00", "%2e%2e", "..", "..%2f..%2fetc", "9223372036854775807", "9223372036854775808", "99999999999999999999999",
				"1%2fupdate", "%31", "1;a=b", "%ff%fe", "%E2%80%AE", "%", "%zz", "١", strings.Repeat("1", 3000), "null", "1,2", "*",
			})
		}
		return own
	})
	if m.oneIn(20) {
		path = pick(m, []string{strings.ToUpper(path), path + "/", path + "//", "/" + path, path + "%2f", strings.TrimSuffix(path, "/"), path + ";x", "/." + path, "/x/.." + path, "http://b.example.com" + path, path + "\xff", "*", ""})
	}
	if m.oneIn(4) {
		value := url.QueryEscape(m.text())
		path += "?" + pick(m, []string{"page=" + value, "limit=" + value, "search=" + value, "page=2&limit=3&search=a", "%", "a=%zz&b", "search=%25_%5C", "page=1&page=2", ";;", "access_token=" + value})
	}
	return strings.ReplaceAll(path, " ", "%20")
}

// authorization is most often good where it is wanted, for otherwise the door is
// all that is tried.
func (m mill) authorization(g *garbage) string {
	t, who := g.target, g.who
	if !t.protected && !m.oneIn(5) {
		return ""
	}
	if strings.Contains(t.path, "/admin/") || t.id == "deleteUser" {
		if !m.oneIn(5) {
			who = m.crowd.member(1 + m.IntN(m.crowd.size/10))
			g.who = who
		}
	}
	if m.oneIn(6) {
		token := m.crowd.token(m)
		return pick(m, []string{"", "Bearer", "Bearer ", "bearer " + token, "Bearer  " + token, "Basic YTpi", "Token " + token, token, "Bearer " + token + " " + token, "Bearer " + token + ",Bearer x", "Bearer \xff\xfe", "Bearer " + strings.Repeat("e", 9000)})
	}
	g.vouched = true
	return "Bearer " + m.crowd.access(m, who)
}

// header is a line that is none of the usual ones.
func (m mill) header() string {
	value := strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(m.text())
	name := pick(m, []string{
		"If-Match", "If-None-Match", "Accept", "Accept-Encoding", "Accept-Language", "Origin", "Referer", "Cookie", "Range", "X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP", "X-Request-Id",
		"X-HTTP-Method-Override", "X-Original-URL", "Content-Encoding", "Content-Language", "Content-Disposition", "Upgrade", "Expect", "TE", "Via", "Authorization", "Content-Type", "User-Agent", "X-" + strings.Repeat("h", 200),
	})
	if name == "If-Match" && m.oneIn(2) {
		value = pick(m, []string{"*", `"1-1"`, `"2-1"`, `W/"1-1"`, `"`, `"a", "b"`, `""`, "1-1"})
	}
	return name + ": " + value + "\r\n"
}

// strays are answers that net/http gives before anybody of ours is asked.
var strays = []int{400, 417, 431, 501, 505}

func isStray(a answer) bool {
	return a.header.Get("X-Request-Id") == "" && slices.Contains(strays, a.status) && a.header.Get("Connection") == "close"
}
