package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// errand is what one run of a command cost.
type errand struct {
	took     time.Duration
	cpu      time.Duration
	database time.Duration // as in sample
	memory   int64         // most that it held, in bytes
}

// run runs a command of a program on a place.
func (b *bench) run(ctx context.Context, program string, at place, args ...string) (errand, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = b.env(at.settings...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return errand{}, fmt.Errorf("perfil %s: %w\n%s", args[0], err, said.Bytes())
	}
	done := errand{took: time.Since(begin), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		done.memory = used.Maxrss << 10 // Linux counts in KiB
	}
	return done, nil
}

// runOn is run with what the database used meanwhile.
func (b *bench) runOn(ctx context.Context, e engine, program string, at place, args ...string) (errand, error) {
	cpu := e.cpu()
	if cpu == nil {
		return b.run(ctx, program, at, args...)
	}
	before, err := cpu()
	if err != nil {
		return errand{}, err
	}
	done, err := b.run(ctx, program, at, args...)
	if err != nil {
		return errand{}, err
	}
	after, err := cpu()
	done.database = after - before
	return done, err
}

// fill imports a crowd into an empty place.
func (b *bench) fill(ctx context.Context, e engine, program string, at place, size int) (errand, error) {
	file, err := b.crowdFile(size)
	if err != nil {
		return errand{}, err
	}
	return b.runOn(ctx, e, program, at, "import", "jsonl", file)
}

// export writes all accounts of a place to a file, which is not kept.
func (b *bench) export(ctx context.Context, e engine, program string, at place) (errand, error) {
	file := filepath.Join(b.dir, "export.jsonl")
	done, err := b.runOn(ctx, e, program, at, "export", "jsonl", file)
	if err != nil {
		return errand{}, err
	}
	return done, os.Remove(file)
}
