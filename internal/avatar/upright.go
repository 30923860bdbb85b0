package avatar

import "image"

// turns says for each orientation where a pixel of the upright picture is found
// in the stored one: whether columns and rows change places, and along which
// side of the stored picture to count from the far end.
var turns = [9]struct{ swap, fromRight, fromBottom bool }{
	2: {fromRight: true},
	3: {fromRight: true, fromBottom: true},
	4: {fromBottom: true},
	5: {swap: true},
	6: {swap: true, fromBottom: true},
	7: {swap: true, fromRight: true, fromBottom: true},
	8: {swap: true, fromRight: true},
}

// upright turns the picture so that its top is on top. The orientation is data
// about the picture and goes with all the other; who applies it afterwards would
// turn the picture twice.
func upright(stored *image.NRGBA, o orientation) *image.NRGBA {
	if o <= asStored {
		return stored
	}
	turn, size := turns[o], stored.Rect.Size()
	width, height := size.X, size.Y
	if turn.swap {
		width, height = height, width
	}
	turned := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			sx, sy := x, y
			if turn.swap {
				sx, sy = y, x
			}
			if turn.fromRight {
				sx = size.X - 1 - sx
			}
			if turn.fromBottom {
				sy = size.Y - 1 - sy
			}
			to, from := turned.PixOffset(x, y), stored.PixOffset(sx, sy)
			copy(turned.Pix[to:to+4], stored.Pix[from:from+4])
		}
	}
	return turned
}
