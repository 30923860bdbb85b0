package avatar

import (
	"bytes"
	"context"
	"errors"
	"image"

	"golang.org/x/image/webp"
)

var errWebP = errors.New("damaged WebP container")

func isWebP(raw []byte) bool {
	return len(raw) >= riffHead && string(raw[:4]) == "RIFF" && string(raw[8:12]) == "WEBP"
}

// webpFile is what the container of a WebP says. Width and height are those of
// the canvas.
type webpFile struct {
	width, height int
	at            image.Point // where the picture belongs on the canvas
	still         []byte      // a WebP of the picture alone
}

func inspectWebP(raw []byte) (inspection, error) {
	file, err := openWebP(raw)
	if err != nil {
		return inspection{}, err
	}
	found := inspection{width: file.width, height: file.height, orientation: asStored}
	for id, body := range chunks(raw) {
		if id == "EXIF" {
			found.orientation = orientationOf(body)
			break
		}
	}
	found.perPixel, found.besides = webpCost(file.still)
	if len(file.still) != len(raw) {
		found.perPixel += 4 // a canvas, perhaps
	}
	return found, nil
}

// webpCost: a lossless picture takes 4 bytes a pixel, as much again while a
// palette is undone, and 1 for its transforms. One with loss takes 1.5, and its
// alpha, if it has any, is a lossless picture of its own.
//
// A lossless picture has besides up to 2600 groups of Huffman trees, 53 kB each
// when filled. Filling them takes input: 2 bits can repeat 6 codes of 16 bytes
// each, so a byte of it cannot make more than 384.
func webpCost(still []byte) (perPixel, besides int64) {
	const groups, perByte = 2600 * 53_000, 384
	for id, body := range chunks(still) {
		switch id {
		case "VP8L":
			return 9, min(groups, perByte*int64(len(body)))
		case "ALPH":
			return 12, min(groups, perByte*int64(len(body)))
		case "VP8 ":
			return 2, 0
		}
	}
	return 2, 0
}

// decodeWebP decodes the picture, or the first frame of an animation, and shows
// it where it belongs on the canvas.
func decodeWebP(ctx context.Context, raw []byte) (image.Image, error) {
	file, err := openWebP(raw)
	if err != nil {
		return nil, err
	}
	picture, err := webp.Decode(newReader(ctx, file.still))
	if err != nil {
		return nil, err
	}
	widen(picture)
	return place(picture, file.at, file.width, file.height), nil
}

// openWebP finds the picture in a WebP. The decoder knows still pictures only, so
// the first frame of an animation is put into a file of its own.
func openWebP(raw []byte) (webpFile, error) {
	const animated = 1 << 1 // of the flags in VP8X
	canvas, frame := []byte(nil), []byte(nil)
	for id, body := range chunks(raw) {
		if id == "VP8X" && canvas == nil && len(body) == vp8xSize && body[0]&animated != 0 {
			canvas = body
		}
		if id == "ANMF" {
			frame = body
			break
		}
	}
	if canvas == nil {
		config, err := webp.DecodeConfig(bytes.NewReader(raw))
		return webpFile{width: config.Width, height: config.Height, still: raw}, err
	}
	if len(frame) < anmfHead {
		return webpFile{}, errWebP
	}
	return openFrame(webpFile{
		width:  uint24(canvas[4:]) + 1,
		height: uint24(canvas[7:]) + 1,
		at:     image.Pt(2*uint24(frame), 2*uint24(frame[3:])),
		still:  stillOf(frame),
	}, image.Pt(uint24(frame[6:])+1, uint24(frame[9:])+1))
}

// openFrame checks that the frame is as large as it claims and lies on the
// canvas: it is the size of the canvas that is bounded.
func openFrame(file webpFile, size image.Point) (webpFile, error) {
	config, err := webp.DecodeConfig(bytes.NewReader(file.still))
	if err != nil {
		return webpFile{}, err
	}
	frame := image.Rectangle{Min: file.at, Max: file.at.Add(size)}
	if image.Pt(config.Width, config.Height) != size || !frame.In(image.Rect(0, 0, file.width, file.height)) {
		return webpFile{}, errWebP
	}
	return file, nil
}
