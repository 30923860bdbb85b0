// Package olddb reads the database of another system: which tables it has, and
// their rows, on PostgreSQL, SQLite and MySQL. It writes nothing, and everything
// is read in one transaction, so that what comes out belongs together although
// the other system goes on working.
//
// Values come as text, as the database itself words them, or as NULL. Drivers
// turn some values into others, and fail for the whole result over one that they
// cannot turn; of the rows of a former system each has to be judged for itself.
//
// Which fields there are, and what the tables mean, is known to the packages beside
// this one; which column is read for which field is found out here.
package olddb
