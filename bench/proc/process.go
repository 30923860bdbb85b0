package proc

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ErrForm says that a file in /proc does not look as documented.
var ErrForm = errors.New("unknown form of a file in /proc")

// tick is the unit of processor times in /proc, USER_HZ: 100 a second on every
// architecture that Go knows. The kernel measures finer and cuts off here, so a
// time that is a difference is off by one tick at most, however long it is.
const tick = time.Second / 100

// CPU is the processor time, user's and system's, that a process has used, all
// its threads together.
func CPU(pid int) (time.Duration, error) {
	t, err := timesOf(pid)
	return t.own, err
}

// TreeCPU is the processor time of a process, of those it started and waited
// for, and of those of its children that still run: all of PostgreSQL, given its
// first process. What a child uses that ends between two readings may be counted
// a moment too late, but is not lost.
func TreeCPU(pid int) (time.Duration, error) {
	t, err := timesOf(pid)
	if err != nil {
		return 0, err
	}
	sum := t.own + t.reaped
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return 0, err
	}
	for _, field := range strings.Fields(string(text)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			return 0, ErrForm
		}
		if t, err := timesOf(child); err == nil { // else it has just ended
			sum += t.own
		}
	}
	return sum, nil
}

// Parent is who started a process.
func Parent(pid int) (int, error) {
	t, err := timesOf(pid)
	return t.parent, err
}

func timesOf(pid int) (times, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return times{}, err
	}
	return parseStat(text)
}

// times are what is read of /proc/PID/stat.
type times struct {
	parent int
	own    time.Duration
	reaped time.Duration // of children that were waited for
}

// Where the fields stand, counted from 0 after the name of the program.
const (
	fieldParent = 1
	fieldUser   = 11
	fieldSystem = 12
	fieldsRead  = 15
)

// parseStat begins after the last parenthesis, because a program may have
// spaces and parentheses in its name.
func parseStat(text []byte) (times, error) {
	end := bytes.LastIndexByte(text, ')')
	fields := strings.Fields(string(text[end+1:]))
	if end < 0 || len(fields) < fieldsRead {
		return times{}, ErrForm
	}
	parent, err := strconv.Atoi(fields[fieldParent])
	if err != nil {
		return times{}, ErrForm
	}
	ticks := [4]time.Duration{} // user, system, and the same of children
	for i := range ticks {
		n, err := strconv.ParseUint(fields[fieldUser+i], 10, 40)
		if err != nil {
			return times{}, ErrForm
		}
		ticks[i] = time.Duration(n) * tick
	}
	return times{parent: parent, own: ticks[0] + ticks[1], reaped: ticks[2] + ticks[3]}, nil
}

// Name is the name of the program that a process runs, cut to 15 bytes.
func Name(pid int) (string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return strings.TrimSuffix(string(text), "\n"), err
}
