package datadir_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

// TestMain is also the other process of the tests on locks: it locks the folder
// it is told, says so, and holds it until its input ends.
func TestMain(m *testing.M) {
	path := os.Getenv("DATADIR_TEST_HOLD")
	if path == "" {
		os.Exit(m.Run())
	}
	d, err := datadir.Open(path)
	if err == nil {
		err = d.Lock()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("locked")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	os.Exit(0)
}

// hold starts another process that holds the folder. end kills it.
func hold(t *testing.T, path string) (pid int, end func()) {
	t.Helper()
	other := exec.CommandContext(t.Context(), os.Args[0])
	other.Env = append(os.Environ(), "DATADIR_TEST_HOLD="+path)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the other process says %q", line)
	}
	return other.Process.Pid, func() {
		_ = other.Process.Kill()
		_ = other.Wait()
		_ = in.Close()
	}
}

func TestTheFolderOfAnotherProcessIsRefusedWithItsId(t *testing.T) {
	d := mustMake(t)
	pid, end := hold(t, d.Path())
	defer end()
	err := d.Lock()
	var inUse *datadir.InUseError
	if !errors.As(err, &inUse) || inUse.PID != pid {
		t.Fatalf("error %v, the other process is %d", err, pid)
	}
	for _, part := range []string{strconv.Itoa(pid), d.Path(), "stop it", "--data-dir"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not mention %s", err, part)
		}
	}
}

func TestTheLockDiesWithItsProcess(t *testing.T) {
	d := mustMake(t)
	_, end := hold(t, d.Path())
	end()
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, end = hold(t, d.Path())
	end()
}

func TestOneProcessCannotLockTwiceThroughTwoDirs(t *testing.T) {
	d := mustMake(t)
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := d.Lock(); err != nil {
		t.Errorf("locking what is held: %v", err)
	}
	second, err := datadir.Open(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	var inUse *datadir.InUseError
	if err := second.Lock(); !errors.As(err, &inUse) || inUse.PID != os.Getpid() {
		t.Errorf("error %v", err)
	}
	if err := second.Close(); err != nil {
		t.Errorf("closing without a lock: %v", err)
	}
}

func TestAHolderThatCannotBeToldIsNotInvented(t *testing.T) {
	d := mustMake(t)
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.Path(), "lock"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := datadir.Open(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	var inUse *datadir.InUseError
	if err := second.Lock(); !errors.As(err, &inUse) || inUse.PID != 0 || strings.Contains(err.Error(), "process") {
		t.Errorf("error %v", err)
	}
}

func TestALockThatIsALinkIsNotFollowed(t *testing.T) {
	d := mustMake(t)
	target := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(target, []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(d.Path(), "lock")); err != nil {
		t.Fatal(err)
	}
	if err := d.Lock(); err == nil {
		t.Error("it was locked")
	}
	if data, _ := os.ReadFile(target); string(data) != "data" {
		t.Errorf("the target of the link holds %q", data)
	}
}
