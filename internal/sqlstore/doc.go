// Package sqlstore is account.Store in portable SQL: it owns the statements,
// the mapping between rows and the types of package account, and what each
// operation does inside its one transaction.
//
// It does not own the schema, connections, pragmas, transactions, retries or
// the meaning of a database's error codes: an Engine does (packages sqlite and
// postgres below this one). It holds no rule about accounts; package account
// does.
package sqlstore
