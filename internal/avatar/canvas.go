package avatar

import (
	"image"
	"image/color"
)

// place puts a picture that covers only a part onto a transparent canvas of the
// given size. One that covers it all is returned as it is.
func place(part image.Image, at image.Point, width, height int) image.Image {
	whole := image.Rect(0, 0, width, height)
	if at == whole.Min && part.Bounds() == whole {
		return part
	}
	canvas := image.NewNRGBA(whole)
	paint(canvas, at, part)
	return canvas
}

// paint copies every pixel of part into canvas with its corner at the given
// point. It does not use image/draw, whose detour over multiplied alpha changes
// the colour of nearly transparent pixels.
func paint(canvas *image.NRGBA, at image.Point, part image.Image) {
	from := part.Bounds()
	colourAt := colours(part)
	for y := range from.Dy() {
		for x := range from.Dx() {
			canvas.SetNRGBA(at.X+x, at.Y+y, colourAt(from.Min.X+x, from.Min.Y+y))
		}
	}
}

// colours returns a function that reads pixels. That of a palette, which a GIF
// of 25 megapixels asks 25 million times, does not convert each one anew.
func colours(part image.Image) func(x, y int) color.NRGBA {
	switch p := part.(type) {
	case *image.NRGBA:
		return p.NRGBAAt
	case *image.Paletted:
		var palette [256]color.NRGBA
		for i, entry := range p.Palette {
			palette[i] = plain(entry)
		}
		return func(x, y int) color.NRGBA { return palette[p.ColorIndexAt(x, y)] }
	}
	return func(x, y int) color.NRGBA { return plain(part.At(x, y)) }
}

func plain(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }
