package main

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestSubjectsTakeTurns(t *testing.T) {
	var order strings.Builder
	of := func(name string) subject {
		return &raw{name: name, workers: 1, work: func() error {
			if last := order.String(); !strings.HasSuffix(last, name) {
				order.WriteString(name)
			}
			return nil
		}}
	}
	o := &options{rounds: 3, time: 2 * time.Millisecond, warmUp: time.Millisecond}
	told := 0
	got, err := takeTurns(t.Context(), []subject{of("A"), of("B")}, o, func(round int) { told = round })
	if err != nil || len(got) != 2 || len(got[0]) != 3 || len(got[1]) != 3 || told != 3 {
		t.Fatalf("%d subjects, told %d rounds, %v", len(got), told, err)
	}
	if order.String() != "ABABABAB" { // one turn each to warm up
		t.Errorf("the order is %s", order.String())
	}
}

func TestRawWorkIsCountedOnEveryWorker(t *testing.T) {
	var done atomic.Int64
	closed := false
	r := &raw{name: "work", workers: 3, work: func() error { done.Add(1); return nil }, close: func() { closed = true }}
	got, err := r.turn(t.Context(), 10*time.Millisecond)
	if err != nil || got.rate <= 0 || got.p99 < got.p50 || got.others < 0 || got.others > 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if r.stop(); !closed || done.Load() < 3 {
		t.Errorf("closed %v, done %d", closed, done.Load())
	}
}

func TestRawWorkThatFailsEndsTheMeasurement(t *testing.T) {
	broken := errors.New("broken")
	r := &raw{name: "work", workers: 2, work: func() error { return broken }}
	if _, err := r.turn(t.Context(), time.Hour); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	idle := &raw{name: "work", workers: 2, work: func() error { return nil }}
	if _, err := idle.turn(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestTheRivalsWork(t *testing.T) {
	single, err := commits(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []subject{single, hashing()} {
		got, err := s.turn(t.Context(), time.Millisecond)
		if err != nil || got.rate <= 0 {
			t.Errorf("%s: %+v, %v", s.who(), got, err)
		}
		s.stop()
	}
}
