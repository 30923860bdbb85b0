package migrate

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"time"

	"perfil/internal/account"
	"perfil/internal/password"
)

// A source is read where the operator sits, and its accounts may be taken in by
// another process of the same program, the server. Send and Receive carry the
// entries from one to the other.

// freight is what goes first.
type freight struct {
	Name  string
	Media string // absolute path, "" for none
}

// parcel is an Entry, or the end. Without that a pipe that broke would look like
// a source from which everybody else is gone.
type parcel struct {
	End           bool
	Position      int64
	Offset        int64
	ID, Version   int64
	Texts         [7]string // username, email, first name, last name, phone, avatar, hash
	Role, Status  uint8
	Seconds       [4]int64 // created, last login, e-mail verified, valid after
	Nanoseconds   [4]int32 // -1 for none
	Nameless      bool
	Picture, Mark string
	Faults, Notes []string
}

// Send writes what a source has. media is the absolute path of the folder with
// its pictures, "" for none.
func Send(ctx context.Context, source Source, media string, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	encoder := gob.NewEncoder(out)
	if err := encoder.Encode(freight{Name: source.Name(), Media: media}); err != nil {
		return err
	}
	var p parcel
	err := source.Each(ctx, func(e Entry) error {
		p.pack(&e)
		return encoder.Encode(&p)
	})
	if err == nil {
		err = encoder.Encode(&parcel{End: true})
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

func (p *parcel) pack(e *Entry) {
	a := &e.Account
	*p = parcel{
		Position: e.Position, Offset: e.Offset, ID: int64(a.ID), Version: a.Version,
		Texts: [...]string{a.Username, a.Email, a.FirstName, a.LastName, a.Phone, a.Avatar, string(a.PasswordHash)},
		Role:  uint8(a.Role), Status: uint8(a.Status),
		Nameless: e.Nameless, Picture: e.Picture, Mark: e.Mark, Faults: e.Faults, Notes: e.Notes,
	}
	for i, t := range [...]time.Time{a.CreatedAt, a.LastLoginAt, a.EmailVerifiedAt, a.ValidAfter} {
		p.Seconds[i], p.Nanoseconds[i] = t.Unix(), int32(t.Nanosecond())
		if t.IsZero() {
			p.Nanoseconds[i] = -1
		}
	}
}

func (p *parcel) unpack() Entry {
	var times [4]time.Time
	for i := range times {
		if p.Nanoseconds[i] >= 0 {
			times[i] = time.Unix(p.Seconds[i], int64(p.Nanoseconds[i])).UTC()
		}
	}
	return Entry{
		Position: p.Position, Offset: p.Offset,
		Account: account.Account{
			ID: account.ID(p.ID), Version: p.Version,
			Username: p.Texts[0], Email: p.Texts[1], FirstName: p.Texts[2], LastName: p.Texts[3], Phone: p.Texts[4],
			Avatar: p.Texts[5], PasswordHash: password.Hash(p.Texts[6]),
			Role: account.Role(p.Role), Status: account.Status(p.Status),
			CreatedAt: times[0], LastLoginAt: times[1], EmailVerifiedAt: times[2], ValidAfter: times[3],
		},
		Nameless: p.Nameless, Picture: p.Picture, Mark: p.Mark, Faults: p.Faults, Notes: p.Notes,
	}
}

// Carried is a Source at the other end of Send.
type Carried struct {
	decoder *gob.Decoder
	freight freight
}

// Receive begins to read what Send writes.
func Receive(r io.Reader) (*Carried, error) {
	c := &Carried{decoder: gob.NewDecoder(bufio.NewReaderSize(r, 1<<16))}
	if err := c.decoder.Decode(&c.freight); err != nil {
		return nil, broke(err)
	}
	return c, nil
}

func broke(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the source ended before its end")
	}
	return fmt.Errorf("what the source sends cannot be read: %w", err)
}

// Media is the folder with the pictures, "" for none.
func (c *Carried) Media() string { return c.freight.Media }

// Name is that of the source.
func (c *Carried) Name() string { return c.freight.Name }

// Place says "row 17".
func (*Carried) Place(position int64) string { return PlaceOfRow(position) }

// PlaceOfRow is Source.Place for sources whose entries are rows with ids.
func PlaceOfRow(id int64) string { return fmt.Sprintf("row %d", id) }

// Each reads the entries.
func (c *Carried) Each(ctx context.Context, yield func(Entry) error) error {
	return unpackAll(ctx, c.decoder, yield)
}

func unpackAll(ctx context.Context, from *gob.Decoder, yield func(Entry) error) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var p parcel
		if err := from.Decode(&p); err != nil {
			return broke(err)
		}
		if p.End {
			return nil
		}
		if err := yield(p.unpack()); err != nil {
			return err
		}
	}
}
