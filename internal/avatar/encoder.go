package avatar

import (
	"context"
	"errors"
	"fmt"
	"image"
)

// What is taken and what is made of it.
const (
	MaxBytes  = 5 << 20    // of a picture that is sent in
	MaxPixels = 25_000_000 // of it: 5000 by 5000
	MaxSide   = 1024       // pixels on the longer side of what is made of it
	maxLength = 1<<16 - 1  // pixels on one side: what JPEG and GIF can express
	jpegGrade = 90         // quality of the JPEGs written here
	placeSize = 128 << 20  // bytes that one place of the gate stands for
	perPlace  = 4          // callers that may wait for each place
)

// Why a picture is refused. All but ErrBusy are the sender's doing.
var (
	ErrEmpty         = errors.New("the picture is empty")
	ErrTooManyBytes  = errors.New("the picture is larger than 5 MiB")
	ErrTooManyPixels = errors.New("the picture has more than 25 megapixels")
	ErrNotImage      = errors.New("not a JPEG, PNG, GIF or WebP, or a damaged one")
	ErrBusy          = errors.New("too many pictures are being decoded")
)

// Image is a picture as it is stored and served.
type Image struct {
	Bytes         []byte
	Type          string // image/png or image/jpeg
	Width, Height int    // pixels, at most MaxSide
}

// Encoder makes images of what is sent in. It is safe for concurrent use; a
// process needs one, because its gate bounds only what passes through it.
type Encoder struct{ gate *gate }

// NewEncoder returns an encoder that decodes at most width pictures at once,
// which should be the number of cores. Less than one counts as one.
func NewEncoder(width int) *Encoder {
	return &Encoder{gate: newGate(max(width, 1), placeSize)}
}

// Encode makes an image of raw, the bytes of a JPEG, PNG, GIF or WebP. Of an
// animation the first frame is taken. PNG, GIF and WebP with transparency or
// without loss become PNG; JPEG and the other WebP become JPEG. The same bytes
// give the same image.
//
// It returns ErrEmpty, ErrTooManyBytes, ErrTooManyPixels, ErrNotImage, ErrBusy or
// the error of ctx, each perhaps wrapped.
func (e *Encoder) Encode(ctx context.Context, raw []byte) (Image, error) {
	if len(raw) == 0 {
		return Image{}, ErrEmpty
	}
	if len(raw) > MaxBytes {
		return Image{}, ErrTooManyBytes
	}
	// Outside the gate: a header costs nothing, and who sends a picture that is
	// refused anyway should neither wait nor keep others waiting.
	found, err := inspect(raw)
	if err != nil {
		return Image{}, err
	}
	var made Image
	var failed error
	err = e.gate.pass(ctx, found.memory(), func() { made, failed = remake(ctx, raw, found) })
	if err != nil {
		return Image{}, err
	}
	return made, failed
}

// remake decodes, scales, turns and writes. The decoded picture is scaled before
// it is turned: turning costs a second copy, and the small one is cheap.
func remake(ctx context.Context, raw []byte, found inspection) (Image, error) {
	decoded, err := decode(ctx, raw, found)
	if err != nil {
		return Image{}, err
	}
	_, subsampled := decoded.(*image.YCbCr)
	pixels := upright(fit(decoded), found.orientation)
	if err := ctx.Err(); err != nil {
		return Image{}, fmt.Errorf("remaking a picture: %w", err)
	}
	return write(pixels, found.format.lossy || subsampled)
}
