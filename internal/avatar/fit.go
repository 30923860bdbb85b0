package avatar

import (
	"image"
	stddraw "image/draw"

	"golang.org/x/image/draw"
)

// fit scales a decoded picture down to MaxSide on its longer side, never up, and
// returns it in the one form that the rest works on.
//
// It goes in two steps. First boxes of whole pixels are averaged, until less
// than twice the wanted size is left; that takes one pass and next to no memory,
// whatever the size. Then a Catmull-Rom filter does the rest, which keeps edges
// sharper than any averaging. The filter alone would do as well, but keeps 32
// bytes for each source row and target column: 164 MB more for 25 megapixels,
// beside the decoded picture, instead of 67 MB when that is gone.
func fit(decoded image.Image) *image.NRGBA {
	size := decoded.Bounds().Size()
	longer := max(size.X, size.Y)
	if longer <= MaxSide {
		return straight(decoded)
	}
	if by := longer / MaxSide; by > 1 {
		decoded = shrink(decoded, ceil(size.X, by), ceil(size.Y, by))
	}
	scaled := image.NewRGBA(image.Rect(0, 0, share(size.X, longer), share(size.Y, longer)))
	draw.CatmullRom.Scale(scaled, scaled.Rect, decoded, decoded.Bounds(), draw.Src, nil)
	return straight(scaled)
}

func ceil(length, by int) int { return (length + by - 1) / by }

// share is what remains of a side, rounded, of the thinnest picture one pixel.
func share(side, longer int) int {
	return max((side*MaxSide+longer/2)/longer, 1)
}

// shrink averages the pixels of each of width by height boxes. Colours are
// weighed by their alpha, so that what is invisible does not shine through. The
// boxes differ by at most one pixel and leave none out, so nothing is distorted
// where the sizes do not divide.
func shrink(from image.Image, width, height int) *image.RGBA {
	bounds := from.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	row := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1))
	sums := make([]uint32, 4*width)
	for y := range height {
		top, bottom := y*bounds.Dy()/height, (y+1)*bounds.Dy()/height
		clear(sums)
		for sy := top; sy < bottom; sy++ {
			stddraw.Draw(row, row.Rect, from, bounds.Min.Add(image.Pt(0, sy)), stddraw.Src)
			gather(sums, row.Pix)
		}
		spread(small.Pix[y*small.Stride:], sums, bounds.Dx(), bottom-top)
	}
	return small
}

// gather adds a row of pixels to the sums of the boxes it runs through.
func gather(sums []uint32, row []uint8) {
	width, boxes := len(row)/4, len(sums)/4
	for box := range boxes {
		for x := box * width / boxes; x < (box+1)*width/boxes; x++ {
			for c := range 4 {
				sums[4*box+c] += uint32(row[4*x+c])
			}
		}
	}
}

// spread divides the sums by the number of pixels in each box.
func spread(to []uint8, sums []uint32, width, rows int) {
	boxes := len(sums) / 4
	for box := range boxes {
		count := uint32(((box+1)*width/boxes - box*width/boxes) * rows)
		for c := range 4 {
			to[4*box+c] = uint8((sums[4*box+c] + count/2) / count)
		}
	}
}

// straight returns the picture with alpha not multiplied in, as PNG stores it,
// and its corner at 0,0. What is in that form already, or opaque and thereby the
// same, is not copied.
func straight(picture image.Image) *image.NRGBA {
	switch p := picture.(type) {
	case *image.NRGBA:
		if p.Rect.Min == (image.Point{}) {
			return p
		}
	case *image.RGBA:
		if p.Rect.Min == (image.Point{}) && p.Opaque() {
			return &image.NRGBA{Pix: p.Pix, Stride: p.Stride, Rect: p.Rect}
		}
	}
	size := picture.Bounds().Size()
	canvas := image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
	paint(canvas, image.Point{}, picture)
	return canvas
}
