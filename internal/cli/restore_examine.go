package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"perfil/internal/backup"
)

// justDatabase is a folder that an archive is read into when all that is wanted of it
// is a look. SQLite reads no stream, so the database has to be in a file; nothing else
// of a backup that may be encrypted comes to the disk in clear.
type justDatabase struct{ folder string }

func (j justDatabase) path() string { return filepath.Join(j.folder, backup.DatabaseName) }

func (j justDatabase) Take(name string, from io.Reader, size int64) error {
	if name != backup.DatabaseName {
		return backup.Nowhere{}.Take(name, from, size)
	}
	f, err := os.OpenFile(j.path(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, from, size)
	return ofFullDisk(errors.Join(err, f.Close()))
}

// examineBackup reads a backup through as a restore would, and keeps nothing.
func examineBackup(ctx context.Context, d *desk, location string, p *passphraseFile) (err error) {
	var end cleanup
	defer func() { err = errors.Join(err, end.Close()) }()
	archive, err := openBackup(ctx, d, location, p, &end)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "perfil-examine-*") // made with 0700
	if err != nil {
		return err
	}
	end.add(func() error { return os.RemoveAll(folder) })
	into := justDatabase{folder}
	told, err := backup.Read(ctx, archive, into)
	if err != nil {
		return adviceOn(err)
	}
	if err := examine(ctx, into.path(), told.Manifest); err != nil {
		return adviceOn(err)
	}
	_, err = fmt.Fprintf(d.out, "The backup is whole: %s, %s and %s as of %s, made by perfil %s\n", amount(told.Accounts, "account"),
		amount(told.Sessions, "session"), amount(told.Pictures, "picture"), told.MadeAt.Format("2006-01-02 15:04:05 MST"), printable(told.Program))
	return err
}
