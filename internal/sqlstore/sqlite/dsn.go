package sqlite

import (
	"fmt"
	"net/url"
)

// Pragmas belong to a connection, not to the file, and database/sql opens
// connections when it likes. Therefore they stand in the data source name,
// which the driver applies to every connection that it opens; a PRAGMA sent
// later would reach one of them.
//
// Memory mapping stays off. It would make point reads about a fifth cheaper,
// but a read error of the disk would then be a signal that ends the process,
// where it now is an error that one request sees.
//
// What a cache of pages may hold takes twice as much of the machine: pages are
// asked for with a few hundred bytes besides, and the allocator below rounds up to
// a power of two.
const (
	busyMillis       = 5000     // another process may hold the file: perfil user, a backup
	writerCacheKiB   = 16 << 10 // twice the inner pages of the indexes of a million accounts
	bulkCacheKiB     = 64 << 10 // of an import: with twice as much it is no faster
	readerCacheKiB   = 1536     // half as much again as the inner pages that a point read needs; the rest is in the system's cache
	lookCacheKiB     = 32 << 10 // a thorough look asks every index for every row
	glanceCacheKiB   = 1 << 10  // a quick one comes to each page once
	walLimitBytes    = 64 << 20
	autoCheckpointPg = 2000
)

func dsn(path string, cacheKiB int, readOnly bool) string {
	pragmas := []string{
		fmt.Sprintf("busy_timeout(%d)", busyMillis),
		fmt.Sprintf("cache_size(-%d)", cacheKiB),
		"foreign_keys(ON)",
		"journal_mode(WAL)",
		fmt.Sprintf("journal_size_limit(%d)", walLimitBytes),
		"synchronous(FULL)",
		// A container may have no folder for temporary files.
		"temp_store(MEMORY)",
		fmt.Sprintf("wal_autocheckpoint(%d)", autoCheckpointPg),
	}
	if readOnly {
		pragmas = append(pragmas, "query_only(ON)")
	}
	query := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}, "mode": {"rw"}}
	if readOnly {
		query.Set("_txlock", "deferred")
	}
	return fileURL(path, query)
}

// inspectDSN opens a file without changing anything about it.
func inspectDSN(path string) string {
	return fileURL(path, url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyMillis)}, "mode": {"rw"}})
}

// copyDSN opens a file to copy into. It need not survive a crash: who copies
// begins anew then.
func copyDSN(path string) string {
	return fileURL(path, url.Values{"_pragma": {"journal_mode(OFF)", "synchronous(OFF)"}, "mode": {"rw"}})
}

// lookDSN opens a file to look at it. For that it is opened to be written, and then
// not written: of a file that cannot be, SQLite does not even read the CHECK
// constraints, and its check of them finds nothing.
func lookDSN(path, mode string) string {
	return fileURL(path, url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyMillis), fmt.Sprintf("cache_size(-%d)", lookCacheKiB),
		"query_only(ON)", "temp_store(MEMORY)",
	}, "mode": {mode}})
}

func fileURL(path string, query url.Values) string {
	file := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query.Encode()}
	return file.String()
}
