package avatar

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"iter"
)

// Markers of ITU-T T.81, table B.1.
const (
	markerSOF2 = 0xC2 // frame header of a progressive picture
	markerRST0 = 0xD0
	markerRST7 = 0xD7
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA // a scan begins
	markerAPP1 = 0xE1 // EXIF among others
)

// maxScans bounds the time of a progressive JPEG. Every scan walks all blocks of
// the picture, and one that changes nothing takes about 100 bytes: 5 MiB of them
// on 25 megapixels would keep a core busy for minutes. Encoders write about ten.
const maxScans = 100

func isJPEG(raw []byte) bool { return bytes.HasPrefix(raw, []byte{0xFF, markerSOI, 0xFF}) }

func decodeJPEG(ctx context.Context, raw []byte) (image.Image, error) {
	return jpeg.Decode(newReader(ctx, raw))
}

func inspectJPEG(raw []byte) (inspection, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return inspection{}, err
	}
	found := inspection{width: config.Width, height: config.Height, orientation: asStored}
	components, progressive, scans := int64(0), false, 0
	for marker, body := range segments(raw) {
		switch {
		case marker == markerSOS:
			scans++
		case marker == markerAPP1 && scans == 0 && found.orientation == asStored:
			found.orientation = orientationOf(body)
		case marker >= 0xC0 && marker <= markerSOF2 && len(body) > 5:
			components, progressive = int64(body[5]), marker == markerSOF2
		}
	}
	if scans > maxScans {
		return inspection{}, errors.New("too many scans")
	}
	found.perPixel = jpegPerPixel(components, progressive)
	return found, nil
}

// jpegPerPixel: a byte for each component, 4 for the conversion of RGB and CMYK,
// and for a progressive picture 4 for each coefficient, of which there are as
// many as samples. Subsampling, which makes it less, is not counted in.
func jpegPerPixel(components int64, progressive bool) int64 {
	n := components
	if components > 1 {
		n += 4
	}
	if progressive {
		n += 4 * components
	}
	return n
}

// segments yields the marker segments of a JPEG with their bodies, up to the end
// of the picture or to where it stops making sense. The bytes of the scans, in
// which markers cannot occur unescaped, are skipped.
func segments(raw []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for rest := raw; ; {
			at := bytes.IndexByte(rest, 0xFF)
			if at < 0 || at+1 >= len(rest) {
				return
			}
			marker := rest[at+1]
			if marker == 0xFF { // a fill byte: the second may begin the marker
				rest = rest[at+1:]
				continue
			}
			rest = rest[at+2:]
			if bare(marker) {
				continue
			}
			if marker == markerEOI || len(rest) < 2 {
				return
			}
			length := int(rest[0])<<8 | int(rest[1])
			if length < 2 || length > len(rest) || !yield(marker, rest[2:length]) {
				return
			}
			rest = rest[length:]
		}
	}
}

// bare says whether no length follows the marker: the start, restarts, and 0,
// which stands for an escaped 0xFF within a scan.
func bare(marker byte) bool {
	return marker == 0 || marker == markerSOI || marker >= markerRST0 && marker <= markerRST7
}
