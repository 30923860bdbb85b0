package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"perfil/internal/avatar"
)

// Contents is what goes into an archive. Nobody may change any of it meanwhile.
type Contents struct {
	Program  string
	MadeAt   time.Time
	Database *os.File // a whole file that nobody writes to
	Key      []byte   // nil: it is kept elsewhere
	Accounts int64
	Sessions int64
	Schema   int64
	// Shown lists the pictures that accounts of the database show, in the order
	// of their names, each once.
	Shown iter.Seq2[avatar.Name, error]
	// Pictures is where they are.
	Pictures avatar.Store
	// Scratch is for the list of digests until it is written, because there may
	// be a line for each of a million pictures. It must be empty.
	Scratch *os.File
}

// Write writes an archive. A picture that is not in its store is counted and
// left out: an archive without it is worth more than none.
func Write(ctx context.Context, to io.Writer, c Contents) (Manifest, error) {
	info, err := c.Database.Stat()
	if err != nil {
		return Manifest{}, fmt.Errorf("the copy of the database cannot be read: %w", err)
	}
	w := &writer{
		ctx: ctx, tar: tar.NewWriter(to), at: c.MadeAt.UTC().Truncate(time.Second), lines: bufio.NewWriter(c.Scratch),
		manifest: Manifest{Accounts: c.Accounts, Sessions: c.Sessions, Schema: c.Schema},
	}
	head := Head{Format: magic, Version: Version, Program: c.Program, MadeAt: w.at, Database: info.Size(), HasKey: c.Key != nil}
	for _, step := range []func() error{
		func() error { return w.json(headName, head, w.member) },
		func() error { return w.member(DatabaseName, c.Database, info.Size()) },
		func() error { return w.key(c.Key) },
		func() error { return w.pictures(c.Shown, c.Pictures) },
		func() error { return w.sums(c.Scratch) },
		func() error { return w.json(manifestName, w.manifest, w.plain) },
		w.tar.Close,
	} {
		if err := step(); err != nil {
			return Manifest{}, err
		}
	}
	return w.manifest, nil
}

type writer struct {
	ctx      context.Context //nolint:containedctx // of one call of Write
	tar      *tar.Writer
	at       time.Time
	lines    *bufio.Writer // of SHA256SUMS
	manifest Manifest
}

// plain writes a member that no sum is of.
func (w *writer) plain(name string, from io.Reader, size int64) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.at})
	if err != nil {
		return err
	}
	n, err := io.Copy(w.tar, io.LimitReader(patient{w.ctx, from}, size))
	if err == nil && n != size {
		err = fmt.Errorf("%s has %d bytes and not %d", name, n, size)
	}
	return err
}

func (w *writer) member(name string, from io.Reader, size int64) error {
	sum := sha256.New()
	if err := w.plain(name, io.TeeReader(from, sum), size); err != nil {
		return err
	}
	w.manifest.Bytes += size
	_, err := w.lines.WriteString(sumLine(name, sum.Sum(nil)))
	return err
}

func (w *writer) json(name string, value any, write func(string, io.Reader, int64) error) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	return write(name, bytes.NewReader(text), int64(len(text)))
}

func (w *writer) key(key []byte) error {
	if key == nil {
		return nil
	}
	return w.member(KeyName, bytes.NewReader(key), int64(len(key)))
}

func (w *writer) pictures(shown iter.Seq2[avatar.Name, error], store avatar.Store) error {
	for name, err := range shown {
		if err != nil {
			return err
		}
		switch err := w.picture(name, store); {
		case errors.Is(err, avatar.ErrNotFound):
			w.manifest.Missing++
		case err != nil:
			return fmt.Errorf("the picture %s: %w", name, err)
		default:
			w.manifest.Pictures++
		}
	}
	return nil
}

// picture reads a picture whole before anything of it is written: it may break
// off, and then a member would be cut.
func (w *writer) picture(name avatar.Name, store avatar.Store) error {
	stored, err := store.Open(w.ctx, name)
	if err != nil {
		return err
	}
	image, err := io.ReadAll(io.LimitReader(stored.Body, maxPicture+1))
	err = errors.Join(err, stored.Body.Close())
	switch {
	case err != nil:
		return err
	case len(image) > maxPicture:
		return fmt.Errorf("it has more than %d bytes", maxPicture)
	}
	return w.member(Picture(name), bytes.NewReader(image), int64(len(image)))
}

func (w *writer) sums(scratch *os.File) error {
	if err := w.lines.Flush(); err != nil {
		return err
	}
	size, err := scratch.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := scratch.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	if err := w.plain(sumsName, io.TeeReader(scratch, sum), size); err != nil {
		return err
	}
	w.manifest.Sums = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// patient is a reader that stops when its context ends.
type patient struct {
	ctx  context.Context //nolint:containedctx // of one copy
	next io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.next.Read(b)
}
