package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"perfil/bench/crowd"
	"perfil/internal/password"
)

// bench is one run: what was asked for, and what is there for it.
type bench struct {
	*options
	dir      string // working folder, removed at the end
	floor    string // the program
	programs []contender
	hash     string // of everybody's password
	places   int
	told     io.Writer // what happens now
	out      io.Writer // the tables
}

// contender is a build of the server under test.
type contender struct {
	name    string
	program string
}

// secret is shared by the servers and whoever makes tokens. It protects people
// who do not exist.
const secret = "a secret that protects nobody, of the benchmark"

// open makes the working folder and puts the programs into it.
func open(ctx context.Context, o *options, out, told io.Writer) (_ *bench, err error) {
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return nil, err
	}
	made, err := os.MkdirTemp(o.dir, "bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, out: out, told: told}
	if b.dir, err = filepath.Abs(made); err != nil {
		return nil, errors.Join(err, os.RemoveAll(made))
	}
	if err := b.equip(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *bench) close() error { return os.RemoveAll(b.dir) }

func (b *bench) equip(ctx context.Context) error {
	hash, err := password.New(password.Config{}).Hash(ctx, crowd.Password)
	if err != nil {
		return err
	}
	b.hash = string(hash)
	if b.floor, err = b.build(ctx, "perfil/bench/floor"); err != nil {
		return err
	}
	perfil := b.perfil
	if perfil == "" {
		if perfil, err = b.build(ctx, "perfil/cmd/perfil"); err != nil {
			return err
		}
	}
	b.programs = []contender{{"perfil", perfil}}
	if b.before != "" {
		b.programs = append(b.programs, contender{"before", b.before})
	}
	for i := range b.programs {
		// Else a name without a slash would be looked for on the PATH.
		if b.programs[i].program, err = filepath.Abs(b.programs[i].program); err != nil {
			return err
		}
	}
	return nil
}

// build builds a program as the Makefile does.
func (b *bench) build(ctx context.Context, path string) (string, error) {
	b.say("building %s", path)
	program := filepath.Join(b.dir, filepath.Base(path))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, path)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", path, err, out)
	}
	return program, nil
}

// env is the environment of a server: nobody's settings but ours.
func (b *bench) env(settings ...string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "PERFIL_") {
			env = append(env, entry)
		}
	}
	env = append(env, "PERFIL_ADDR=127.0.0.1:0", "PERFIL_JWT_SECRET="+secret, "PERFIL_RATE_LIMIT=off")
	return append(env, settings...)
}

// crowdFile is the JSONL of so many accounts.
func (b *bench) crowdFile(size int) (string, error) {
	file := filepath.Join(b.dir, fmt.Sprintf("accounts-%d.jsonl", size))
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	b.say("writing %d accounts to be imported", size)
	f, err := os.Create(file)
	if err != nil {
		return "", err
	}
	return file, errors.Join(crowd.WriteJSONL(f, size, b.hash), f.Close())
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.told, "%s "+format+"\n", append([]any{time.Now().Format(time.TimeOnly)}, args...)...)
}
