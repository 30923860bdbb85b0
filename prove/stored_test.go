package prove_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stored reads every file of the data folder, and every row of a database
// elsewhere.
func (s *search) stored(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(s.folder, "perfil-data"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(s.settings, func(s string) bool { return strings.HasPrefix(s, "PERFIL_DATABASE_URL=") }) {
		return all
	}
	db := inside(t, s.folder, s.settings)
	tables, err := column(t.Context(), db, "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'")
	if err != nil || len(tables) == 0 {
		t.Fatalf("no tables, %v", err)
	}
	for _, table := range tables {
		rows, err := column(t.Context(), db, "SELECT CAST(t AS text) FROM "+table+" t")
		if err != nil {
			t.Fatal(err)
		}
		all["the table "+table] = []byte(strings.Join(rows, "\n"))
	}
	return all
}
