package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"perfil/e2e/program"
)

var setting = regexp.MustCompile(`^[A-Z0-9_]+=`)

func (s *stage) serve(ts *testscript.TestScript, neg bool, args []string) error {
	n := 0
	for n < len(args) && setting.MatchString(args[n]) {
		n++
	}
	if neg {
		return s.refuse(ts, slices.Concat(s.settings, args[:n]), args[n:])
	}
	if s.server != nil {
		return errors.New("a server is running already")
	}
	server, err := program.Serve(s.folder, slices.Concat(s.settings, args[:n]), args[n:])
	if err != nil {
		return err
	}
	s.server = server
	ts.Setenv("URL", server.URL)
	return nil
}

// refuse wants a server not to start, with one of the exit codes that say why,
// and puts that into $code.
func (s *stage) refuse(ts *testscript.TestScript, settings, args []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), program.Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "perfil", program.ServeArgs(settings, args)...)
	cmd.Dir, cmd.Env = s.folder, append(os.Environ(), settings...)
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	code := program.ExitCode(cmd.Run())
	ts.Setenv("code", strconv.Itoa(code))
	if code != 1 && code != 2 {
		return fmt.Errorf("perfil serve ended with %d (-1: it had to be killed)", code)
	}
	return nil
}

func (s *stage) sigterm(_ *testscript.TestScript, args []string) error {
	if s.server == nil || len(args) > 0 {
		return errUsage
	}
	err := s.server.Stop()
	s.server = nil
	return err
}

func (s *stage) kill9(_ *testscript.TestScript, args []string) error {
	if s.server == nil || len(args) > 0 {
		return errUsage
	}
	s.server.Kill()
	s.server = nil
	return nil
}

// heard looks at what the server printed. That something was not printed can be
// told once what comes later was.
func (s *stage) heard(_ *testscript.TestScript, neg bool, args []string) error {
	if s.server == nil || len(args) != 1 {
		return errUsage
	}
	pattern, err := regexp.Compile(args[0])
	if err != nil {
		return err
	}
	if !neg {
		_, err = s.server.Wait(pattern)
		return err
	}
	if text := s.server.Said(); pattern.MatchString(text) {
		return fmt.Errorf("the server said %s:\n%s", pattern, text)
	}
	return nil
}

// files waits, because what is left over is removed after the answer.
func (s *stage) files(ts *testscript.TestScript, args []string) error {
	if len(args) != 2 {
		return errUsage
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	folder := ts.MkAbs(args[1])
	return eventually(func() error {
		found, err := os.ReadDir(folder)
		if err != nil {
			return err
		}
		if len(found) != want {
			return fmt.Errorf("%s has %d files: %v", filepath.Base(folder), len(found), found)
		}
		return nil
	})
}

// eventually asks again until there is no error, or for too long.
func eventually(check func() error) error {
	deadline := time.Now().Add(program.Patience)
	for {
		err := check()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (s *stage) mode(ts *testscript.TestScript, args []string) error {
	if len(args) != 2 {
		return errUsage
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	if err != nil {
		return err
	}
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != strings.TrimLeft(args[0], "0") {
		return fmt.Errorf("the mode of %s is %s", args[1], got)
	}
	return nil
}
