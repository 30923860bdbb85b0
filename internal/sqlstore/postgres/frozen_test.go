package postgres_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

var frozenMigration = regexp.MustCompile(`(?m)^INSERT INTO public\.goose_db_version .* VALUES \(\d+, (\d+), true`)

// newestFrozen is the number of the newest migration that a release has.
func newestFrozen(t *testing.T) (newest int) {
	t.Helper()
	dumps, err := filepath.Glob("../testdata/released/*/postgres.sql")
	if err != nil || len(dumps) == 0 {
		t.Fatalf("no schema of a release is there: %v", err)
	}
	for _, dump := range dumps {
		text, err := os.ReadFile(dump)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range frozenMigration.FindAllSubmatch(text, -1) {
			number, _ := strconv.Atoi(string(found[1]))
			newest = max(newest, number)
		}
	}
	if newest == 0 {
		t.Fatal("the frozen schemas tell of no migration")
	}
	return newest
}
