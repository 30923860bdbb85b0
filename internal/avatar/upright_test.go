package avatar_test

import (
	"fmt"
	"image"
	"slices"
	"testing"
)

// Where the quarters of the stored picture are when it is held upright (EXIF
// 2.32, tag 274: which side of the scene the first row and column are).
var held = [9][4]int{
	1: {0, 1, 2, 3}, // as stored
	2: {1, 0, 3, 2}, // mirrored left to right
	3: {3, 2, 1, 0}, // upside down
	4: {2, 3, 0, 1}, // mirrored top to bottom
	5: {0, 2, 1, 3}, // mirrored along the diagonal
	6: {2, 0, 3, 1}, // lying on its left side: turned clockwise
	7: {3, 1, 2, 0}, // mirrored along the other diagonal
	8: {1, 3, 0, 2}, // lying on its right side
}

func TestAPictureIsTurnedUpright(t *testing.T) {
	photograph, drawing := jpegOf(t, quarters(32, 16)), pngOf(t, quarters(32, 16))
	large := pngOf(t, quarters(1200, 40))
	for value := uint16(1); value <= 8; value++ {
		for _, order := range []string{"II", "MM"} {
			data := exif(order, value)
			for name, raw := range map[string][]byte{
				"JPEG":               withSegment(photograph, 0xE1, append([]byte("Exif\x00\x00"), data...)),
				"PNG":                withChunk(drawing, "eXIf", data),
				"PNG, at the end":    slices.Insert(slices.Clone(drawing), len(drawing)-12, pngChunk("eXIf", data)...),
				"one that is scaled": withChunk(large, "eXIf", data),
			} {
				t.Run(fmt.Sprintf("%s %s %d", name, order, value), func(t *testing.T) { checkHeld(t, raw, int(value)) })
			}
		}
	}
}

func checkHeld(t *testing.T, raw []byte, value int) {
	made := encode(t, raw)
	if lying := value >= 5; lying != (made.Height > made.Width) {
		t.Errorf("became %d x %d", made.Width, made.Height)
	}
	want := corners
	for place, from := range held[value] {
		want[place] = corners[from]
	}
	checkCorners(t, shown(t, made), want, 8)
}

func TestAWebPIsTurnedUpright(t *testing.T) {
	checkHeld(t, sample(t, "turned.webp"), 6)
	for value := uint16(1); value <= 8; value++ {
		// The lossless sample has no VP8X that announces EXIF; it counts all the same.
		checkHeld(t, withRIFFChunk(sample(t, "lossless.webp"), "EXIF", exif("MM", value)), int(value))
	}
}

func TestSenselessOrientationIsIgnored(t *testing.T) {
	good := exif("II", 6)
	far := slices.Clone(good)
	far[4], far[7] = 0xFF, 0xFF // the directory lies beyond the end
	many := slices.Clone(good)
	many[8], many[9] = 0xFF, 0xFF // 65535 entries, of which two are there
	many[22] = 0                  // and the second is none of ours
	other := slices.Clone(good)
	other[24] = 4 // a long, not a short
	drawing := pngOf(t, quarters(32, 16))
	for name, data := range map[string][]byte{
		"zero":             exif("II", 0),
		"nine":             exif("II", 9),
		"empty":            {},
		"half a head":      good[:6],
		"half a directory": good[:20],
		"far away":         far,
		"too many entries": many,
		"another type":     other,
		"no TIFF":          []byte("nothing of the kind"),
	} {
		checkCornersOf(t, name, withChunk(drawing, "eXIf", data))
	}
}

func checkCornersOf(t *testing.T, name string, raw []byte) {
	t.Run(name, func(t *testing.T) {
		p := shown(t, encode(t, raw))
		if p.Bounds() != image.Rect(0, 0, 32, 16) {
			t.Errorf("became %v", p.Bounds())
		}
		checkCorners(t, p, corners, 0)
	})
}
