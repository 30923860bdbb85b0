package password_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/password"
)

func BenchmarkHash(b *testing.B) {
	h := password.New(password.Config{})
	b.ReportAllocs()
	for b.Loop() {
		mustHash(b, h, "SecurePass123!")
	}
}

func BenchmarkVerify(b *testing.B) {
	h := password.New(password.Config{})
	for name, stored := range map[string]password.Hash{
		"own":                         mustHash(b, h, "SecurePass123!"),
		"unusable":                    "!",
		"bcrypt-10":                   "$2b$10$" + letters53,
		"bcrypt-16-the-bound":         "$2b$16$" + letters53,
		"django-sha256-260000":        "pbkdf2_sha256$260000$salt$" + padded,
		"django-sha256-the-bound":     "pbkdf2_sha256$10000000$salt$" + padded,
		"pbkdf2-sha512-the-bound":     "$pbkdf2-sha512$i=10000000$" + b64Salt + "$" + b64Digest,
		"pbkdf2-sha1-the-bound":       "$pbkdf2-sha1$i=5000000$" + b64Salt + "$" + b64Digest,
		"django-argon2-100MiB":        "argon2$argon2id$v=19$m=102400,t=2,p=8$" + b64Salt + "$" + b64Digest,
		"argon2id-256MiB-the-bound":   "$argon2id$v=19$m=262144,t=8,p=1$" + b64Salt + "$" + b64Digest,
		"scrypt-256MiB-the-bound":     "$scrypt$ln=18,r=8,p=4$" + b64Salt + "$" + b64Digest,
		"scrypt-many-lanes-the-bound": "$scrypt$ln=16,r=8,p=16$" + b64Salt + "$" + b64Digest,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mustVerify(b, h, stored, "wrong")
			}
		})
	}
}

// BenchmarkTwoHundredSignInsAtOnce measures what a wave of sign-ins costs in
// memory. Run it alone: "MiB" is what the process ever took from the system.
//
// On 2 cores (Go 1.26) the wave takes 3 s and 128 to 152 MiB of which 83 to 108
// are ever resident (getrusage). 38 MiB belong to the two hashes that run, the
// rest waits for the collector. Without the gate it would be 3.8 GiB. That is
// why x/crypto's allocating anew for every call got no pool of buffers.
func BenchmarkTwoHundredSignInsAtOnce(b *testing.B) {
	h := password.New(password.Config{MaxWait: time.Minute}) // for a machine that is busy
	stored := mustHash(b, h, "SecurePass123!")
	for b.Loop() {
		var wave sync.WaitGroup
		for range 200 {
			wave.Go(func() { mustVerify(b, h, stored, "SecurePass123!") })
		}
		wave.Wait()
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB")
}

// BenchmarkReadWhileHashing measures what a request that hashes nothing loses
// while all places of the gate are taken: how late a goroutine gets to run that
// the outside world wakes, as the network does with a profile read.
//
// On 2 cores that other programs used as well (Go 1.26), median and 99th:
//
//	idle                     0.2 ms    3 to 6 ms
//	hashing on all cores     5 to 8    40 to 115
//	hashing on all but one   0.3       14 to 43
//	all, twice GOMAXPROCS    0.3       10 to 29
//
// A hash gives its processor up only when the scheduler takes it, after 10 ms.
// With more processors (Ps) than cores the kernel shares the cores instead, and
// it lets a thread that was asleep go first; the hashes per second were the same.
func BenchmarkReadWhileHashing(b *testing.B) {
	cores := runtime.GOMAXPROCS(0)
	for _, c := range []struct {
		name                  string
		width, callers, procs int
	}{
		{"idle", cores, 0, cores},
		{"hashing-on-all-cores", cores, 50, cores},
		{"hashing-on-all-but-one", max(cores-1, 1), 50, cores},
		{"all-cores-with-twice-the-GOMAXPROCS", cores, 50, 2 * cores},
	} {
		b.Run(c.name, func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.procs))
			h := password.New(password.Config{Width: c.width})
			ctx, cancel := context.WithCancel(context.Background())
			var background sync.WaitGroup
			var hashes atomic.Int64
			for range c.callers {
				background.Go(func() {
					for h.VerifyNothing(ctx, "x") == nil {
						hashes.Add(1)
					}
				})
			}
			var late []time.Duration
			began := time.Now()
			for b.Loop() {
				late = append(late, lateness())
			}
			b.ReportMetric(float64(hashes.Load())/time.Since(began).Seconds(), "hashes/s")
			cancel()
			background.Wait()
			slices.Sort(late)
			b.ReportMetric(float64(late[len(late)/2].Microseconds()), "µs/median")
			b.ReportMetric(float64(late[len(late)*99/100].Microseconds()), "µs/99th")
		})
	}
}

// lateness sleeps, hands the rest to a fresh goroutine, and returns how much
// longer than the sleep all that took.
func lateness() time.Duration {
	const pause = 3 * time.Millisecond
	began := time.Now()
	time.Sleep(pause)
	answer := make(chan struct{})
	go close(answer)
	<-answer
	return time.Since(began) - pause
}

func BenchmarkCheck(b *testing.B) {
	attributes := []password.Attribute{{Name: "username", Value: "zephyrine"}, {Name: "first_name", Value: "Zephyrine"},
		{Name: "last_name", Value: "O'Brien-Smith"}, {Name: "email", Value: "zephyrine.obrien@example.com"}}
	b.ReportAllocs()
	for b.Loop() {
		djangoRules.Check("Correct-Horse-99", attributes...)
	}
}
