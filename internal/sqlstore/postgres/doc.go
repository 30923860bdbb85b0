// Package postgres is the sqlstore.Engine on a PostgreSQL database, which any
// number of nodes may use at once.
//
// It owns the pool of connections and its timeouts, transactions and which of
// them are tried again, the schema and its migrations, the meaning of SQLSTATEs,
// and the change feed by which a node hears what others changed.
//
// It does not own the statements or what they mean (package sqlstore), nor
// replication and failover: PostgreSQL and who runs it do. It finds the server
// that takes writes among the hosts of the URL, and comes back to it by itself.
//
// A commit whose outcome nobody knows, because the connection broke in the middle
// of it, is never tried again: it may have happened.
package postgres
