package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"perfil/internal/avatar"
	"perfil/internal/backup"
	"perfil/internal/config"
	"perfil/internal/datadir"
	"perfil/internal/sqlstore/sqlite"
)

// restoreCommand makes a data folder of a backup.
type restoreCommand struct {
	config.Place
	passphraseFile
	File config.URL `arg:"" help:"The backup: a file, s3://host/bucket/name, or - for the standard input."`
}

func (c *restoreCommand) run(ctx context.Context, d *desk) (err error) {
	if err := withoutPassword(c.File); err != nil {
		return err
	}
	if c.DatabaseURL.IsSet() {
		return errNoFolder
	}
	var end cleanup
	defer func() { err = errors.Join(err, end.Close()) }()
	archive, err := openBackup(ctx, d, c.File.Reveal(), &c.passphraseFile, &end)
	if err != nil {
		return err
	}
	into, err := datadir.NewRestore(c.DataDir)
	if err != nil {
		return err
	}
	told, err := c.fill(ctx, d, archive, into)
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", errors.Join(adviceOn(err), into.Abandon()))
	}
	if err := into.Finish(); err != nil {
		return err
	}
	return c.tellRestored(d, into.Path(), told)
}

// fill brings everything into the draft and examines it.
func (c *restoreCommand) fill(ctx context.Context, d *desk, archive io.Reader, into *datadir.Restore) (backup.Told, error) {
	p := d.progress(-1, "restoring")
	defer p.end()
	told, err := unpack(ctx, p.of(archive), into.Draft())
	if err != nil {
		return told, err
	}
	if err := examine(ctx, filepath.Join(into.Draft(), backup.DatabaseName), told.Manifest); err != nil {
		return told, err
	}
	return told, c.bringPictures(ctx, filepath.Join(into.Draft(), "avatars"))
}

// unpack reads an archive into a folder.
func unpack(ctx context.Context, archive io.Reader, folder string) (backup.Told, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return backup.Told{}, err
	}
	defer root.Close() //nolint:errcheck // holds nothing
	if err := root.Mkdir("avatars", 0o700); err != nil {
		return backup.Told{}, err
	}
	return backup.Read(ctx, archive, unpacked{root})
}

// unpacked is a folder that an archive is read into. Nothing leads out of it.
type unpacked struct{ root *os.Root }

func (u unpacked) Take(name string, from io.Reader, size int64) error {
	f, err := u.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, from, size)
	if err == nil && (name == backup.DatabaseName || name == backup.KeyName) {
		err = f.Sync() // the pictures all at once, see datadir.Restore
	}
	return ofFullDisk(errors.Join(err, f.Close()))
}

func ofFullDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("the disk is full; make room: %w", err)
	}
	return err
}

// examine reads the database of a backup through.
func examine(ctx context.Context, path string, m backup.Manifest) error {
	known, err := sqlite.Schema()
	if err != nil {
		return err
	}
	if m.Schema > known {
		return fmt.Errorf("%w (the schema of its database is %d, this one knows up to %d)", backup.ErrNewer, m.Schema, known)
	}
	file, err := sqlite.Look(path, false)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // only read
	found, err := file.Damage(ctx, true)
	if err != nil {
		return fmt.Errorf("the database of the backup cannot be read: %w", err)
	}
	if len(found) > 0 {
		return fmt.Errorf("%w: its database was damaged when it was made (%s)", backup.ErrDamaged, found[0])
	}
	census, err := file.Census(ctx)
	if err != nil {
		return fmt.Errorf("%w: its database cannot be read (%w)", backup.ErrDamaged, err)
	}
	if census.Accounts != m.Accounts || census.Sessions != m.Sessions || census.Schema != m.Schema {
		return fmt.Errorf("%w: its database does not hold what its manifest says", backup.ErrDamaged)
	}
	return nil
}

// bringPictures takes the pictures to where they are kept, if that is not the data
// folder. They are all there before the first one goes.
func (c *restoreCommand) bringPictures(ctx context.Context, folder string) (err error) {
	if !c.Avatars.IsSet() {
		return nil
	}
	var end cleanup
	defer func() { err = errors.Join(err, end.Close()) }()
	to, err := openPictures(&c.Place, nil, &end)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		name, err := avatar.ParseName(f.Name())
		if err != nil {
			return err
		}
		image, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return err
		}
		if err := to.Put(ctx, name, image); err != nil {
			return fmt.Errorf("the picture %s cannot be brought to its place: %w", name, err)
		}
	}
	return os.RemoveAll(folder)
}

func (c *restoreCommand) tellRestored(d *desk, path string, told backup.Told) error {
	_, err := fmt.Fprintf(d.out, "%s, %s and %s restored as of %s\n", amount(told.Accounts, "account"),
		amount(told.Sessions, "session"), amount(told.Pictures, "picture"), told.MadeAt.Format("2006-01-02 15:04:05 MST"))
	if err == nil && !told.HasKey {
		_, err = fmt.Fprintln(d.err, "The key that signs tokens is not in the backup: set PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE as on the server that it was made of, or everybody has to sign in again.")
	}
	if err == nil && os.Geteuid() == 0 {
		_, err = fmt.Fprintf(d.err, "It belongs to root: where another user serves it, chown -R USER %s\n", c.written(path))
	}
	if err == nil {
		_, err = fmt.Fprintf(d.err, "To serve it: perfil serve --data-dir %s\n", path)
	}
	return err
}

// written names the folders that were written to.
func (c *restoreCommand) written(path string) string {
	if pictures := c.Avatars.Reveal(); pictures != "" && !backup.IsBucket(pictures) {
		return path + " " + pictures
	}
	return path
}
