package main

import (
	"fmt"
	"os"
	"runtime"
	"time"

	"perfil/bench/proc"
)

// introduce writes what one has to know to compare these tables with others.
func (b *bench) introduce() error {
	disk, err := proc.Filesystem(b.dir)
	if err != nil {
		return err
	}
	kernel, err := proc.Kernel()
	if err != nil {
		return err
	}
	load, err := proc.Load()
	if err != nil {
		return err
	}
	model, err := proc.Model()
	if err != nil {
		model = runtime.GOARCH
	}
	fmt.Fprintf(b.out, "%s: %d × %s, Linux %s, %s, %s; load %s before it began\n",
		time.Now().Format(time.DateTime), runtime.NumCPU(), model, kernel, disk, runtime.Version(), load)
	fmt.Fprintf(b.out, "%d rounds of %v, %d clients\n", b.rounds, b.time, b.clients)
	for _, c := range b.programs {
		info, err := os.Stat(c.program)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.out, "%s is a program of %s MiB\n", c.name, figure(mebibytes(info.Size())))
	}
	if disk == "tmpfs" || disk == "ramfs" {
		b.say("%s is in memory: what waits for a disk is too fast, choose another folder with -dir", b.dir)
	}
	return nil
}
