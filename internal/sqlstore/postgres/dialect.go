package postgres

import (
	"fmt"
	"regexp"
	"strings"

	"perfil/internal/sqlstore"
)

// Advisory locks are numbers that mean something to us alone. The first of the
// two is the same for all of ours.
const (
	lockClass   = 0x50657266 // "Perf"
	lockAdmins  = 1
	lockSweep   = 2
	lockMigrate = lockClass<<32 | 3 // held by a session, which takes one number
)

// Dialect replaces what must differ: the locks that SQLite does not need, since
// there one operation writes at a time.
func (e *Engine) Dialect(portable sqlstore.Statements) sqlstore.Statements {
	s := portable
	e.mayConflict = s.UpdateAccount
	s.LockByID += ` FOR UPDATE`
	s.LockAdmins = fmt.Sprintf(`SELECT pg_advisory_xact_lock(%d, %d)`, lockClass, lockAdmins)
	s.ClaimJob = strings.Replace(s.ClaimJob, `LIMIT 1`, `LIMIT 1 FOR UPDATE SKIP LOCKED`, 1)
	// setval compares nothing, and others take ids between a comparison and it. So a
	// sequence that is far enough is left alone: ids that were given are given again
	// only if somebody takes the last before the new bound at that very moment, and
	// then an insert finds its id taken and takes the next.
	s.RestartIDs = `
		SELECT setval(sequence, largest)
		FROM (SELECT 'accounts_id_seq'::regclass AS sequence, (SELECT MAX(id) FROM accounts) AS largest) AS now
		WHERE COALESCE(pg_sequence_last_value(sequence), 0) < largest`
	s.RaiseIDs = `
		SELECT setval(sequence, $2)
		FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS sequence) AS now
		WHERE COALESCE(pg_sequence_last_value(sequence), 0) < $2`
	// Only a function sees what was committed while the insert waited.
	s.InsertAccount = insertedEmail.ReplaceAllLiteralString(s.InsertAccount, `RETURNING id, perfil_keeps(email) AS held`)
	s.SignUp = fmt.Sprintf(signUp, s.InsertAccount)
	for _, asks := range []*string{&s.HeldEmail, &s.EmailKeepers, &s.ImportAccount} {
		*asks = heldColumn.ReplaceAllString(*asks, `$1 COLLATE "C" =`) // that of the indexes
	}
	s.GivenIDs = givenIDs()
	for _, sweep := range []*string{
		&s.SweepSessions, &s.SweepSpent, &s.SweepTickets, &s.SweepCounters, &s.SweepEvents,
	} {
		*sweep = sweeping(*sweep)
	}
	e.telling = map[string]bool{}
	for _, tells := range []string{
		s.UpdateAccount, s.TouchAccount, s.DeleteAccount, s.DeleteSession, s.DeleteSessionsOf, s.SweepSessions, s.InsertSpent,
	} {
		e.telling[tells] = true
	}
	return s
}

var insertedEmail = regexp.MustCompile(`(?s)RETURNING id, EXISTS .*$`)

var heldColumn = regexp.MustCompile(`((?:tickets|jobs)\.email) =`)

var selection = regexp.MustCompile(`(?s)WHERE (\w+) IN \((SELECT .* LIMIT \$2)\)`)

// sweeping makes a sweep one that a single node does at a time, and that waits
// for nobody: others do nothing, and a row that is being written stays for the
// next time. The rows are selected once, as an array; a subquery with a LIMIT
// could be run again for each row and select others each time.
func sweeping(portable string) string {
	return selection.ReplaceAllString(portable, fmt.Sprintf(
		`WHERE (SELECT pg_try_advisory_xact_lock(%d, %d)) AND $1 = ANY (ARRAY($2 FOR UPDATE SKIP LOCKED))`,
		lockClass, lockSweep))
}

// givenIDs reads the sequences. One that was left behind, see above, counts as
// where the next insert will find it.
func givenIDs() string {
	var each []string
	for _, table := range []string{"accounts", "events", "jobs"} {
		each = append(each, fmt.Sprintf(`
			SELECT '%[1]s'::text, greatest(CASE WHEN is_called THEN last_value ELSE 0 END,
				(SELECT COALESCE(MAX(id), 0) FROM %[1]s)) FROM %[1]s_id_seq`, table))
	}
	return strings.Join(each, " UNION ALL ")
}
