package password

// Params says what a hash of our own costs: argon2id with so much memory (KiB),
// so many passes over it, in so many lanes. The defaults, 19 MiB, 2 passes and
// 1 lane, are the OWASP Password Storage Cheat Sheet's: some 25 ms on one core.
type Params struct {
	Memory  uint32
	Time    uint32
	Threads uint8
}

// withDefaults fills what is zero and brings the rest inside the bounds that
// stored hashes are held to. Without that an ambitious setting would write
// hashes that the same program refuses to verify.
func (p Params) withDefaults() Params {
	if p.Memory == 0 {
		p.Memory = 19 * 1024
	}
	if p.Time == 0 {
		p.Time = 2
	}
	p.Threads = min(max(p.Threads, 1), argon2MaxThreads)
	p.Memory = min(max(p.Memory, argon2MinLane*uint32(p.Threads)), argon2MaxMemory)
	p.Time = min(p.Time, argon2MaxTime, argon2MaxWork/p.Memory)
	return p
}

// atLeast says that p is in no way less than q.
func (p Params) atLeast(q Params) bool {
	return p.Memory >= q.Memory && p.Time >= q.Time && p.Threads >= q.Threads
}
