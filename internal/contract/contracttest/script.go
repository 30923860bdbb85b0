package contracttest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/avatar"
)

// script is a file of golden exchanges: a txtar archive whose comment says what
// they show, with a line for each setting that is not the usual one:
//
//	@person NICK JSON       somebody besides the usual people, see readPerson
//	@language es            the messages
//	@limits                 count attempts
//	@store broken           the first call to the store fails for good
//	@store unavailable      the first call to the store fails for now
//	@store panics           every read of an account panics
//	@pictures unavailable   avatars can be neither kept nor read
//	@pictures broken        whoever keeps or reads one panics
//
// and whose parts follow each other as they happen:
//
//	-- request: what it shows --   method and path, headers, an empty line, the body
//	-- response --                 status, headers, an empty line, the body
//	-- again: 49 --                the last request is sent so often again
//	-- wait: 15m --                time goes by
//
// A request may hold placeholders, see placeholders, and among its headers a line
// "@address 198.51.100.7", which is where it comes from. Its lines end in \n and the
// last \n is not part of the body. A body of the type multipart/form-data has a
// line for each part, see Multipart; one that ends in {cut off} breaks off there.
type script struct {
	archive *txtar.Archive
	setup   Setup
	steps   []step
}

// step is one part of a script.
type step struct {
	title    string
	request  string
	response int // index of the part with the answer, -1 if there is none yet

	// Of a step that is no request:
	again int           // how often the last request is repeated
	wait  time.Duration // how much time goes by
}

func (s step) isRequest() bool { return s.request != "" }

func readScript(t testing.TB, file string) *script {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	s := &script{archive: txtar.Parse(text)}
	for line := range strings.Lines(string(s.archive.Comment)) {
		if setting, ok := strings.CutPrefix(strings.TrimSpace(line), "@"); ok {
			s.set(t, setting)
		}
	}
	for i, part := range s.archive.Files {
		kind, rest, _ := strings.Cut(part.Name, ": ")
		switch kind {
		case "request":
			s.steps = append(s.steps, step{title: rest, request: string(part.Data), response: -1})
		case "response":
			s.steps[len(s.steps)-1].response = i
		case "again":
			n, err := strconv.Atoi(rest)
			must(t, err)
			s.steps = append(s.steps, step{again: n})
		case "wait":
			d, err := time.ParseDuration(rest)
			must(t, err)
			s.steps = append(s.steps, step{wait: d})
		default:
			t.Fatalf("%s has a part called %q", file, part.Name)
		}
	}
	return s
}

func (s *script) set(t testing.TB, setting string) {
	t.Helper()
	name, value, _ := strings.Cut(setting, " ")
	switch {
	case name == "person":
		s.setup.People = append(s.setup.People, readPerson(t, value))
	case name == "language":
		s.setup.Language = value
	case name == "limits":
		s.setup.Limits = true
	case name == "store" && value == "broken":
		s.setup.Store = failingAt(1, Broken())
	case name == "store" && value == "unavailable":
		s.setup.Store = failingAt(1, Unavailable())
	case name == "store" && value == "panics":
		s.setup.Store = func(inner account.Store) account.Store { return panicking{inner} }
	case name == "pictures" && value == "unavailable":
		s.setup.Pictures = func(avatar.Store) avatar.Store { return noPictures{} }
	case name == "pictures" && value == "broken":
		s.setup.Pictures = func(avatar.Store) avatar.Store { return nil }
	default:
		t.Fatalf("there is no setting called %q", setting)
	}
}

func failingAt(n int, err error) func(account.Store) account.Store {
	return func(s account.Store) account.Store { return storetest.Failing(s, n, err) }
}

// write puts the answers of a run into the file, in the places of the former
// ones.
func (s *script) write(t testing.TB, file string, answers []string) {
	t.Helper()
	out := &txtar.Archive{Comment: s.archive.Comment}
	for _, part := range s.archive.Files {
		if part.Name == "response" {
			continue
		}
		out.Files = append(out.Files, part)
		if strings.HasPrefix(part.Name, "request") {
			out.Files = append(out.Files, txtar.File{Name: "response", Data: []byte(answers[0])})
			answers = answers[1:]
		}
	}
	must(t, os.WriteFile(file, txtar.Format(out), 0o644))
}

// cutRequest takes the text of a request apart.
func cutRequest(text string) (method, target string, headers []string, body string, err error) {
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(strings.TrimSuffix(head, "\n"), "\n")
	method, target, ok := strings.Cut(lines[0], " ")
	if !ok {
		return "", "", nil, "", fmt.Errorf("%q is no request line", lines[0])
	}
	return method, target, lines[1:], strings.TrimSuffix(body, "\n"), nil
}
