package avatar_test

import (
	"image"
	"image/color"
	"testing"

	"perfil/internal/avatar"
)

func TestThePictureFitsAndKeepsItsShape(t *testing.T) {
	for _, test := range []struct{ from, want image.Point }{
		{image.Pt(1, 1), image.Pt(1, 1)},
		{image.Pt(1024, 768), image.Pt(1024, 768)},
		{image.Pt(80, 1024), image.Pt(80, 1024)},
		{image.Pt(1025, 600), image.Pt(1024, 599)},
		{image.Pt(2000, 1000), image.Pt(1024, 512)},
		{image.Pt(1000, 2000), image.Pt(512, 1024)},
		{image.Pt(2047, 500), image.Pt(1024, 250)},
		{image.Pt(2048, 1), image.Pt(1024, 1)},
		{image.Pt(3001, 199), image.Pt(1024, 68)},
		{image.Pt(65535, 1), image.Pt(1024, 1)},
		{image.Pt(1, 65535), image.Pt(1, 1024)},
		{image.Pt(65535, 100), image.Pt(1024, 2)},
	} {
		made := encode(t, blankPNG(test.from.X, test.from.Y))
		if got := image.Pt(made.Width, made.Height); got != test.want {
			t.Errorf("%v became %v, want %v", test.from, got, test.want)
		}
		shown(t, made)
	}
}

func TestScalingKeepsColoursInTheirPlaces(t *testing.T) {
	for _, size := range []image.Point{{1500, 110}, {2500, 130}, {201, 4099}} {
		checkCorners(t, shown(t, encode(t, pngOf(t, quarters(size.X, size.Y)))), corners, 0)
		checkCorners(t, shown(t, encode(t, jpegOf(t, quarters(size.X, size.Y)))), corners, 4)
	}
}

// Fine lines become an even grey. A filter that looks only at the nearest pixels
// would show black, white, or broad stripes that are not in the picture.
func TestFineLinesDoNotBecomeStripes(t *testing.T) {
	for _, width := range []int{2047, 2048, 3001, 4500} {
		lines := image.NewGray(image.Rect(0, 0, width, 64))
		for i := range lines.Pix {
			lines.Pix[i] = uint8(i % width % 2 * 255)
		}
		p := shown(t, encode(t, pngOf(t, lines)))
		for x := 8; x < p.Bounds().Dx()-8; x++ {
			if got := color.GrayModel.Convert(p.At(x, 1)).(color.Gray).Y; got < 80 || got > 175 {
				t.Fatalf("%d wide: column %d is %d", width, x, got)
			}
		}
	}
}

// The colour of what is fully transparent must not bleed into its neighbours.
func TestInvisibleColoursStayInvisible(t *testing.T) {
	for _, width := range []int{1800, 3600} {
		p := image.NewNRGBA(image.Rect(0, 0, width, 90))
		for i := 0; i < len(p.Pix); i += 4 {
			if x := i / 4 % width; x/7%2 == 0 {
				copy(p.Pix[i:], []uint8{200, 0, 0, 255})
			} else {
				copy(p.Pix[i:], []uint8{0, 255, 0, 0})
			}
		}
		scaled := shown(t, encode(t, pngOf(t, p)))
		for x := range scaled.Bounds().Dx() {
			c := color.NRGBAModel.Convert(scaled.At(x, 2)).(color.NRGBA)
			if c.G > 0 || c.A > 100 && (c.R < 170 || c.R > 230) {
				t.Fatalf("%d wide: column %d is %v", width, x, c)
			}
		}
	}
}

func TestAnOpaquePictureStaysOpaque(t *testing.T) {
	made, err := avatar.NewEncoder(1).Encode(t.Context(), pngOf(t, photo(1700, 60)))
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := shown(t, made).(interface{ Opaque() bool }); !ok || !p.Opaque() {
		t.Error("an opaque picture has holes")
	}
}
