package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// options are the flags of the command line.
type options struct {
	rounds   int
	time     time.Duration // of a round
	warmUp   time.Duration // before the first
	accounts int           // of the large database
	clients  int
	only     *regexp.Regexp // names of the scenarios to measure
	engines  []string
	asked    bool   // for these engines, so that one that is not there is an error
	postgres string // URL of a server to use; "": start one
	dir      string // where the working folder is made
	perfil   string // a program to measure; "": build it
	before   string // another one to measure in the same rounds; "": none
	list     bool
}

// What -quick means. It tells whether everything works and what is far off, no
// more.
const (
	quickRounds   = 1
	quickTime     = time.Second
	quickAccounts = 100_000
)

func parse(args []string, usage io.Writer) (options, error) {
	var (
		o             options
		quick         bool
		only, engines string
	)
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(usage)
	f.BoolVar(&quick, "quick", false, "one round of one second, 100000 accounts: does it all work?")
	f.IntVar(&o.rounds, "rounds", 5, "how often each program takes its turn")
	f.DurationVar(&o.time, "time", 5*time.Second, "how long a turn is")
	f.IntVar(&o.accounts, "accounts", 1_000_000, "size of the large database, at least 10000")
	f.IntVar(&o.clients, "clients", 32, "how many clients ask at once")
	f.StringVar(&only, "only", "", "measure only what this regular `expression` matches, see -list")
	f.StringVar(&engines, "engines", "", "sqlite, postgres, or both with a comma; without it both, the second if it is installed")
	f.StringVar(&o.postgres, "postgres", "", "`URL` of a PostgreSQL server where databases may be made; without it one is started from the installed programs")
	f.StringVar(&o.dir, "dir", "bin", "`folder` for what is written meanwhile, on the disk to be measured")
	f.StringVar(&o.perfil, "perfil", "", "measure this `program` and not what is built now")
	f.StringVar(&o.before, "before", "", "measure this `program` too, in the same rounds")
	f.BoolVar(&o.list, "list", false, "say what can be measured, and measure nothing")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if quick {
		o.quicken(f)
	}
	o.warmUp = min(o.time, time.Second)
	o.engines, o.asked = []string{"sqlite", "postgres"}, engines != "" || o.postgres != ""
	if engines != "" {
		o.engines = strings.Split(engines, ",")
	}
	return o, errors.Join(o.match(only), o.check(f.Args()))
}

// quicken sets what the command line left open.
func (o *options) quicken(f *flag.FlagSet) {
	given := map[string]bool{}
	f.Visit(func(flag *flag.Flag) { given[flag.Name] = true })
	if !given["rounds"] {
		o.rounds = quickRounds
	}
	if !given["time"] {
		o.time = quickTime
	}
	if !given["accounts"] {
		o.accounts = quickAccounts
	}
}

func (o *options) match(only string) (err error) {
	if o.only, err = regexp.Compile(only); err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	return nil
}

func (o *options) check(rest []string) error {
	switch unknown := slices.IndexFunc(o.engines, func(e string) bool { return e != "sqlite" && e != "postgres" }); {
	case len(rest) > 0:
		return fmt.Errorf("what is %q? All settings are flags", rest[0])
	case unknown >= 0:
		return fmt.Errorf("-engines: %q is neither sqlite nor postgres", o.engines[unknown])
	case o.rounds < 1 || o.rounds > 1000 || o.time < time.Millisecond || o.time > time.Hour:
		return errors.New("-rounds from 1 to 1000, -time from 1ms to 1h")
	case o.accounts < mediumCrowd || o.accounts > 100_000_000:
		return fmt.Errorf("-accounts from %d to 100000000", mediumCrowd)
	case o.clients < 1 || o.clients > 10_000:
		return errors.New("-clients from 1 to 10000")
	}
	return nil
}
