package avatar

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/png"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

func isPNG(raw []byte) bool { return bytes.HasPrefix(raw, []byte(pngMagic)) }

func decodePNG(ctx context.Context, raw []byte) (image.Image, error) {
	return png.Decode(newReader(ctx, raw))
}

// inspectPNG counts 4 bytes for a pixel, 8 at 16 bits a channel, and as much
// again for the passes of an interlaced picture. Chunks other than pixels cost
// nothing: the decoder skips them, compressed text and profiles as well, without
// unpacking them.
func inspectPNG(raw []byte) (inspection, error) {
	config, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return inspection{}, err
	}
	// The header chunk comes first (PNG, section 5.6), so its fields have fixed places.
	const depthAt, interlaceAt = 24, 28
	found := inspection{width: config.Width, height: config.Height, perPixel: 4}
	if raw[depthAt] == 16 {
		found.perPixel *= 2
	}
	if raw[interlaceAt] != 0 {
		found.perPixel *= 2
	}
	found.orientation = pngOrientation(raw)
	return found, nil
}

// pngOrientation looks for the chunk eXIf (PNG, section 11.3.3.5), which may
// stand before or after the pixels.
func pngOrientation(raw []byte) orientation {
	const frame = 12 // length, type and checksum
	for rest := raw[len(pngMagic):]; len(rest) >= frame; {
		length := uint64(binary.BigEndian.Uint32(rest))
		if length+frame > uint64(len(rest)) {
			break
		}
		if string(rest[4:8]) == "eXIf" {
			return orientationOf(rest[8 : 8+length])
		}
		rest = rest[length+frame:]
	}
	return asStored
}
