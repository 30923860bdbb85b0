package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"perfil/bench/proc"
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
	memory, err := watched(cmd)
	if err != nil {
		return errand{}, fmt.Errorf("perfil %s: %w\n%s", args[0], err, said.Bytes())
	}
	return errand{took: time.Since(begin), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), memory: memory}, nil
}

// watched runs a command and says what it held at most, as far as that can be seen
// every few milliseconds; 0 if it was over before. What the system says of a process
// that has ended (ru_maxrss) begins with what its parent had held.
func watched(cmd *exec.Cmd) (memory int64, err error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended, most := make(chan struct{}), make(chan int64)
	go func() {
		look := time.NewTicker(10 * time.Millisecond)
		defer look.Stop()
		for memory := int64(0); ; {
			if now, err := proc.MemoryOf(cmd.Process.Pid); err == nil {
				memory = max(memory, now.Peak)
			}
			select {
			case <-look.C:
			case <-ended:
				most <- memory
				return
			}
		}
	}()
	err = cmd.Wait()
	close(ended)
	return <-most, err
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
