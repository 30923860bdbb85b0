package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// The disk of the report is full, before and behind what is buffered of it.
func TestAnImportThatCannotWriteItsReportIsNotOneThatBroughtNothing(t *testing.T) {
	was, m := newFormer(t, "--users", "300"), newMachine(t)
	r := m.run("import", "django", was.source, "--dry-run", "--report", "/dev/full")
	if r.code != 3 {
		t.Errorf("exit code %d of the dry run", r.code)
	}
	r.says("311 accounts would be imported", "the report /dev/full could not be written; apart from that the import was done as said above")
	r = m.run("import", "django", was.source, "--report", "/dev/full")
	if r.code != 3 || strings.Contains(r.out, "before that") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	r.says("311 accounts imported, 0 changed", "the report /dev/full could not be written")
	m.run("user", "show", "staff@example.com").done()

	// More rows are refused than are buffered, so that it fails in the middle.
	was.sql(t, "UPDATE users_users SET password = 'x' WHERE username LIKE 'user%'", "UPDATE users_users SET first_name = 'Changed' WHERE username = 'staff'")
	if r = m.run("import", "django", was.source, "--skip-bad", "--report", "/dev/full"); r.code != 3 {
		t.Errorf("exit code %d", r.code)
	}
	r.says("1 changed, 10 unchanged, 300 refused", "the report /dev/full could not be written; apart from that")

	// What brings nothing still says so.
	m.run("import", "django", was.source, "--report", "/dev/full").says("nothing was imported", "the report /dev/full could not be written: ")
	r = m.run("import", "django", was.source, "--report", filepath.Join(t.TempDir(), "not", "there"))
	if r.says("the file of --report cannot be written"); r.code != 1 || strings.Contains(r.out, "rows read") {
		t.Errorf("exit code %d\n%s", r.code, r.out)
	}
}
