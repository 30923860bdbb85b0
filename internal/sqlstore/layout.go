package sqlstore

import "strings"

// layout is every table that a move copies, those first to whose rows others
// refer. A table or a column that a migration adds has to be added here; a test
// compares this with what the migrations make.
func layout() []table {
	return []table{
		describe("accounts", 1, `
			id bigint, username text, email text, first_name text, last_name text,
			phone text null, avatar text null, role text, status text, password_hash text,
			created_at bigint, last_login_at bigint null, email_verified_at bigint null,
			valid_after bigint null, version bigint, search text`),
		describe("sessions", 1, `
			id text, account_id bigint, created_at bigint, last_used_at bigint, expires_at bigint,
			address text, user_agent text, refresh_digest bytea null, parent_digest bytea null,
			rotated_at bigint null`),
		describe("tickets", 1, `
			digest bytea, account_id bigint, purpose text, email text, expires_at bigint`),
		describe("spent_tokens", 1, `digest bytea, account_id bigint, expires_at bigint`),
		describe("counters", 1, `key text, ends_at bigint, hits bigint`),
		// Whoever had claimed a job is no more when the target is served.
		describe("jobs", 1, `
			id bigint, kind text, account_id bigint null, email text, name text, asked_at bigint,
			due_at bigint, attempts bigint, claimed_until bigint null left`),
		describe("events", 1, `
			id bigint, at bigint, action text, account_id bigint null, actor_id bigint null,
			via text, address text, detail text`),
		describe("origins", 2, `
			source text, row_id bigint, account_id bigint, came bytea, kept bytea`),
	}
}

// numbered are the tables whose ids the database gives.
func numbered() []string { return []string{"accounts", "events", "jobs"} }

// kind is the type of a column, under the name that PostgreSQL has for it.
type kind string

const (
	ofNumbers kind = "bigint"
	ofTexts   kind = "text"
	ofBytes   kind = "bytea"
)

// column is a column of a table that a move copies.
type column struct {
	name string
	kind kind
	null bool // it may be NULL
	left bool // it becomes NULL in the target
}

// table is a table that a move copies. The first columns are its key.
type table struct {
	name    string
	columns []column
	keys    int
}

// describe reads a table of columns written as in a migration.
func describe(name string, keys int, columns string) table {
	t := table{name: name, keys: keys}
	for _, c := range strings.Split(columns, ",") {
		words := strings.Fields(c)
		t.columns = append(t.columns, column{
			name: words[0], kind: kind(words[1]),
			null: len(words) > 2, left: len(words) > 3,
		})
	}
	return t
}

func (t *table) names() []string {
	names := make([]string, len(t.columns))
	for i := range t.columns {
		names[i] = t.columns[i].name
	}
	return names
}
