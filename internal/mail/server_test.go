package mail_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"perfil/internal/mail"
)

func TestServerURLs(t *testing.T) {
	for url, want := range map[string]mail.Server{
		"smtp://mail.example.com":                       {Host: "mail.example.com", Port: 587},
		"smtp://mail.example.com/":                      {Host: "mail.example.com", Port: 587},
		"SMTP://mail.example.com:2525":                  {Host: "mail.example.com", Port: 2525},
		"smtp://localhost:25?tls=off":                   {Host: "localhost", Port: 25, Security: mail.Plaintext},
		"smtp://localhost:25?tls=auto":                  {Host: "localhost", Port: 25, Security: mail.StartTLSIfOffered},
		"smtp://[::1]:25":                               {Host: "::1", Port: 25},
		"smtps://mail.example.com":                      {Host: "mail.example.com", Port: 465, Security: mail.ImplicitTLS},
		"smtps://mail.example.com:4465":                 {Host: "mail.example.com", Port: 4465, Security: mail.ImplicitTLS},
		"smtp://user:pass@mail.example.com":             {Host: "mail.example.com", Port: 587, User: "user", Password: "pass"},
		"smtp://u%40example.com:p%2Fa%3As%40@h:587":     {Host: "h", Port: 587, User: "u@example.com", Password: "p/a:s@"},
		"smtp://user:p@ss@mail.example.com":             {Host: "mail.example.com", Port: 587, User: "user", Password: "p@ss"},
		"smtps://apikey:SG.a_b-c~d%25@smtp.example.org": {Host: "smtp.example.org", Port: 465, Security: mail.ImplicitTLS, User: "apikey", Password: "SG.a_b-c~d%"},
	} {
		got, err := mail.ParseServer(url)
		if err != nil || got != want {
			t.Errorf("%s is %#v with %q and %q (%v)", url, got, got.User, string(got.Password), err)
		}
	}
}

func TestBadServerURLsAreExplainedWithoutTheirPassword(t *testing.T) {
	for url, hint := range map[string]string{
		"mail.example.com":                       "begins neither with smtp://",
		"mail.example.com:587":                   "cannot be read",
		"none":                                   "begins neither with smtp://",
		"http://user:hunter2@mail.example.com":   "begins neither with smtp://",
		"smtp:hunter2":                           "cannot be read",
		"smtp://":                                "names no host",
		"smtp://user:hunter2@":                   "names no host",
		"smtp://:587":                            "names no host",
		"smtp://user@mail.example.com":           "only one of user name and password",
		"smtp://:hunter2@mail.example.com":       "only one of user name and password",
		"smtp://user:hunter2@h:0":                "1 to 65535",
		"smtp://user:hunter2@h:70000":            "1 to 65535",
		"smtp://user:hunter2@h:mail":             "cannot be read",
		"smtp://user:hunter2/x@h":                "%2F",
		"smtp://user:12/hunter2@h":               "%2F",
		"smtp://user:12?hunter2@h":               "%3F",
		"smtp://user:12?hunter2=1;x@h":           "%3F",
		"smtp://user:12#hunter2@h":               "%23",
		"smtp://user:hunter2%zz@h":               "%25",
		"smtp://user:hunter2%0a@h":               "control characters",
		"smtp://user:hunter2@h?tls=maybe":        "auto or off",
		"smtp://user:hunter2@h?tls=off&tls=auto": "only parameter",
		"smtp://user:hunter2@h?timeout=3":        "only parameter",
		"smtps://user:hunter2@h?tls=off":         "always encrypted",
		"smtp://user:hunter2@h\n":                "cannot be read",
	} {
		_, err := mail.ParseServer(url)
		if err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: %v, want a hint with %q", url, err, hint)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the password is in %q", url, err)
		}
	}
}

func TestPasswordIsNotPrinted(t *testing.T) {
	server, err := mail.ParseServer("smtps://perfil:hunter2@mail.example.com")
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(server)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %q %x %d %s", server, server, server, server.Password, server.Password, server.Password, server.Password, encoded)
	if strings.Contains(all, "hunter2") || strings.Contains(all, "68756e74657232") {
		t.Error(all)
	}
	if got := server.String(); got != "smtps://mail.example.com:465" {
		t.Error(got)
	}
}

func TestOpenPicksTheWayOut(t *testing.T) {
	for url, want := range map[string]string{
		"log":                    "*mail.Log",
		"smtp://localhost":       "*mail.SMTP",
		"smtps://a:b@localhost/": "*mail.SMTP",
	} {
		got, err := mail.Open(url, sender, io.Discard)
		if err != nil || fmt.Sprintf("%T", got) != want {
			t.Errorf("%s: %T (%v), want %s", url, got, err, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct{ url, from, hint string }{
		{"", sender, "no mail URL"},
		{"smtp://", sender, "names no host"},
		{"smtp://localhost", "", "no sender's address"},
		{"smtp://localhost", "perfil", `"perfil"`},
		{"smtp://localhost", "Perfil, Inc. <perfil@example.com>", "Perfil, Inc."},
		{"smtp://localhost", "señor@example.com", "señor"},
		{"smtp://localhost", "=?utf-8?q?a=0D=0ABcc:_b?= <perfil@example.com>", "is not one such as"},
		{"log", "a@example.com\r\nBcc: b@example.com", "is not one such as"},
		{"log", "a@é_é.example", "is not one such as"},
	} {
		got, err := mail.Open(c.url, c.from, io.Discard)
		if err == nil || got != nil || !strings.Contains(err.Error(), c.hint) {
			t.Errorf("%q from %q: %v, want a hint with %q", c.url, c.from, err, c.hint)
		}
	}
}

func FuzzParseServer(f *testing.F) {
	for _, s := range []string{
		"log", "smtp://u:secretpassword@h:1?tls=off", "smtps://[::1]:465", "smtp://u:secret%00@h", "smtp://u:1/secret@h",
		"smtp://u:1?secret@h", "smtp://u:1#secret@h", "smtp://h%0d%0a", "smtp://[fe80::1%25eth0]:25",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, url string) {
		got, err := mail.ParseServer(url)
		if err != nil {
			if rest := strings.TrimSpace(url); len(rest) > 30 && strings.Contains(err.Error(), rest) {
				t.Errorf("%q repeats the URL", err)
			}
			return
		}
		if got.Host == "" || got.Port == 0 || strings.ContainsAny(got.Host+got.User+string(got.Password), "\r\n\x00") {
			t.Errorf("%q is %+v", url, got)
		}
		if (got.User == "") != (got.Password == "") {
			t.Errorf("%q has half a sign-in", url)
		}
	})
}
