package avatar

import (
	"bytes"
	"context"
	"image"
	"image/gif"
)

func isGIF(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("GIF87a")) || bytes.HasPrefix(raw, []byte("GIF89a"))
}

// inspectGIF counts one byte for a pixel of the frame and 4 for the canvas that
// a smaller frame is placed on.
func inspectGIF(raw []byte) (inspection, error) {
	config, err := gif.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return inspection{}, err
	}
	return inspection{width: config.Width, height: config.Height, perPixel: 1 + 4}, nil
}

// decodeGIF decodes the first frame and nothing after it, and shows it where it
// belongs on the whole picture.
func decodeGIF(ctx context.Context, raw []byte) (image.Image, error) {
	config, err := gif.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	frame, err := gif.Decode(newReader(ctx, raw))
	if err != nil {
		return nil, err
	}
	return place(frame, frame.Bounds().Min, config.Width, config.Height), nil
}
