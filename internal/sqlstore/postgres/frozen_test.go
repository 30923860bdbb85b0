package postgres_test

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"testing"
	"testing/fstest"
)

// beforeRules is the number of the last migration that was made while there were
// only empty databases. The first release has those up to it.
const beforeRules = 6

var (
	frozenMigration = regexp.MustCompile(`(?m)^INSERT INTO public\.goose_db_version .* VALUES \(\d+, (\d+), true`)
	releaseHeading  = regexp.MustCompile(`(?m)^## v?(\d+\.\d+\.\d+)`)
)

// newestReleased is the number of the newest migration that is past changing: one
// that a release has of which the changelog tells. What is frozen for a release
// that is still to come can be mended before anybody runs it.
func newestReleased(t *testing.T, changelog string, frozen fs.FS) int {
	t.Helper()
	newest := beforeRules
	for _, heading := range releaseHeading.FindAllStringSubmatch(changelog, -1) {
		dump, err := fs.ReadFile(frozen, heading[1]+"/postgres.sql")
		if err != nil {
			t.Fatal(err)
		}
		numbers := frozenMigration.FindAllSubmatch(dump, -1)
		if len(numbers) == 0 {
			t.Fatalf("the schema of %s tells of no migration", heading[1])
		}
		for _, found := range numbers {
			number, _ := strconv.Atoi(string(found[1]))
			newest = max(newest, number)
		}
	}
	return newest
}

// newestOurs is newestReleased of this repository.
func newestOurs(t *testing.T) int {
	t.Helper()
	changelog, err := os.ReadFile("../../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	return newestReleased(t, string(changelog), os.DirFS("../testdata/released"))
}

func TestOnlyWhatAReleaseHasIsPastChanging(t *testing.T) {
	applied := func(last string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("INSERT INTO public.goose_db_version (id, version_id, is_applied, tstamp) VALUES (8, " + last + ", true, now());\n")}
	}
	frozen := fstest.MapFS{"0.1.0/postgres.sql": applied("7"), "0.2.0/postgres.sql": applied("8")}
	for changelog, want := range map[string]int{
		"# Changelog\n\n## Unreleased\n\n- A sentence about 0.1.0.":                    beforeRules,
		"# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-12-01)\n":                      7,
		"# Changelog\n\n## v0.2.0\n\n- A sentence.\n\n## v0.1.0\n\n- The first one.\n": 8,
	} {
		if got := newestReleased(t, changelog, frozen); got != want {
			t.Errorf("%d is taken for the newest that is released, want %d, of:\n%s", got, want, changelog)
		}
	}
}

// newestReleased fails on a dump in which it finds nothing, and today it reads none.
func TestTheFrozenSchemaTellsOfItsMigrations(t *testing.T) {
	newestReleased(t, "## 0.1.0\n", os.DirFS("../testdata/released"))
}
