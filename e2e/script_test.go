package e2e_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"perfil/e2e/program"
)

// TestScripts runs the stories in testdata/script, all at the same time, each
// in a folder of its own. Besides what testscript has (exec, stdout, cmp ...)
// they know, see the files script_*_test.go:
//
//	[!] serve [NAME=VALUE...] [args...]
//	                                  start a server on a free port; $URL is where;
//	                                  or see it refused with $code
//	sigterm                           stop it as an init system does; it must end with 0
//	kill9                             end it as a crash does
//	[!] said REGEXP                   what the server printed, waiting for it
//	spread                            wait until each node knows what a command changed
//	as TOKEN                          send this token from now on; as nobody
//	http [-H 'N: V'] [-F n=v] [-F n=@file] METHOD PATH [BODY|@FILE] -> STATUS
//	                                  body to stdout, header to stderr
//	[!] json PATH [VALUE]             in the last answer; a.b.0.c
//	save NAME PATH                    a value of the last answer into $NAME
//	take NAME REGEXP                  its first group in the last output into $NAME
//	forge NAME SECRET|@FILE CLAIMS [HEADER]
//	                                  a JWT into $NAME; @now+60 is a time
//	picture FILE WIDTH HEIGHT         a .png, .jpg or .gif
//	files N FOLDER                    wait until so many files are there
//	mode MODE FILE                    its permissions
//	smtp start|refuse|stall           a mail server; $SMTP, the same port each time
//	[!] letter ADDRESS                wait for the next letter to it
//	s3 start|count N                  a bucket; $S3, and how many objects it has
//
// Each story runs on both databases, unless it begins with [!sqlite] skip and
// why; single lines may begin with [sqlite] or [postgres]. On PostgreSQL it has an
// empty database of its own, which serve and the commands find in the environment,
// beside the key that the nodes share.
func TestScripts(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		runScripts(t, "sqlite", func(*stage) error { return nil })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		databases := newCluster(t)
		runScripts(t, "postgres", databases.lend)
	})
}

// runScripts tells every story once. prepare decides what its stage stands on.
func runScripts(t *testing.T, database string, prepare func(*stage) error) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			s := &stage{folder: e.WorkDir}
			e.Values[stageKey{}] = s
			e.Defer(s.close)
			err := prepare(s)
			e.Vars = append(e.Vars, s.settings...)
			return err
		},
		Condition: func(name string) (bool, error) {
			if name == "sqlite" || name == "postgres" {
				return name == database, nil
			}
			return condition(name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve":   eitherWay((*stage).serve),
			"sigterm": onStage((*stage).sigterm),
			"kill9":   onStage((*stage).kill9),
			"said":    eitherWay((*stage).heard),
			"spread":  onStage((*stage).spread),
			"as":      onStage((*stage).as),
			"http":    onStage((*stage).http),
			"json":    eitherWay((*stage).json),
			"save":    onStage((*stage).save),
			"take":    onStage((*stage).take),
			"forge":   onStage((*stage).forge),
			"picture": onStage((*stage).picture),
			"files":   onStage((*stage).files),
			"mode":    onStage((*stage).mode),
			"smtp":    onStage((*stage).smtp),
			"letter":  eitherWay((*stage).letter),
			"s3":      onStage((*stage).s3),
		},
	})
}

// stop is a command of testscript that ends a script as a success, wherever it
// stands. Nobody needs it here, and who means sigterm would never find out.
func TestNoScriptEndsInTheMiddle(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal(err, "there are no scripts")
	}
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		commands, _, _ := strings.Cut(string(text), "\n-- ")
		if !strings.HasPrefix(commands, "# ") {
			t.Errorf("%s does not say what it tells", name)
		}
		for line := range strings.Lines(commands) {
			if strings.HasPrefix(line, "stop") || strings.HasPrefix(line, "skip") {
				t.Errorf("%s ends at %q", name, line)
			}
		}
	}
}

// stage is what a script has set up.
type stage struct {
	folder   string
	settings []string // that serve and the commands find in the environment
	release  func()   // gives back what the settings lead to; nil: nothing
	server   *program.Process
	token    string // that requests carry; "": none
	post     *postOffice
	bucket   *bucket
}

type stageKey struct{}

func (s *stage) close() {
	if s.server != nil {
		s.server.Kill()
	}
	if s.post != nil {
		s.post.close()
	}
	if s.bucket != nil {
		s.bucket.close()
	}
	if s.release != nil {
		s.release()
	}
}

var errUsage = errors.New("the command is not used like this, see script_test.go")

// onStage makes a command that must succeed.
func onStage(run func(*stage, *testscript.TestScript, []string) error) func(*testscript.TestScript, bool, []string) {
	return eitherWay(func(s *stage, ts *testscript.TestScript, neg bool, args []string) error {
		if neg {
			return errors.New("this command cannot be expected to fail")
		}
		return run(s, ts, args)
	})
}

// eitherWay makes a command that ! turns around.
func eitherWay(run func(*stage, *testscript.TestScript, bool, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if err := run(ts.Value(stageKey{}).(*stage), ts, neg, args); err != nil {
			ts.Fatalf("%v", err)
		}
	}
}

// condition knows [python:MODULE] and [node:NAME], where NAME is a global one.
func condition(name string) (bool, error) {
	language, what, _ := strings.Cut(name, ":")
	switch language {
	case "python":
		return exec.Command("python3", "-c", "import "+what).Run() == nil, nil
	case "node":
		return exec.Command("node", "-e", what).Run() == nil, nil
	default:
		return false, fmt.Errorf("there is no condition %q", name)
	}
}
