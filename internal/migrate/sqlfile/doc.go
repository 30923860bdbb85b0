// Package sqlfile writes rows as a file of SQL: statements that put them into a
// table, over the rows with the same key that are there, in one transaction. They are
// for the programs psql, mysql and sqlite3, whose first line tells psql and sqlite3 to
// end at an error, as mysql does.
//
// What the rows are is known to the packages beside this one.
package sqlfile
