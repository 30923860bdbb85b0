package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/web"
)

var withFiles = web.Accept{Multipart: true, MaxFile: web.MaxFile}

func part(disposition, content string) string {
	return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n"
}

func readParts(t testing.TB, accept web.Accept, body string) (web.Object, error) {
	t.Helper()
	r := httptest.NewRequest("PUT", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	return web.ReadObject(httptest.NewRecorder(), r, accept)
}

func TestMultipartGivesTextsAndFiles(t *testing.T) {
	object, err := readParts(t, withFiles,
		part(`name="first_name"`, "Ünï")+
			part(`name="twice"`, "one")+part(`name="twice"`, "two")+
			part(`name="empty"`, "")+
			part(`name="nul"`, "a\x00b")+
			part(`name="bytes"`, "a\xffb")+
			part(`name="avatar"; filename="../../me.png"`, "PNG")+
			part(`name="hollow"; filename="hollow.png"`, "")+
			part(`name="untouched"; filename=""`, "")+
			part(`name="nameless"; filename=""`, "data")+
			part(`filename="whose.png"`, "x")+
			"--b--\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		kind    web.Kind
		text    string
		problem web.Problem
	}{
		"first_name": {web.String, "Ünï", 0}, "twice": {web.String, "two", 0}, "empty": {web.String, "", 0},
		"nul": {web.String, "a\x00b", web.NUL}, "bytes": {web.String, "a\uFFFDb", web.InvalidUTF8},
		"avatar": {web.Upload, "", 0}, "hollow": {web.Upload, "", 0}, "untouched": {web.Absent, "", 0}, "nameless": {web.Upload, "", 0},
	} {
		if v := object[name]; v.Kind() != want.kind || v.Text() != want.text || v.Malformed() != want.problem {
			t.Errorf("%s: %s %q %d", name, v.Kind(), v.Text(), v.Malformed())
		}
	}
	if len(object) != 8 {
		t.Errorf("%d names", len(object))
	}
	if f := object["avatar"].File(); string(f.Bytes) != "PNG" || f.TooLarge {
		t.Errorf("avatar: %+v", f)
	}
	if f := object["hollow"].File(); len(f.Bytes) != 0 || f.TooLarge {
		t.Errorf("hollow: %+v", f)
	}
}

func TestTheBordersOfUploads(t *testing.T) {
	server := answering(t, func(w http.ResponseWriter, r *http.Request) error {
		object, err := web.ReadObject(w, r, withFiles)
		if err != nil {
			return err
		}
		f := object["avatar"].File()
		fmt.Fprintf(w, "%d %t %d", len(f.Bytes), f.TooLarge, len(object["note"].Text()))
		return nil
	})
	tooLarge := web.ErrTooLarge.Error()
	for name, c := range map[string]struct {
		file, note int
		want       string
	}{
		"exactly 5 MiB":        {5 << 20, 10, "5242880 false 10"},
		"one byte more":        {5<<20 + 1, 10, "0 true 10"},
		"as much as fits":      {5<<20 + 60<<10, 10, "0 true 10"},
		"6 MiB":                {6 << 20, 10, tooLarge},
		"a photo of 12 MiB":    {12 << 20, 10, tooLarge},
		"100 KiB of text":      {10, 100 << 10, "10 false 102400"},
		"more than 100 KiB":    {10, 100<<10 + 1, tooLarge},
		"large file, and text": {5 << 20, 65 << 10, tooLarge},
	} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		w, _ := form.CreateFormFile("avatar", "me.png")
		w.Write(make([]byte, c.file))
		form.WriteField("note", strings.Repeat("n", c.note))
		form.Close()
		for _, chunks := range []bool{false, true} {
			var in = chunked(body.String())
			if !chunks {
				in = bytes.NewReader(body.Bytes())
			}
			if got := post(t, server.URL, form.FormDataContentType(), in); got != c.want {
				t.Errorf("%s (chunked %t): %q, want %q", name, chunks, got, c.want)
			}
		}
	}
}

func TestWithoutFilesAFileIsTooLarge(t *testing.T) {
	object, err := readParts(t, web.Accept{Multipart: true}, part(`name="a"; filename="f"`, "x")+part(`name="p"`, "x")+"--b--")
	if err != nil || !object["a"].File().TooLarge || object["p"].Text() != "x" {
		t.Errorf("%v, %v", object, err)
	}
	if _, err := readParts(t, web.Accept{Multipart: true}, strings.Repeat("x", web.MaxBody+1)); !errors.Is(err, web.ErrTooLarge) {
		t.Errorf("a body over 100 KiB: %v", err)
	}
}

func TestBrokenMultipartIsAFormError(t *testing.T) {
	for name, body := range map[string]string{
		"no parts":        "sesame",
		"no end":          part(`name="a"`, "x"),
		"bad header":      "--b\r\nsesame\r\n\r\nx\r\n--b--",
		"cut":             "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
		"something after": part(`name="a"`, "x") + "--bsesame\r\n",
		"too many parts":  strings.Repeat(part(`name="a"`, "x"), 101) + "--b--",
	} {
		_, err := readParts(t, withFiles, body)
		var form *web.FormError
		if !errors.As(err, &form) || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readParts(t, withFiles, strings.Repeat(part(`name="a"`, "x"), 100)+"--b--"); err != nil {
		t.Errorf("100 parts: %v", err)
	}
}

func TestMultipartNeedsABoundaryOnceThereIsABody(t *testing.T) {
	for body, want := range map[string]bool{"": true, "--x": false} {
		for _, length := range []int64{int64(len(body)), -1} {
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.ContentLength = length
			r.Header.Set("Content-Type", "multipart/form-data")
			object, err := web.ReadObject(httptest.NewRecorder(), r, withFiles)
			if (err == nil) != want || len(object) != 0 {
				t.Errorf("%q: %v, %v", body, object, err)
			}
		}
	}
}

func FuzzBodiesOnlyFailInKnownWays(f *testing.F) {
	multi := "multipart/form-data; boundary=b"
	f.Add(multi, part(`name="a"`, "x")+part(`name="f"; filename="g"`, "y")+"--b--")
	f.Add(multi, "--b\r\n\r\n--b--")
	f.Add("application/json", `{"a":["\ud800"]}`)
	f.Add("application/x-www-form-urlencoded", "a=%00&b=%zz+&=")
	f.Add("multipart/form-data; boundary=\"", "--")
	f.Add("text/plain; charset=\xff", "x")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header["Content-Type"] = []string{contentType}
		object, err := web.ReadObject(httptest.NewRecorder(), r, web.Accept{Multipart: true, MaxFile: 100})
		if err != nil && !knownBodyError(err) {
			t.Fatalf("unexpected error %T %v", err, err)
		}
		for name, v := range object {
			if v.Kind() == web.Absent || (v.Kind() == web.Upload) != (v.File() != nil) {
				t.Fatalf("%q: %s, file %v", name, v.Kind(), v.File())
			}
			if v.File() != nil && len(v.File().Bytes) > 100 {
				t.Fatalf("%q: a file of %d bytes", name, len(v.File().Bytes))
			}
			if v.Malformed() == web.NoProblem && strings.ContainsRune(v.Text(), 0) {
				t.Fatalf("%q: NUL unnoticed in %q", name, v.Text())
			}
		}
	})
}

// knownBodyError lists what the package comment promises.
func knownBodyError(err error) bool {
	var syntax *web.SyntaxError
	var notObject *web.NotObjectError
	var form *web.FormError
	var mediaType *web.MediaTypeError
	return errors.Is(err, web.ErrTooLarge) || errors.Is(err, web.ErrTooDeep) || errors.Is(err, web.ErrIncomplete) ||
		errors.As(err, &syntax) || errors.As(err, &notObject) || errors.As(err, &form) || errors.As(err, &mediaType)
}
