package migrate_test

import (
	"maps"
	"testing"

	"perfil/internal/migrate"
)

// A hash is one of bcrypt although the role of its row is not known.
func TestHashesOfRowsThatAreRefusedForSomethingElseAreCountedAsWhatTheyAre(t *testing.T) {
	const bcrypt = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
	p, r := newPlace(t), someRows(t, 5)
	for i := range r.entries {
		r.entries[i].Account.PasswordHash = bcrypt
	}
	r.entries[1].Faults = []string{"role 9 is not known"}
	r.entries[2].Account.PasswordHash, r.entries[2].Faults = "", []string{"password is NULL"}
	r.entries[3].Account.PasswordHash, r.entries[3].Faults = "md5$x", []string{"status is NULL"}
	out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{As: "rows", SkipBad: true})
	want := map[string]int{"bcrypt": 3, "not looked at": 1, "unknown (refused)": 1}
	if err != nil || out.Refused != 3 || !maps.Equal(out.Hashes, want) {
		t.Errorf("%v, %d refused, %v, want %v", err, out.Refused, out.Hashes, want)
	}
}
