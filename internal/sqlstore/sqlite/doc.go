// Package sqlite is the sqlstore.Engine on a SQLite file.
//
// It owns the connections and their pragmas, the one writer with its group
// commit, the schema and its migrations, the meaning of SQLite's result codes,
// and noticing that another process changed the file.
//
// It does not own the statements or what they mean (package sqlstore).
//
// Every commit is durable (WAL, synchronous=FULL): when Write returns, the
// change is on the disk. One writer takes the operations that queued up while
// the disk was busy and commits them together, so that durability costs one
// fsync for many of them.
package sqlite
