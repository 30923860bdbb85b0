package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	_ "modernc.org/sqlite" // for commits, not for the server under test

	"perfil/bench/crowd"
)

// hashing is the argon2id of one password after the other on every core, with
// the parameters of the server: what sign-ins and sign-ups cannot be faster than.
func hashing() subject {
	salt := make([]byte, 16)
	return &raw{name: "argon2id", workers: runtime.NumCPU(), work: func() error {
		argon2.IDKey([]byte(crowd.Password), salt, 2, 19*1024, 1, 32)
		return nil
	}}
}

// commits is one row changed after the other, each in a transaction of its own
// that waits for the disk: what a server does that does not commit in groups.
// The rows are as many as the server has accounts.
func commits(ctx context.Context, dir string) (subject, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "commits.db")+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := fillCommits(ctx, db); err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, fmt.Errorf("the database of raw commits: %w", err)
	}
	var n atomic.Int64
	work := func() error {
		i := n.Add(1)
		_, err := db.ExecContext(ctx, "UPDATE person SET name = ? WHERE id = ?", fmt.Sprint("Ana ", i), i%smallCrowd+1)
		return err
	}
	return &raw{name: "single commits", workers: 1, work: work, close: func() {
		_ = db.Close() // nothing of it is read again
	}}, nil
}

func fillCommits(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, more TEXT NOT NULL)")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ?)
		INSERT INTO person SELECT id, 'Ana', hex(randomblob(150)) FROM n`, smallCrowd)
	return err
}
