package migrate

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"perfil/internal/account"
)

// maxPicture is a byte more than the largest picture that is taken, so that a
// larger one is recognised.
const maxPicture = 5<<20 + 1

// bringPicture makes an avatar of the picture of an entry. What cannot be one
// stays behind with a note: nobody loses an account over a picture.
func (m *matcher) bringPicture(ctx context.Context, e *Entry, s *step) error {
	if m.options.rehearsal {
		return nil // it refuses nobody, and to draw each one twice takes long
	}
	if m.options.Media == nil {
		if e.Picture != "" {
			s.notes = append(s.notes, "the avatar stays behind, because no folder of pictures was named")
		}
		return nil
	}
	s.importable.SetPicture("")
	if e.Picture == "" {
		return nil
	}
	raw, err := readPicture(m.options.Media, e.Picture)
	if err != nil {
		s.notes = append(s.notes, "the avatar stays behind, because its file "+whyUnread(err))
		return nil
	}
	if err := m.options.roomForPicture(); err != nil {
		return err
	}
	name, err := m.keepPicture(ctx, raw)
	if errors.Is(err, account.Invalid) {
		s.notes = append(s.notes, "the avatar stays behind: "+account.ErrorOf(err).Violations[0].String())
		return nil
	}
	if err != nil {
		return err
	}
	drop := func() { m.svc.DropPicture(ctx, name) }
	if m.options.DryRun {
		drop()
	} else {
		s.undo = drop
	}
	s.importable.SetPicture(name)
	return nil
}

// ErrNoRoomForPictures says that the disk of the accounts would soon be full of the
// pictures that come along. What was kept until then stays.
var ErrNoRoomForPictures = errors.New("the disk of the accounts has no more room for the pictures that come along: make room there, and run the same import again")

// roomForPicture is asked before each one: how large it is here only the encoder
// knows, and with its 1024 by 1024 pixels at most it is smaller than the largest that is
// taken. The rows that wait must still find the room that was found for them.
func (o *MergeOptions) roomForPicture() error {
	if !o.PicturesToo || o.Room == nil {
		return nil
	}
	left, err := o.Room()
	if err == nil && left < maxPicture+storedSize*o.waiting {
		err = ErrNoRoomForPictures
	}
	return err
}

// keepPicture waits when others, who upload pictures, keep the encoder busy.
func (m *matcher) keepPicture(ctx context.Context, raw []byte) (string, error) {
	for {
		name, err := m.svc.KeepPicture(ctx, m.actor, raw)
		if !errors.Is(err, account.Busy) {
			return name, err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// readPicture does not wait for what is no file: to open a pipe that nobody writes
// to would never end, and could not be interrupted.
func readPicture(folder *os.Root, path string) ([]byte, error) {
	f, err := folder.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	return io.ReadAll(io.LimitReader(f, maxPicture))
}

var errNoFile = errors.New("not a regular file")

// whyUnread says why in words that can be counted, without the path.
func whyUnread(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is not there"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read by this user"
	case errors.Is(err, errNoFile):
		return "is no regular file"
	default:
		return "cannot be read, or lies outside of the folder"
	}
}
