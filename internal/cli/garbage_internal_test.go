package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGarbageIsLetGatherByWhatIsInUse(t *testing.T) {
	const MiB = 1 << 20
	for inUse, want := range map[uint64]int{0: 400, 4 * MiB: 400, 16 * MiB: 200, 32 * MiB: 100, 40 * MiB: 80, 64 * MiB: 50, 80 * MiB: 50, 96 * MiB: 50, 192 * MiB: 25, 1024 * MiB: 25, 8192 * MiB: 25} {
		if got := garbagePercent(inUse); got != want {
			t.Errorf("%d MiB in use: %d %%, want %d", inUse/MiB, got, want)
		}
	}
}

// pace is the percentage that the runtime goes by.
func pace() int {
	read := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(read)
	return int(read[0].Value.Uint64())
}

// becomes collects until the pace is right, because a finalizer runs when it may.
func becomes(t *testing.T, what string, right func(percent int) bool) {
	t.Helper()
	for range 1000 {
		runtime.GC()
		if right(pace()) {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%s: the pace is %d %%", what, pace())
}

func TestThePaceFollowsWhatIsInUse(t *testing.T) {
	t.Setenv("GOGC", "")
	before := pace()
	stop := paceGarbage()
	becomes(t, "little in use", func(percent int) bool { return percent > 100 })
	held := make([]byte, 4*mostGarbage)
	becomes(t, "much in use", func(percent int) bool { return percent < 50 })
	runtime.KeepAlive(held)
	stop()
	if now := pace(); now != before {
		t.Errorf("%d %% are left, it was %d", now, before)
	}
}

func TestAPaceOfTheOperatorStays(t *testing.T) {
	t.Setenv("GOGC", "77")
	before := debug.SetGCPercent(77)
	defer debug.SetGCPercent(before)
	stop := paceGarbage()
	defer stop()
	for range 3 {
		runtime.GC()
	}
	if now := pace(); now != 77 {
		t.Errorf("it is %d", now)
	}
}
