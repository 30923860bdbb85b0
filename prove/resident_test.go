package prove_test

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"perfil/e2e/program"
)

const mebibyte = 1 << 20

// resident is the memory that a server holds now and the most that it ever held,
// in bytes, as the kernel counts it.
func resident(t *testing.T, p *program.Process) (now, peak int64) {
	t.Helper()
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", p.Pid()))
	if err != nil {
		t.Skipf("the kernel does not tell how much memory a process holds: %v", err)
	}
	defer file.Close() //nolint:errcheck // only read
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kibibytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			now = kibibytes << 10
		case "VmHWM":
			peak = kibibytes << 10
		}
	}
	if now == 0 || peak == 0 {
		t.Fatal("the kernel does not tell how much memory the server holds")
	}
	return now, peak
}

// heldWithin records the most memory that a server ever held, and wants it to be
// less than so many bytes.
func heldWithin(t *testing.T, p *program.Process, proof string, most int64) {
	t.Helper()
	_, peak := resident(t, p)
	figure(t, proof, "most memory of the server", "%d MiB", peak/mebibyte)
	if peak > most {
		t.Errorf("the server held %d MiB, more than %d", peak/mebibyte, most/mebibyte)
	}
}
