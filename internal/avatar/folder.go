package avatar

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"perfil/internal/durable"
)

// Folder keeps images as files in one folder of the local disk, readable by the
// owner of the process alone. It holds the folder open, and no name and no link
// leads out of it (os.Root).
type Folder struct {
	path string
	root *os.Root
}

// partial marks a file that is being written. Nothing but a crash leaves one
// behind, and it is never served: it is not the name of an image.
const partial = ".part"

// tooOld is the age at which a partial file has no writer any more.
const tooOld = time.Hour

// NewFolder opens the folder at path and makes it, and those above it, where
// they are missing. Its error is ErrUnavailable.
func NewFolder(path string) (*Folder, error) {
	if err := durable.MakeFolder(path); err != nil {
		return nil, unavailable("making the folder for images", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, unavailable("opening the folder for images", err)
	}
	return &Folder{path: path, root: root}, nil
}

// Close lets go of the folder. The store cannot be used afterwards.
func (f *Folder) Close() error { return f.root.Close() }

// Put implements Store. The image is written beside its place, forced to disk and
// renamed; then the folder is forced to disk, without which the new name could be
// lost in a crash although the bytes are there.
func (f *Folder) Put(ctx context.Context, name Name, image []byte) error {
	if err := ready(ctx, name); err != nil {
		return err
	}
	part := string(name) + "." + rand.Text() + partial
	err := f.write(part, image)
	if err == nil {
		err = f.root.Rename(part, string(name))
	}
	if err != nil {
		// Best effort on a disk that just failed; Each removes what is left.
		f.root.Remove(part) //nolint:errcheck
		return unavailable("storing an image", err)
	}
	return unavailable("storing an image", f.sync())
}

func (f *Folder) write(part string, image []byte) error {
	file, err := f.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(image)
	if err == nil {
		err = file.Sync()
	}
	// Some file systems report a full disk only on closing.
	return errors.Join(err, file.Close())
}

// Open implements Store.
func (f *Folder) Open(ctx context.Context, name Name) (Stored, error) {
	if err := ready(ctx, name); err != nil {
		return Stored{}, err
	}
	// Looked at before it is opened, because a link is not an image and opening a
	// pipe would wait for its writer.
	info, err := f.root.Lstat(string(name))
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	var file *os.File
	if err == nil {
		file, err = f.root.Open(string(name))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return Stored{}, fmt.Errorf("reading %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return Stored{}, unavailable("reading an image", err)
	}
	return Stored{Body: file, Size: info.Size(), Modified: info.ModTime()}, nil
}

// Remove implements Store. The folder is forced to disk here too: what somebody
// was told is removed does not come back after a crash.
func (f *Folder) Remove(ctx context.Context, name Name) error {
	if err := ready(ctx, name); err != nil {
		return err
	}
	err := f.root.Remove(string(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unavailable("removing an image", err)
	}
	return unavailable("removing an image", f.sync())
}

// Each implements Store. On its way it removes the partial files that a crash
// left, an hour after they were written.
func (f *Folder) Each(ctx context.Context, visit func(Name, time.Time) error) error {
	folder, err := f.root.Open(".")
	if err != nil {
		return unavailable("listing images", err)
	}
	defer folder.Close() //nolint:errcheck // only read
	for {
		const batch = 1024 // a folder may hold millions
		entries, err := folder.ReadDir(batch)
		for _, entry := range entries {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("listing images: %w", err)
			}
			if err := f.visit(entry, visit); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unavailable("listing images", err)
		}
	}
}

func (f *Folder) visit(entry fs.DirEntry, visit func(Name, time.Time) error) error {
	name, notOurs := ParseName(entry.Name())
	left := strings.HasSuffix(entry.Name(), partial)
	if notOurs != nil && !left || !entry.Type().IsRegular() {
		return nil
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed meanwhile
	}
	if err != nil {
		return unavailable("listing images", err)
	}
	if !left {
		return visit(name, info.ModTime())
	}
	if time.Since(info.ModTime()) > tooOld {
		f.root.Remove(entry.Name()) //nolint:errcheck // the next time, then
	}
	return nil
}

// Check implements Store. The folder that is held open must still be the one at
// its path: after a disk was unmounted or the folder replaced, what is put here
// would be lost, and what is there would not be found.
func (f *Folder) Check(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("checking the folder for images: %w", err)
	}
	held, err := f.root.Stat(".")
	if err != nil {
		return unavailable("checking the folder for images", err)
	}
	named, err := os.Stat(f.path)
	if err != nil {
		return unavailable("checking the folder for images", err)
	}
	if !os.SameFile(held, named) {
		return unavailable("checking the folder for images", errors.New("the folder was replaced"))
	}
	return nil
}

func (f *Folder) sync() error {
	folder, err := f.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(durable.Sync(folder), folder.Close())
}
