package contracttest

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Update says that golden files are to be written instead of compared:
//
//	go test ./internal/contract/... -update
var Update = flag.Bool("update", false, "write golden files instead of comparing with them")

// Exchange is a request and what was answered.
type Exchange struct {
	Title   string
	Request *http.Request // its body is used up
	Answer  Answer
}

// Golden plays every file of a folder and compares the answers with those in it,
// or writes them there.
func Golden(t *testing.T, c Contract, folder string) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	must(t, err)
	if len(files) == 0 {
		t.Fatalf("there is nothing in %s", folder)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			s := readScript(t, file)
			var answers []string
			for _, x := range play(t, c, s) {
				answers = append(answers, x.Answer.golden())
			}
			if *Update {
				s.write(t, file, answers)
				return
			}
			s.compare(t, answers)
		})
	}
}

// Play plays one file and gives what was exchanged, without comparing.
func Play(t testing.TB, c Contract, file string) []Exchange {
	t.Helper()
	return play(t, c, readScript(t, file))
}

func play(t testing.TB, c Contract, s *script) []Exchange {
	t.Helper()
	w := Open(t, c, s.setup)
	p := &placeholders{world: w}
	var exchanges []Exchange
	last := ""
	for _, step := range s.steps {
		w.Pass(step.wait)
		for range step.again {
			w.Do(t, p.request(t, last))
		}
		if !step.isRequest() {
			continue
		}
		last = step.request
		r := p.request(t, last)
		a := w.Do(t, r)
		p.answers = append(p.answers, a)
		exchanges = append(exchanges, Exchange{Title: step.title, Request: r, Answer: a})
	}
	return exchanges
}

// cutOff ends a body that breaks off in the middle.
const cutOff = "{cut off}"

// request makes a request of its text.
func (p *placeholders) request(t testing.TB, text string) *http.Request {
	t.Helper()
	method, target, headers, text, err := cutRequest(p.expand(t, text))
	must(t, err)
	body := []byte(text)
	if slices.Contains(headers, "Content-Type: multipart/form-data") {
		body = Multipart(t, text)
	}
	r := Request(method, target, body)
	for _, line := range headers {
		if address, ok := strings.CutPrefix(line, "@address "); ok {
			r.RemoteAddr = address + ":40000"
			continue
		}
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
		if value == "multipart/form-data" {
			r.Header.Set(name, value+"; boundary="+Boundary)
		}
	}
	if rest, ok := bytes.CutSuffix(body, []byte(cutOff)); ok {
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(rest), brokenReader{}))
	}
	return r
}

// brokenReader is a connection that ends.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the connection broke") }

func (s *script) compare(t *testing.T, answers []string) {
	t.Helper()
	n := 0
	for _, step := range s.steps {
		if !step.isRequest() {
			continue
		}
		got := answers[n]
		n++
		if step.response < 0 {
			t.Errorf("%s: no answer is written down; got:\n%s", step.title, got)
			continue
		}
		if want := string(s.archive.Files[step.response].Data); got != want {
			t.Errorf("%s\nwant:\n%s\ngot:\n%s", step.title, want, got)
		}
	}
}

// silent are the headers that Do checks in every answer.
var silent = []string{"Content-Length", "X-Content-Type-Options", "X-Request-Id"}

// golden is an answer as it is written down: everything but what is random.
func (a Answer) golden() string {
	var b strings.Builder
	fmt.Fprintln(&b, a.Status)
	names := make([]string, 0, len(a.Header))
	for name := range a.Header {
		if !slices.Contains(silent, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range a.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if len(a.Body) > 0 {
		fmt.Fprintf(&b, "\n%s\n", a.body())
	}
	return mask(b.String())
}

// body is the body as text. Of pictures only the size is told: the bytes are the
// encoder's business.
func (a Answer) body() string {
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "image/") {
		return string(a.Body)
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(a.Body))
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return fmt.Sprintf("(%s of %d x %d)", format, c.Width, c.Height)
}

var (
	randomClaim = regexp.MustCompile(`"(jti|sid)":"[^"]*"`)
	jwt         = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`)
	picture     = regexp.MustCompile(`\b[0-9a-f]{32}\.(png|jpg)\b`)
)

// mask shows the claims of tokens instead of the tokens, and hides the names of
// pictures.
func mask(text string) string {
	text = jwt.ReplaceAllStringFunc(text, func(raw string) string { return "<token " + Claims(raw) + ">" })
	return picture.ReplaceAllString(text, "<name>.$1")
}
