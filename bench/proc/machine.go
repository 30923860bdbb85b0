package proc

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// Machine is what all processors together have done since the machine started.
// Times are of one processor: in a second, two processors have two.
type Machine struct {
	Busy time.Duration // also what the host of a virtual machine took for others
	All  time.Duration
}

// ReadMachine reads /proc/stat.
func ReadMachine() (Machine, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return Machine{}, err
	}
	return parseMachine(string(text))
}

// Where the first line of /proc/stat has which times, counted from 0 after its
// name. Those of guests come last and are in the user's already.
const (
	machineIdle  = 3
	machineWait  = 4
	machineTimes = 8
)

func parseMachine(text string) (Machine, error) {
	line, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(line)
	if len(fields) < 1+machineTimes || fields[0] != "cpu" {
		return Machine{}, ErrForm
	}
	var m Machine
	for i, field := range fields[1 : 1+machineTimes] {
		n, err := strconv.ParseUint(field, 10, 40)
		if err != nil {
			return Machine{}, ErrForm
		}
		spent := time.Duration(n) * tick
		m.All += spent
		if i != machineIdle && i != machineWait {
			m.Busy += spent
		}
	}
	return m, nil
}

// OthersShare says what part of the machine was taken, between two readings, by
// anybody but those who used own: 0 is nothing, 1 is all of it.
func (m Machine) OthersShare(later Machine, own time.Duration) float64 {
	all := later.All - m.All
	if all <= 0 {
		return 0
	}
	return max(0, float64(later.Busy-m.Busy-own)/float64(all))
}
