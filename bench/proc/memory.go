package proc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory is what a process holds of the machine's memory, in bytes.
type Memory struct {
	Now  int64 // resident now
	Peak int64 // most that ever was
}

// MemoryOf reads /proc/PID/status.
func MemoryOf(pid int) (Memory, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Memory{}, err
	}
	return parseStatus(string(text))
}

func parseStatus(text string) (m Memory, err error) {
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "VmRSS":
			m.Now, err = parseKB(value)
		case "VmHWM":
			m.Peak, err = parseKB(value)
		}
		if err != nil {
			return Memory{}, err
		}
	}
	if m.Now == 0 || m.Peak == 0 {
		return Memory{}, ErrForm // it has ended, or is one of the kernel's
	}
	return m, nil
}

func parseKB(value string) (int64, error) {
	digits, ok := strings.CutSuffix(strings.TrimSpace(value), " kB")
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 50)
	if !ok || err != nil || n < 0 {
		return 0, ErrForm
	}
	return n << 10, nil
}
