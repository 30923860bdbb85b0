package avatar

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

// write encodes the pixels. Both encoders write what the pixels need and nothing
// else: no comment, no time, no name of a program.
func write(pixels *image.NRGBA, lossy bool) (Image, error) {
	made := Image{Type: "image/png", Width: pixels.Rect.Dx(), Height: pixels.Rect.Dy()}
	var out bytes.Buffer
	var err error
	if lossy {
		made.Type = "image/jpeg"
		// What comes from a lossy picture is opaque, and opaque pixels are the same
		// bytes with and without multiplied alpha; the encoder is fast for this kind.
		opaque := &image.RGBA{Pix: pixels.Pix, Stride: pixels.Stride, Rect: pixels.Rect}
		err = jpeg.Encode(&out, opaque, &jpeg.Options{Quality: jpegGrade})
	} else {
		err = png.Encode(&out, pixels)
	}
	if err != nil {
		return Image{}, fmt.Errorf("encoding an image: %w", err)
	}
	made.Bytes = out.Bytes()
	return made, nil
}
