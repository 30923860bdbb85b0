package compare

import (
	"embed"
	"fmt"
)

//go:embed requests/*.jsonl
var files embed.FS

// Sets are the names of the requests that come along: reads that change nothing,
// reads of somebody who signs in (with ${email} and ${password}), and writes
// with an account that is made for it (with ${unique}).
//
// None tries to sign in more than twice with what is wrong, because both sides
// count the attempts.
func Sets(contract string, signsIn, writes bool) ([]Request, error) {
	names := []string{"reads"}
	if signsIn {
		names = append(names, "person")
	}
	if writes {
		names = append(names, "writes")
	}
	var all []Request
	for _, name := range names {
		f, err := files.Open("requests/" + contract + "-" + name + ".jsonl")
		if err != nil {
			return nil, fmt.Errorf("there are no requests for a contract %q: it must be django or express", contract)
		}
		requests, err := Read(f)
		if err != nil {
			return nil, err
		}
		all = append(all, requests...)
	}
	return all, nil
}
