package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/backup"
	"perfil/internal/sqlstore/sqlite"
)

// backUp writes an archive of what there is now. Everybody goes on reading and
// writing.
//
// The database comes first and then the pictures that it names: they are held
// meanwhile, because one that is replaced a moment later is removed. The other
// way round, a picture that came in between would be missing.
func (g *ground) backUp(ctx context.Context, to io.Writer) (made backup.Manifest, hasKey bool, err error) {
	engine, ok := g.engine.(*sqlite.Engine)
	if !ok {
		return made, false, errNoFolder
	}
	if err := g.roomForCopy(); err != nil {
		return made, false, err
	}
	defer g.accounts.HoldPictures()()
	draft, err := g.dir.Draft()
	if err != nil {
		return made, false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }()
	c := backup.Contents{Program: version(), MadeAt: time.Now(), Pictures: g.pictures}
	if c.Key, err = g.keyFile(); err != nil {
		return made, false, err
	}
	copied := filepath.Join(draft, "copy")
	if err := engine.CopyTo(ctx, copied); err != nil {
		return made, false, err
	}
	file, err := sqlite.Look(copied, false)
	if err != nil {
		return made, false, err
	}
	defer file.Close() //nolint:errcheck // only read
	if err := describe(ctx, file, &c); err != nil {
		return made, false, err
	}
	made, err = writeArchive(ctx, &roomyWriter{to: to, room: g.roomForArchive}, c, copied, filepath.Join(draft, "sums"))
	return made, c.Key != nil, err
}

// roomForCopy keeps the copy from filling the disk that the accounts are on. What of
// the archive goes there is seen to while it is written.
func (g *ground) roomForCopy() error {
	need := uint64(spare)
	for _, name := range []string{g.dir.Database(), g.dir.Database() + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			need += uint64(max(info.Size(), 0))
		}
	}
	free, _, err := g.dir.Free()
	if err == nil && free < need {
		err = fmt.Errorf("the disk of %s has %d MiB left, and a copy of the database needs %d MiB for a while: make room", g.dir.Path(), free>>20, need>>20)
	}
	return err
}

// keyFile is the key of the folder as it stands in its file; nil if there is none.
func (g *ground) keyFile() ([]byte, error) {
	key, err := g.dir.ReadKey()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return append(key, '\n'), err
}

// describe counts what is in a copy, and refuses one that is damaged: it would be
// as damaged after a restore, and in time the last that is left.
func describe(ctx context.Context, file *sqlite.File, c *backup.Contents) error {
	found, err := file.Damage(ctx, false)
	if err != nil {
		return fmt.Errorf("the copy of the database cannot be read: %w", err)
	}
	if len(found) > 0 {
		return fmt.Errorf("the database is damaged (%s): run perfil doctor, and keep the backups that you have", found[0])
	}
	census, err := file.Census(ctx)
	if err != nil {
		return fmt.Errorf("the copy of the database cannot be read: %w", err)
	}
	c.Accounts, c.Sessions, c.Schema = census.Accounts, census.Sessions, census.Schema
	c.Shown = shownNames(file.Shown(ctx))
	return nil
}

// shownNames leaves out what was never a picture here: an account that came from
// elsewhere may name one.
func shownNames(all iter.Seq2[string, error]) iter.Seq2[avatar.Name, error] {
	return func(yield func(avatar.Name, error) bool) {
		for text, err := range all {
			name, notOurs := avatar.ParseName(text)
			if err == nil && notOurs != nil {
				continue
			}
			if !yield(name, err) {
				return
			}
		}
	}
}

func writeArchive(ctx context.Context, to io.Writer, c backup.Contents, database, sums string) (made backup.Manifest, err error) {
	if c.Database, err = os.Open(database); err != nil {
		return made, err
	}
	defer c.Database.Close() //nolint:errcheck // only read
	if c.Scratch, err = os.OpenFile(sums, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return made, err
	}
	defer c.Scratch.Close() //nolint:errcheck // goes with the draft
	return backup.Write(ctx, to, c)
}
