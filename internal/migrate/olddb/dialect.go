package olddb

import (
	"database/sql"
	"strings"
)

// dialect is how one kind of database words what is asked of all.
type dialect struct {
	name    string
	options *sql.TxOptions
	begin   []string // statements at the start of the transaction
	quote   string
	text    string // turns a column into text
	special []special
	tables  string // table, column, type, and 1 if it is part of the primary key
}

// special is how columns become text whose type begins so.
type special struct{ of, text string }

var (
	snapshot = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}

	postgres = dialect{
		name: "PostgreSQL", options: snapshot, quote: `"`, text: "CAST(% AS text)",
		begin: []string{"SET LOCAL TimeZone = 'UTC'", "SET LOCAL DateStyle = 'ISO, YMD'", "SET LOCAL statement_timeout = 0"},
		// Those in the search path are named as they are, others with their schema.
		tables: `
			SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname END, c.relname, a.attname,
				format_type(a.atttypid, a.atttypmod),
				COALESCE((SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY(i.indkey)), 0)
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
				AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
			ORDER BY n.nspname, c.relname, a.attnum`,
	}
	mySQL = dialect{
		name: "MySQL", options: snapshot, quote: "`", text: "CAST(% AS CHAR)",
		// Its snapshot begins with the first row that is read, which comes after the
		// list of tables, unless it is told otherwise; and what was said of isolation
		// was for the transaction that this statement ends.
		begin: []string{"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"},
		special: []special{
			// It is a moment, unlike a datetime, and comes in the zone of the session.
			{"timestamp", "CONCAT(CAST(% AS CHAR), '+00:00')"},
			// Its text would be a control character.
			{"bit(", "CAST(% + 0 AS CHAR)"},
			// Bytes that are no text would become question marks.
			{"varbinary(", "%"},
			{"binary(", "%"},
		},
		tables: `
			SELECT '', table_name, column_name, column_type, column_key = 'PRI'
			FROM information_schema.columns WHERE table_schema = DATABASE()
			ORDER BY table_name, ordinal_position`,
	}
	// A transaction of SQLite sees one moment anyway, and the file is opened for
	// reading.
	sqlite = dialect{
		name: "SQLite", quote: `"`, text: "CAST(% AS TEXT)",
		tables: `
			SELECT '', s.name, c.name, c.type, c.pk > 0
			FROM sqlite_schema s JOIN pragma_table_info(s.name) c
			WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
			ORDER BY s.name, c.cid`,
	}
)

// name quotes an identifier. It comes from the catalogue, which may hold any.
func (d *dialect) identifier(name string) string {
	return d.quote + strings.ReplaceAll(name, d.quote, d.quote+d.quote) + d.quote
}

func (d *dialect) table(t Table) string {
	if t.Schema == "" {
		return d.identifier(t.Name)
	}
	return d.identifier(t.Schema) + "." + d.identifier(t.Name)
}

func (d *dialect) asText(c Column) string {
	text := d.text
	for _, s := range d.special {
		if strings.HasPrefix(c.Type, s.of) {
			text = s.text
		}
	}
	return strings.ReplaceAll(text, "%", d.identifier(c.Name))
}
