package account

import (
	"context"
	"errors"
	"io"
	"time"

	"perfil/internal/avatar"
)

// Upload is a picture as a client sent it. Without bytes it asks to remove the
// one that is there.
type Upload struct {
	Bytes []byte
}

// Picture is a stored avatar, open for reading. Close it.
type Picture struct {
	io.ReadCloser
	Size int64  // bytes
	Type string // a media type, such as image/png
}

// Avatar opens a picture by the name that a profile shows. Pictures are not
// secret: who has the name may see it. NotFound.
func (s *Service) Avatar(ctx context.Context, name string) (Picture, error) {
	n, err := avatar.ParseName(name)
	if err != nil {
		return Picture{}, &Error{Kind: NotFound, Err: err}
	}
	stored, err := s.pictures.Open(ctx, n)
	if errors.Is(err, avatar.ErrNotFound) {
		return Picture{}, &Error{Kind: NotFound, Err: err}
	}
	if err != nil {
		return Picture{}, &Error{Kind: Unavailable, RetryAfter: retrySoon, Err: err}
	}
	return Picture{ReadCloser: stored.Body, Size: stored.Size, Type: n.Type()}, nil
}

// retrySoon is what a client is told to wait when something around us fails.
const retrySoon = 5 * time.Second

// draw decodes an upload and encodes it anew, so that nothing but the picture
// is left of it. It adds to the refusals what is wrong with it.
func (s *Service) draw(ctx context.Context, r *refusals, u *Upload) (avatar.Image, error) {
	if u == nil || len(u.Bytes) == 0 || r.has(FieldAvatar) {
		return avatar.Image{}, nil
	}
	img, err := s.encoder.Encode(ctx, u.Bytes)
	switch {
	case err == nil:
	case errors.Is(err, avatar.ErrTooManyBytes):
		r.add(FieldAvatar, TooManyBytes)
	case errors.Is(err, avatar.ErrTooManyPixels):
		r.add(FieldAvatar, TooManyPixels)
	case errors.Is(err, avatar.ErrNotImage):
		r.add(FieldAvatar, BadImage)
	default:
		return avatar.Image{}, &Error{Kind: Busy, RetryAfter: retrySoon, Err: err}
	}
	return img, nil
}

// keep stores a picture before the account shows it, under a name that nobody
// can guess, and returns the name; "" for no picture. If the change of the
// account then fails, drop it; if the process dies in between, SweepAvatars
// finds it.
func (s *Service) keep(ctx context.Context, img avatar.Image) (string, error) {
	if len(img.Bytes) == 0 {
		return "", nil
	}
	name := avatar.NewName(img)
	if err := s.pictures.Put(ctx, name, img.Bytes); err != nil {
		return "", &Error{Kind: Unavailable, RetryAfter: retrySoon, Err: err}
	}
	return string(name), nil
}

// drop removes a picture that no account shows, now and as far as it can: what
// fails here is done by the job or by the sweep.
func (s *Service) drop(ctx context.Context, name string) {
	if n, err := avatar.ParseName(name); err == nil && !s.picturesHeld() {
		_ = s.pictures.Remove(context.WithoutCancel(ctx), n)
	}
}

// dropUnless drops a picture whose change failed, but for an error that leaves
// open whether it did: the account may show the picture. If it does not, the
// sweep finds it.
func (s *Service) dropUnless(ctx context.Context, name string, err error) {
	if !errors.Is(err, Unavailable) {
		s.drop(ctx, name)
	}
}

// replaceAvatar makes the account show another picture, or none, and leaves the
// removal of the former one to the time after the commit: before it, a failed
// commit would leave a profile without its picture.
func (s *Service) replaceAvatar(c *Change, name string) {
	if old := c.Account.Avatar; old != "" && old != name {
		removal := s.job(JobRemoveAvatar)
		removal.Name = old
		c.Jobs = append(c.Jobs, removal)
	}
	c.Account.Avatar = name
}
