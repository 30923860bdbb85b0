package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestQuickSetsWhatIsLeftOpen(t *testing.T) {
	for line, want := range map[string]options{
		"":                           {rounds: 5, time: 5 * time.Second, warmUp: time.Second, accounts: 1_000_000},
		"-quick":                     {rounds: 1, time: time.Second, warmUp: time.Second, accounts: 100_000},
		"-quick -rounds 3 -time 2s":  {rounds: 3, time: 2 * time.Second, warmUp: time.Second, accounts: 100_000},
		"-accounts 1000000 -quick":   {rounds: 1, time: time.Second, warmUp: time.Second, accounts: 1_000_000},
		"-time 50ms -accounts 10000": {rounds: 5, time: 50 * time.Millisecond, warmUp: 50 * time.Millisecond, accounts: 10_000},
	} {
		got, err := parse(strings.Fields(line), io.Discard)
		if err != nil || got.rounds != want.rounds || got.time != want.time || got.warmUp != want.warmUp || got.accounts != want.accounts {
			t.Errorf("%q: %+v, %v", line, got, err)
		}
	}
}

func TestSettingsThatMakeNoSenseAreRefused(t *testing.T) {
	for _, line := range []string{
		"quick", "-engines oracle", "-engines sqlite,", "-rounds 0", "-time 0s", "-time 2h", "-accounts 9999", "-clients 0",
		"-clients 10001", "-only (", "-unknown",
	} {
		if _, err := parse(strings.Fields(line), io.Discard); err == nil {
			t.Errorf("%q: no error", line)
		}
	}
	if _, err := parse([]string{"-h"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}

func TestAnEngineThatWasAskedForHasToBeThere(t *testing.T) {
	for line, want := range map[string]options{
		"":                          {engines: []string{"sqlite", "postgres"}},
		"-engines sqlite,postgres":  {engines: []string{"sqlite", "postgres"}, asked: true},
		"-engines postgres":         {engines: []string{"postgres"}, asked: true},
		"-postgres postgres://here": {engines: []string{"sqlite", "postgres"}, asked: true},
	} {
		got, err := parse(strings.Fields(line), io.Discard)
		if err != nil || !slices.Equal(got.engines, want.engines) || got.asked != want.asked {
			t.Errorf("%q: %v, asked %v, %v", line, got.engines, got.asked, err)
		}
	}
}

func TestTheListNamesEachScenarioOnce(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-list"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	o, err := parse(nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(o.scenarios()) + 3; len(lines) != want {
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	slices.Sort(lines)
	if unique := slices.Compact(slices.Clone(lines)); len(unique) != len(lines) {
		t.Errorf("one stands twice:\n%s", out.String())
	}
}

func TestTheLargeDatabaseIsMadeOnlyWhenSomethingNeedsIt(t *testing.T) {
	for only, want := range map[string]bool{
		"warm": false, "cold": true, "sign-in": false, "import": true, "start-up": true, "": true, "no cache, 10000 ": false,
	} {
		o, err := parse([]string{"-only", only}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		scenarios, large := o.chosen()
		if large != want {
			t.Errorf("-only %q: large %v with %d scenarios", only, large, len(scenarios))
		}
	}
}
