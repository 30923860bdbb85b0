// Package sqlfile writes rows as a file of SQL: statements that put them into a
// table, over the rows with the same key that are there, in one transaction.
//
// What the rows are is known to the packages beside this one.
package sqlfile
