package migrate

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
)

// spool is a file in which entries wait. It has no name, so nothing is left of it
// and of the hashes in it, however the process ends.
type spool struct {
	to      sink
	out     *bufio.Writer
	encoder *gob.Encoder
}

// passes are the ways through a source of an import that stores in pieces.
type passes[R any] struct {
	// note looks at an entry where there is no rehearsal.
	note     func(e *Entry, ids *reserve)
	rehearse func(source Source) (R, reserve, error)                    // keeps nothing
	store    func(source Source, ids reserve, waiting int64) (R, error) // waiting: bytes that the source takes meanwhile
}

// throughSpool takes a source to its end before anything of it is stored, and
// rehearses meanwhile, unless what cannot come may be left out.
func throughSpool[R any](ctx context.Context, folder string, room Room, source Source, skipBad bool, p passes[R]) (out R, err error) {
	spool, err := newSpool(folder, room)
	if err != nil {
		return out, err
	}
	defer spool.close()
	var ids reserve
	if skipBad {
		err = spool.fill(ctx, source, func(e *Entry) { p.note(e, &ids) })
	} else {
		out, ids, err = p.rehearse(spool.copying(source))
	}
	if err != nil {
		return out, err
	}
	return p.store(spool.again(source), ids, spool.to.size)
}

func newSpool(folder string, room Room) (*spool, error) {
	f, err := os.CreateTemp(folder, ".import-*") // made with 0600
	if err != nil {
		return nil, fmt.Errorf("there is no room for what is imported to wait: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s := &spool{to: sink{file: f, room: room}}
	s.out = bufio.NewWriterSize(&s.to, 1<<16)
	s.encoder = gob.NewEncoder(s.out)
	return s, nil
}

func (s *spool) close() { _ = s.to.file.Close() } // it was only ours

// fill reads a source to its end, and shows each entry once.
func (s *spool) fill(ctx context.Context, source Source, show func(*Entry)) error {
	return s.copying(source).Each(ctx, func(e Entry) error {
		show(&e)
		return nil
	})
}

// copying is a source that leaves a copy of its entries here.
func (s *spool) copying(source Source) Source { return &copied{source, s} }

// again is the source as it was left here.
func (s *spool) again(source Source) Source { return &left{source, s} }

type copied struct {
	Source
	in *spool
}

// Each reads the source.
func (c *copied) Each(ctx context.Context, yield func(Entry) error) error {
	var p parcel
	err := c.Source.Each(ctx, func(e Entry) error {
		p.pack(&e)
		if err := c.in.encoder.Encode(&p); err != nil {
			return err
		}
		return yield(e)
	})
	if err == nil {
		err = c.in.encoder.Encode(&parcel{End: true})
	}
	if err != nil {
		return err
	}
	if err := c.in.out.Flush(); err != nil {
		return err
	}
	return c.in.to.enough()
}

type left struct {
	Source
	in *spool
}

// Each reads what copied wrote.
func (l *left) Each(ctx context.Context, yield func(Entry) error) error {
	if _, err := l.in.to.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return unpackAll(ctx, gob.NewDecoder(bufio.NewReaderSize(l.in.to.file, 1<<16)), yield)
}
