package proc_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"perfil/bench/proc"
)

func TestTheTestKnowsItself(t *testing.T) {
	before, err := proc.CPU(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for after := before; after < before+30*time.Millisecond; {
		if after, err = proc.CPU(os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
	m, err := proc.MemoryOf(os.Getpid())
	if err != nil || m.Now < 1<<20 || m.Peak < 1<<20 {
		t.Errorf("memory: %+v, %v", m, err)
	}
	parent, err := proc.Parent(os.Getpid())
	if err != nil || parent != os.Getppid() {
		t.Errorf("parent: %d, %v; want %d", parent, err, os.Getppid())
	}
	machine, err := proc.ReadMachine()
	if err != nil || machine.Busy <= 0 || machine.All < machine.Busy {
		t.Errorf("machine: %+v, %v", machine, err)
	}
}

func TestTheMachineTellsWhatItIs(t *testing.T) {
	for name, read := range map[string]func() (string, error){
		"kernel":      proc.Kernel,
		"load":        proc.Load,
		"file system": func() (string, error) { return proc.Filesystem(t.TempDir()) },
		"program":     func() (string, error) { return proc.Name(os.Getpid()) },
	} {
		if got, err := read(); err != nil || got == "" || strings.ContainsAny(got, "\n ") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestATreeCountsItsChildrenAliveAndGone(t *testing.T) {
	const work = `i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done`
	const script = `exec 3<&0; (` + work + `); (` + work + `; echo; read x <&3) & read x <&3`
	tree := exec.Command("sh", "-c", script)
	in, err := tree.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := tree.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = in.Close()
		_ = tree.Wait() // its status is that of the last read
	}()
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	all, err := proc.TreeCPU(tree.Process.Pid)
	if err != nil {
		t.Skip("the kernel does not tell of children:", err)
	}
	own, err := proc.CPU(tree.Process.Pid)
	if err != nil || all < own+20*time.Millisecond {
		t.Errorf("the tree used %v, its first process %v, %v", all, own, err)
	}
}

func TestAProcessThatIsNotThereIsAnError(t *testing.T) {
	const nobody = 1 << 30
	for name, read := range map[string]func() error{
		"cpu":    func() error { _, err := proc.CPU(nobody); return err },
		"tree":   func() error { _, err := proc.TreeCPU(nobody); return err },
		"memory": func() error { _, err := proc.MemoryOf(nobody); return err },
		"parent": func() error { _, err := proc.Parent(nobody); return err },
	} {
		if read() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
