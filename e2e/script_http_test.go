package e2e_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func (s *stage) as(_ *testscript.TestScript, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return errUsage
	}
	s.token = args[0]
	if s.token == "nobody" {
		s.token = ""
	}
	return nil
}

// http sends a request as whoever the script is and wants this status. A body
// is JSON unless a header says otherwise.
func (s *stage) http(ts *testscript.TestScript, args []string) error {
	var r request
	want, err := r.parse(args, ts.MkAbs)
	if err != nil {
		return err
	}
	req, err := r.build(ts.Getenv("URL"))
	if err != nil {
		return err
	}
	if s.token != "" && req.Header.Get("Authorization") == "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	res, body, err := send(req)
	if err != nil {
		return err
	}
	if _, err := ts.Stdout().Write(body); err != nil {
		return err
	}
	var head bytes.Buffer
	if err := res.Header.Write(&head); err != nil {
		return err
	}
	if _, err := ts.Stderr().Write(bytes.ReplaceAll(head.Bytes(), []byte("\r\n"), []byte("\n"))); err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("%s %s: status %d, want %d", r.method, r.path, res.StatusCode, want)
	}
	if want == http.StatusOK && r.readsProfile() {
		return again(req, body)
	}
	return nil
}

// again asks for a profile once more. The first answer comes from the database, later
// ones from memory: they must be the same, and whatever the script changes next must
// show in spite of them.
func again(req *http.Request, first []byte) error {
	for range 2 {
		res, body, err := send(req)
		if err != nil {
			return err
		}
		if res.StatusCode != http.StatusOK || !bytes.Equal(body, first) {
			return fmt.Errorf("%s %s: asked again it answers %d: %s", req.Method, req.URL.Path, res.StatusCode, body)
		}
	}
	return nil
}

func send(req *http.Request) (*http.Response, []byte, error) {
	res, err := directly().RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(res.Body)
	return res, body, err
}

// directly follows no redirects and keeps no connections to servers that the
// script is going to kill.
func directly() http.RoundTripper {
	return &http.Transport{DisableKeepAlives: true, DisableCompression: true}
}

// request is a request as scripts write it.
type request struct {
	method, path string
	header       []string
	fields       []string // of a multipart form
	body         []byte
}

func (r *request) readsProfile() bool {
	return r.body == nil && r.fields == nil && (r.path == "/api/profile/" && r.method == "POST" || r.path == "/api/auth/profile" && r.method == "GET")
}

func (r *request) parse(args []string, abs func(string) string) (want int, err error) {
	for len(args) > 2 && (args[0] == "-H" || args[0] == "-F") {
		if args[0] == "-H" {
			r.header = append(r.header, args[1])
		} else {
			r.fields = append(r.fields, strings.Replace(args[1], "=@", "=@"+abs(".")+"/", 1))
		}
		args = args[2:]
	}
	if len(args) < 4 || len(args) > 5 || args[len(args)-2] != "->" {
		return 0, errUsage
	}
	r.method, r.path = args[0], args[1]
	if len(args) == 5 {
		r.body = []byte(args[2])
		if name, ok := strings.CutPrefix(args[2], "@"); ok {
			if r.body, err = os.ReadFile(abs(name)); err != nil {
				return 0, err
			}
		}
	}
	return strconv.Atoi(args[len(args)-1])
}

func (r *request) build(base string) (*http.Request, error) {
	kind := ""
	if r.body != nil {
		kind = "application/json"
	}
	if r.fields != nil {
		var err error
		if r.body, kind, err = form(r.fields); err != nil {
			return nil, err
		}
	}
	url := r.path
	if strings.HasPrefix(url, "/") {
		url = base + url
	}
	req, err := http.NewRequest(r.method, url, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for _, line := range r.header {
		name, value, _ := strings.Cut(line, ": ")
		if strings.EqualFold(name, "Host") {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	return req, nil
}

// form makes a multipart body of name=value and name=@file.
func form(fields []string) (body []byte, kind string, err error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		file, isFile := strings.CutPrefix(value, "@")
		if !isFile {
			err = w.WriteField(name, value)
		} else {
			err = addFile(w, name, file)
		}
		if err != nil {
			return nil, "", err
		}
	}
	err = w.Close()
	return out.Bytes(), w.FormDataContentType(), err
}

func addFile(w *multipart.Writer, name, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	part, err := w.CreateFormFile(name, filepath.Base(file))
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	return err
}
