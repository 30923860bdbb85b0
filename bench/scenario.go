package main

import (
	"perfil/bench/load"
	"perfil/bench/traffic"
)

// The sizes of crowds besides that of the large one, which is a flag.
const (
	smallCrowd  = 1000 // fits into every cache
	mediumCrowd = 10_000
)

// scenario is one thing that clients do.
type scenario struct {
	name     string
	contract traffic.Contract
	accounts int
	clients  int
	settings []string // of the server, as in the environment
	writes   bool     // and so must not happen to accounts that others read
	scripts  func(traffic.Setting) []load.Script
	guests   int // who sign in meanwhile and are not measured
	rivals   []rival
}

// rival is what a scenario is held against besides the floor.
type rival int

const (
	rivalHashing rival = iota
	rivalCommits
)

// noCache makes every read one of the database, so that databases of different
// sizes can be compared: a cache holds the same number of accounts of each.
var noCache = []string{"PERFIL_CACHE=0"}

// scenarios are all of them, in the order of the table.
func (o *options) scenarios() []scenario {
	large, clients := o.accounts, o.clients
	var all []scenario
	for _, c := range []traffic.Contract{traffic.Django, traffic.Express} {
		all = append(all,
			scenario{name: "profile read, " + c.String() + ", warm", contract: c, accounts: smallCrowd, clients: clients, scripts: traffic.Reads},
			scenario{name: "profile read, " + c.String() + ", cold", contract: c, accounts: large, clients: clients, scripts: traffic.Reads},
			scenario{name: "profile 90/10 read/update, " + c.String(), contract: c, accounts: smallCrowd, clients: clients, writes: true, scripts: traffic.Mixed},
			scenario{
				name: "profile update, " + c.String(), contract: c, accounts: smallCrowd, clients: clients, writes: true,
				scripts: traffic.Updates, rivals: []rival{rivalCommits},
			},
		)
	}
	return append(all,
		scenario{name: "profile read, no cache", accounts: mediumCrowd, clients: clients, settings: noCache, scripts: traffic.Reads},
		scenario{name: "profile read, no cache", accounts: large, clients: clients, settings: noCache, scripts: traffic.Reads},
		scenario{name: "profile read while 200 sign in", accounts: smallCrowd, clients: 8, writes: true, scripts: traffic.Reads, guests: 200},
		scenario{name: "sign-in", accounts: smallCrowd, clients: clients, writes: true, scripts: traffic.SignIns, rivals: []rival{rivalHashing}},
		scenario{name: "sign-up", accounts: smallCrowd, clients: clients, writes: true, scripts: traffic.SignUps, rivals: []rival{rivalHashing}},
		scenario{name: "refresh", accounts: smallCrowd, clients: clients, writes: true, scripts: traffic.Refreshes},
	)
}

// readsLarge says whether the large database that others read will do.
func (s scenario) readsLarge(o *options) bool { return !s.writes && s.accounts == o.accounts }
