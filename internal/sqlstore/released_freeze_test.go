package sqlstore_test

import (
	"flag"
	"testing"
)

// make freeze VERSION=0.1.0 writes what a release leaves behind, at the commit that
// becomes the release.
var freezing = flag.String("freeze", "", "write the schema and the statements of this `version` to testdata/released")

func TestFreeze(t *testing.T) {
	if *freezing == "" {
		return // nobody makes a release
	}
	if !version.MatchString(*freezing) || isReleased(t, *freezing) {
		t.Fatalf("%q is no number of a release that is still to come", *freezing)
	}
	types := map[string][]string{}
	for _, k := range engines { // PostgreSQL first: it knows the types
		database, e := k.dump(t)
		f := frozen{database: database, statements: listed(t, e)}
		if k.name == "postgres" {
			typed(t, e, f.statements)
		}
		for i := range f.statements {
			s := &f.statements[i]
			if k.name == "postgres" {
				types[s.name] = s.types
			}
			s.types = types[s.name]
		}
		f.write(t, *freezing, k.name)
	}
}
