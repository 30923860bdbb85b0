package proc

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const stat = "7870 (a (b) c) S 7852 7870 7870 0 -1 4194560 5111 159123 0 28 250 31 330 60 20 0 1 0 407167 5255168 1003 184467\n"

func TestTimesAreReadWhateverTheProgramIsCalled(t *testing.T) {
	got, err := parseStat([]byte(stat))
	want := times{parent: 7852, own: 2810 * time.Millisecond, reaped: 3900 * time.Millisecond}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestAnotherFormOfStatIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "7870", "7870 (a) S", strings.Replace(stat, "7852", "x", 1), strings.Replace(stat, "250", "-250", 1),
	} {
		if _, err := parseStat([]byte(text)); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestMemoryIsRead(t *testing.T) {
	got, err := parseStatus("Name:\tperfil\nVmPeak:\t 1258232 kB\nVmHWM:\t   24576 kB\nVmRSS:\t   20480 kB\nThreads:\t9\n")
	if want := (Memory{Now: 20 << 20, Peak: 24 << 20}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestAProcessWithoutMemoryIsRefused(t *testing.T) {
	for _, text := range []string{"", "Name:\tkthreadd\n", "VmHWM:\t12 kB\n", "VmHWM:\t12 MB\nVmRSS:\t12 kB\n", "VmHWM:\tx kB\nVmRSS:\t12 kB\n"} {
		if _, err := parseStatus(text); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatOthersUsedIsWhatIsLeft(t *testing.T) {
	before, err := parseMachine("cpu  100 0 100 500 20 0 10 5 70 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n")
	if want := (Machine{Busy: 2150 * time.Millisecond, All: 7350 * time.Millisecond}); err != nil || before != want {
		t.Fatalf("got %+v, %v; want %+v", before, err, want)
	}
	after, err := parseMachine("cpu  200 0 150 500 70 0 10 5 70 0\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := before.OthersShare(after, time.Second); got != 0.25 {
		t.Errorf("got %v of the machine, want a quarter", got)
	}
	if got := before.OthersShare(after, time.Minute); got != 0 {
		t.Errorf("got %v, want 0 when the ticks do not add up", got)
	}
	if got := before.OthersShare(before, 0); got != 0 {
		t.Errorf("got %v in no time", got)
	}
}

func TestAnotherFormOfMachineIsRefused(t *testing.T) {
	for _, text := range []string{"", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 7 x"} {
		if _, err := parseMachine(text); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add([]byte(stat))
	f.Add([]byte("1 (x)"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, err := parseStat(text); err == nil && (got.own < 0 || got.reaped < 0) {
			t.Errorf("%q: %+v", text, got)
		}
	})
}

func TestTheClosestMountHoldsAFile(t *testing.T) {
	const mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nproc /proc proc rw 0 0\n/dev/vdb /tmp/disk xfs rw 0 0\noverlay /tmp/disk overlay rw 0 0\n"
	for path, want := range map[string]string{
		"/": "ext4", "/home/x": "ext4", "/tmp": "tmpfs", "/tmp/a": "tmpfs", "/tmpfile": "ext4",
		"/tmp/disk": "overlay", "/tmp/disk/a": "overlay", "/tmp/disks": "tmpfs",
	} {
		if got, err := findMount(mounts, path); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", path, got, err, want)
		}
	}
	for _, text := range []string{"", "/dev/vda /\n", "tmpfs /tmp tmpfs rw 0 0\n"} {
		if _, err := findMount(text, "/home"); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
