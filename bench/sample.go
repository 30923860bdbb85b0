package main

import (
	"os"
	"time"

	"perfil/bench/load"
	"perfil/bench/proc"
)

// sample is what one turn told. What is 0 is not known, or not there.
type sample struct {
	rate     float64       // requests a second that were answered as asked
	p50, p99 time.Duration // of these
	cpu      time.Duration // of the process, for one request
	database time.Duration // of the database's processes, for one request
	memory   int64         // most that the process ever held, in bytes
	requests int64         // with those that were refused
	refused  int64
	others   float64 // part of the machine that somebody else had meanwhile
	beside   *sample // who asked meanwhile for something else
}

// answered is what a load says by itself.
func answered(r load.Result) sample {
	return sample{
		rate:     float64(r.Requests-r.Refused) / r.Took.Seconds(),
		p50:      r.Latency.Quantile(0.50),
		p99:      r.Latency.Quantile(0.99),
		requests: r.Requests,
		refused:  r.Refused,
	}
}

// meter reads how much processor time was used.
type meter struct {
	pid      int                           // of the process to tell about
	database func() (time.Duration, error) // nil when it is a part of the process
}

// reading is what was used since the processes started.
type reading struct {
	process, database time.Duration
	ours              time.Duration // with what this process used to ask
	machine           proc.Machine
}

func (m meter) read() (r reading, err error) {
	if r.machine, err = proc.ReadMachine(); err != nil {
		return r, err
	}
	if r.process, err = proc.CPU(m.pid); err != nil {
		return r, err
	}
	r.ours = r.process
	if self := os.Getpid(); self != m.pid {
		own, err := proc.CPU(self)
		if err != nil {
			return r, err
		}
		r.ours += own
	}
	if m.database != nil {
		r.database, err = m.database()
		r.ours += r.database
	}
	return r, err
}

// measure does work that answers requests and says what it took.
func (m meter) measure(work func() (load.Result, error)) (sample, error) {
	before, err := m.read()
	if err != nil {
		return sample{}, err
	}
	result, err := work()
	if err != nil {
		return sample{}, err
	}
	after, err := m.read()
	if err != nil {
		return sample{}, err
	}
	told, requests := answered(result), time.Duration(max(result.Requests, 1))
	told.cpu = (after.process - before.process) / requests
	told.database = (after.database - before.database) / requests
	told.others = before.machine.OthersShare(after.machine, after.ours-before.ours)
	return told, nil
}
