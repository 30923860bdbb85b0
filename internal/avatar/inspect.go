package avatar

import (
	"bytes"
	"context"
	"fmt"
	"image"
)

// inspection is what the header and the metadata of a picture say, found without
// decoding or allocating any pixel.
type inspection struct {
	format        format
	width, height int
	orientation   orientation
	perPixel      int64 // bytes that decoding takes for each pixel, at most
	besides       int64 // and bytes besides
}

// shrunken is the largest picture between the two steps of scaling, see fit.
const shrunken = 4 * (2 * MaxSide) * (2 * MaxSide)

// memory returns the bytes that must be there at once to make an image of the
// picture. The second step of scaling is left out: it takes 90 MB, but after the
// decoded picture is gone, and one place of the gate covers it.
func (i inspection) memory() int64 {
	return int64(i.width)*int64(i.height)*i.perPixel + i.besides + shrunken
}

// format is one of the four that are taken.
type format struct {
	magic   func(raw []byte) bool
	lossy   bool // always; of WebP the decoded picture tells
	inspect func(raw []byte) (inspection, error)
	decode  func(ctx context.Context, raw []byte) (image.Image, error)
}

// formats is the closed list. The registry of package image is not used: any
// package of the program could add a decoder to it.
func formats() []format {
	return []format{
		{magic: isJPEG, inspect: inspectJPEG, decode: decodeJPEG, lossy: true},
		{magic: isPNG, inspect: inspectPNG, decode: decodePNG},
		{magic: isGIF, inspect: inspectGIF, decode: decodeGIF},
		{magic: isWebP, inspect: inspectWebP, decode: decodeWebP},
	}
}

// inspect finds out what raw is, and refuses it when it is none of the four or
// too large. Errors: ErrNotImage, ErrTooManyPixels.
func inspect(raw []byte) (inspection, error) {
	for _, f := range formats() {
		if !f.magic(raw) {
			continue
		}
		found, err := guard(func() (inspection, error) { return f.inspect(raw) })
		if err != nil {
			return inspection{}, err
		}
		found.format = f
		return found, bound(found.width, found.height)
	}
	return inspection{}, ErrNotImage
}

// bound checks a size. A picture of one row of 25 million pixels is refused too,
// although the product is within the limit: a decoder keeps whole rows besides
// the picture, and only PNG can express such a thing.
func bound(width, height int) error {
	if width <= 0 || height <= 0 {
		return fmt.Errorf("%w: no pixels", ErrNotImage)
	}
	if width > maxLength || height > maxLength || width*height > MaxPixels {
		return fmt.Errorf("%w: %d x %d", ErrTooManyPixels, width, height)
	}
	return nil
}

// guard calls a decoder of foreign bytes. Whatever it objects to, and a panic in
// it, mean that the bytes are no picture; a defect in a decoder must not end the
// process.
func guard[T any](work func() (T, error)) (result T, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: the decoder gave up: %v", ErrNotImage, reason)
		}
	}()
	result, err = work()
	if err != nil {
		return result, fmt.Errorf("%w: %w", ErrNotImage, err)
	}
	return result, nil
}

// decode turns the whole of an inspected picture into pixels. Its errors are
// ErrNotImage and that of ctx.
func decode(ctx context.Context, raw []byte, found inspection) (image.Image, error) {
	decoded, err := guard(func() (image.Image, error) { return found.format.decode(ctx, raw) })
	if ctx.Err() != nil {
		return nil, fmt.Errorf("decoding a picture: %w", ctx.Err())
	}
	if err != nil {
		return nil, err
	}
	// What was admitted by its header must not turn out larger.
	if size := decoded.Bounds().Size(); size != image.Pt(found.width, found.height) {
		return nil, fmt.Errorf("%w: the pixels do not fill the size it claims", ErrNotImage)
	}
	return decoded, nil
}

// reader gives the decoders their bytes until the context ends. Decoders cannot
// be interrupted otherwise, and a picture whose sender has gone need not be
// decoded to its end. It has no other method than Read: some decoders prefer
// ReadByte where there is one, and would go past the question.
type reader struct {
	ctx  context.Context //nolint:containedctx // lives for one decoding
	from *bytes.Reader
}

func newReader(ctx context.Context, raw []byte) reader {
	return reader{ctx, bytes.NewReader(raw)}
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}
