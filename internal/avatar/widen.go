package avatar

import "image"

// widen corrects the colours of a lossy WebP. VP8 keeps brightness from 16 to 235
// and colour from 16 to 240 (RFC 6386, section 9.2, by way of ITU-R BT.601), while
// YCbCr in Go is that of JPEG, from 0 to 255. The decoder does not convert one
// into the other (golang.org/issue/40173), and black comes out as dark grey.
func widen(picture image.Image) {
	var planes *image.YCbCr
	switch p := picture.(type) {
	case *image.YCbCr:
		planes = p
	case *image.NYCbCrA:
		planes = &p.YCbCr
	default:
		return // lossless: no such planes
	}
	brightness, colour := stretch(16, 16, 235, 0), stretch(128, 16, 240, 128)
	for _, plane := range []struct {
		pix   []uint8
		table [256]uint8
	}{{planes.Y, brightness}, {planes.Cb, colour}, {planes.Cr, colour}} {
		for i, value := range plane.pix {
			plane.pix[i] = plane.table[value]
		}
	}
}

// stretch maps the range low to high onto 256 values, from around zero to around
// newZero.
func stretch(zero, low, high, newZero int) (table [256]uint8) {
	for value := range table {
		scaled := (value-zero)*255*2/(high-low) + 2*newZero
		table[value] = uint8(min(max((scaled+1)/2, 0), 255))
	}
	return table
}
