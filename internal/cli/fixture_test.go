package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/internal/cli"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// output may be read while a command writes to it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// machine is where commands are typed: a data folder and an environment.
type machine struct {
	t    *testing.T
	data string
	env  []string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	return &machine{t: t, data: data, env: []string{"PERFIL_DATA_DIR=" + data}}
}

// result is what a command left.
type result struct {
	t        *testing.T
	args     string
	code     int
	out, err string
}

// run runs a command line without input.
func (m *machine) run(args ...string) result { return m.pipe("", args...) }

// pipe runs a command line with this standard input.
func (m *machine) pipe(input string, args ...string) result {
	m.t.Helper()
	return m.runWith(m.t.Context(), strings.NewReader(input), args...)
}

func (m *machine) runWith(ctx context.Context, input io.Reader, args ...string) result {
	m.t.Helper()
	var out, err output
	code := cli.Run(ctx, args, input, &out, &err, m.env)
	return result{m.t, strings.Join(args, " "), code, out.String(), err.String()}
}

// done wants success, and no word on the standard error but what is allowed.
func (r result) done() result {
	r.t.Helper()
	if r.code != 0 || strings.Contains(r.err, "perfil:") {
		r.t.Fatalf("perfil %s: exit code %d\n%s%s", r.args, r.code, r.out, r.err)
	}
	return r
}

// logged is a line of the log.
var logged = regexp.MustCompile(`(?m)^time=.*\n`)

// fails wants this exit code and one line, besides the log, that contains the
// texts.
func (r result) fails(code int, texts ...string) result {
	r.t.Helper()
	said := logged.ReplaceAllString(r.err, "")
	if r.code != code || !strings.HasPrefix(said, "perfil: ") || strings.Count(said, "\n") != 1 {
		r.t.Errorf("perfil %s: exit code %d\n%s%s", r.args, r.code, r.out, r.err)
	}
	return r.says(texts...)
}

// says wants the texts in what was written.
func (r result) says(texts ...string) result {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.out+r.err, text) {
			r.t.Errorf("perfil %s does not say %q:\n%s%s", r.args, text, r.out, r.err)
		}
	}
	return r
}

// wants wants exactly this output.
func (r result) wants(out string) result {
	r.t.Helper()
	if r.out != out {
		r.t.Errorf("perfil %s writes\n%s\nnot\n%s", r.args, r.out, out)
	}
	return r
}

const goodPassword = "Zx9-quiet-Harbor"

// create makes an account with the e-mail NAME@example.com.
func (m *machine) create(name, role string) {
	m.t.Helper()
	m.pipe(goodPassword, "user", "create", "--username", name, "--email", name+"@example.com", "--role", role, "--password-stdin").done()
}

// file writes a file outside of the data folder.
func (m *machine) file(name, content string) string {
	m.t.Helper()
	path := filepath.Join(m.t.TempDir(), name)
	must(m.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// serving is a server that runs in this process.
type serving struct {
	*machine
	url      string
	out, err *output
	stop     context.CancelFunc
	code     chan int
}

var listening = regexp.MustCompile(`listening on (http://\S+)`)

// serve starts a server on a free port and waits until it listens.
func (m *machine) serve(args ...string) *serving {
	m.t.Helper()
	s := m.start(args...)
	s.url = s.waitFor(s.out, listening)
	return s
}

// start starts a server and waits for nothing.
func (m *machine) start(args ...string) *serving {
	m.t.Helper()
	s := &serving{machine: m, out: &output{}, err: &output{}, code: make(chan int, 1)}
	ctx, stop := context.WithCancel(m.t.Context())
	s.stop = stop
	args = append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)
	go func() { s.code <- cli.Run(ctx, args, strings.NewReader(""), s.out, s.err, m.env) }()
	m.t.Cleanup(func() { s.end() })
	return s
}

// waitFor waits until what was written matches, and returns the first group.
func (s *serving) waitFor(o *output, pattern *regexp.Regexp) string {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if found := pattern.FindStringSubmatch(o.String()); found != nil {
			return found[len(found)-1]
		}
		select {
		case code := <-s.code:
			s.code <- code
			s.t.Fatalf("the server ended with %d\n%s%s", code, s.out, s.err)
		default:
		}
	}
	s.t.Fatalf("nothing matches %s in\n%s", pattern, o)
	return ""
}

// end stops the server and returns its exit code.
func (s *serving) end() int {
	s.t.Helper()
	s.stop()
	select {
	case code := <-s.code:
		s.code <- code
		return code
	case <-time.After(20 * time.Second):
		s.t.Fatal("the server does not end")
		return -1
	}
}

// ask sends a JSON request and returns status and body.
func (s *serving) ask(method, path, token, body string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	must(s.t, err)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer res.Body.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(res.Body)
	must(s.t, err)
	return res.StatusCode, string(data)
}

var access = regexp.MustCompile(`"access":"([^"]+)"`)

// signIn returns an access token.
func (s *serving) signIn(name, password string) string {
	s.t.Helper()
	status, body := s.ask("POST", "/api/sign-in/", "", `{"email":"`+name+`@example.com","password":"`+password+`"}`)
	found := access.FindStringSubmatch(body)
	if status != http.StatusOK || found == nil {
		s.t.Fatalf("sign-in of %s: %d %s", name, status, body)
	}
	return found[1]
}
