package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"strings"
)

// Sink takes the members of an archive. Names are DatabaseName, KeyName and
// those of Picture; no other comes, and none twice.
type Sink interface {
	// Take keeps a member. from gives size bytes, or an error.
	Take(name string, from io.Reader, size int64) error
}

// Told is what an archive says of itself, once all of it was read.
type Told struct {
	Head
	Manifest
}

// Read reads an archive to its end and gives its members to sink. Only when it
// returns nil was the archive whole, and what sink took is good; before that
// nothing of it may be used.
//
// The archive may come from anybody: it has no other members than those that
// are listed, in their order, no links, no folders and no holes, and what it
// gives is bounded by what it holds. Errors: those of this package, of from, of
// sink and of ctx.
func Read(ctx context.Context, from io.Reader, sink Sink) (Told, error) {
	in := patient{ctx, from}
	r := &reader{tar: tar.NewReader(in), sink: sink, sums: sha256.New()}
	for r.next = (*reader).head; r.next != nil; {
		header, err := r.tar.Next()
		if err != nil {
			return Told{}, r.broken(ctx, err)
		}
		if err := r.plain(header); err != nil {
			return Told{}, err
		}
		if err := r.next(r, header); err != nil {
			return Told{}, r.broken(ctx, err)
		}
	}
	if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		return Told{}, damaged("something follows its end")
	}
	// To the very end: only there an encrypted archive shows that it is whole.
	rest, err := io.Copy(io.Discard, io.LimitReader(in, maxTrailing+1))
	if err != nil {
		return Told{}, r.broken(ctx, err)
	}
	if rest > maxTrailing {
		return Told{}, damaged("something follows its end")
	}
	return r.told, nil
}

// reader goes through an archive. next takes the member that comes.
type reader struct {
	tar  *tar.Reader
	sink Sink
	next func(*reader, *tar.Header) error
	told Told

	sums  hash.Hash // of the lines that SHA256SUMS must consist of
	lines int64     // their length
	bytes int64
	last  string // the picture before this one
	count int64  // pictures
	given string // digest of the member SHA256SUMS
}

// broken makes an error of what the tar format, or a layer below, did not like.
func (r *reader) broken(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = damaged("it is cut off")
	case errors.Is(err, tar.ErrHeader), errors.Is(err, tar.ErrFieldTooLong):
		err = damaged("a part of it cannot be read")
	default:
		return err
	}
	if r.told.Format == "" {
		return ErrForeign
	}
	return err
}

// plain wants a file and nothing else. A header of the later format may carry a
// size that the older one cannot, and nothing besides: it could also describe
// holes, which take no room in the archive and all there is on the disk.
func (r *reader) plain(h *tar.Header) error {
	refuse := h.Typeflag != tar.TypeReg || h.Size < 0 || h.Linkname != ""
	for key := range h.PAXRecords {
		refuse = refuse || key != "size"
	}
	switch {
	case !refuse:
		return nil
	case r.told.Format == "":
		return ErrForeign
	}
	return damaged("it holds something that is no file")
}

func (r *reader) head(h *tar.Header) error {
	if !isHead(h) {
		return ErrForeign
	}
	text, err := r.small(h)
	if err != nil {
		return err
	}
	head, ok := parseHead(text)
	if !ok {
		return ErrForeign
	}
	if head.Version > Version {
		return ErrNewer
	}
	r.told.Head = head
	r.note(headName, text)
	r.next = (*reader).database
	return nil
}

func (r *reader) database(h *tar.Header) error {
	if h.Name != DatabaseName || h.Size != r.told.Head.Database {
		return damaged("its database is missing")
	}
	r.next = (*reader).afterDatabase
	return r.take(h)
}

// afterDatabase takes the key if there is one.
func (r *reader) afterDatabase(h *tar.Header) error {
	r.next = (*reader).picture
	if !r.told.HasKey {
		return r.picture(h)
	}
	if h.Name != KeyName || h.Size > maxKey {
		return damaged("its key is missing")
	}
	return r.key(h)
}

// picture takes a picture, or what follows the last one.
func (r *reader) picture(h *tar.Header) error {
	if h.Name == sumsName {
		return r.list(h)
	}
	name, ok := pictureOf(h.Name)
	if !ok || string(name) <= r.last || h.Size > maxPicture {
		return damaged("it holds a member that does not belong there")
	}
	r.last = string(name)
	r.count++
	return r.take(h)
}

// list reads the digests. They are not kept: what they must be is known, so one
// digest of all of them is enough.
func (r *reader) list(h *tar.Header) error {
	if h.Size != r.lines {
		return damaged("its list of digests does not fit")
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, r.tar); err != nil {
		return err
	}
	r.given = hex.EncodeToString(sum.Sum(nil))
	r.next = (*reader).manifest
	return nil
}

func (r *reader) manifest(h *tar.Header) error {
	if h.Name != manifestName || h.Size > maxHead {
		return damaged("its manifest is missing")
	}
	text, err := r.small(h)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &r.told.Manifest); err != nil {
		return damaged("its manifest cannot be read")
	}
	m := r.told.Manifest
	if computed := hex.EncodeToString(r.sums.Sum(nil)); m.Sums != computed || r.given != computed {
		return damaged("a member is not what it was")
	}
	if m.Pictures != r.count || m.Bytes != r.bytes {
		return damaged("a member is missing")
	}
	r.next = nil
	return nil
}

// small reads a member that was looked at for its size.
func (r *reader) small(h *tar.Header) ([]byte, error) {
	var text strings.Builder
	_, err := io.CopyN(&text, r.tar, h.Size)
	return []byte(text.String()), err
}

// take gives a member to the sink, and notes its digest.
func (r *reader) take(h *tar.Header) error {
	sum := sha256.New()
	counted := &counter{from: io.TeeReader(r.tar, sum)}
	if err := r.sink.Take(h.Name, counted, h.Size); err != nil {
		return err
	}
	if counted.n != h.Size {
		return damaged("it is cut off")
	}
	r.add(h.Name, sum.Sum(nil), h.Size)
	return nil
}

func (r *reader) note(name string, content []byte) {
	sum := sha256.Sum256(content)
	r.add(name, sum[:], int64(len(content)))
}

func (r *reader) add(name string, sum []byte, size int64) {
	line := sumLine(name, sum)
	r.sums.Write([]byte(line))
	r.lines += int64(len(line))
	r.bytes += size
}

// counter counts what is read.
type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.n += int64(n)
	return n, err
}
