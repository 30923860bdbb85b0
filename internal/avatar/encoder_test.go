package avatar_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"perfil/internal/avatar"
)

func encode(t testing.TB, raw []byte) avatar.Image {
	t.Helper()
	made, err := avatar.NewEncoder(2).Encode(t.Context(), raw)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return made
}

// shown decodes what was made, and checks that it is what it says.
func shown(t testing.TB, made avatar.Image) image.Image {
	t.Helper()
	decoders := map[string]func(*bytes.Reader) (image.Image, error){
		"image/png":  func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) },
		"image/jpeg": func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) },
	}
	decoder, known := decoders[made.Type]
	if !known {
		t.Fatalf("type %q", made.Type)
	}
	p, err := decoder(bytes.NewReader(made.Bytes))
	if err != nil {
		t.Fatalf("what was made cannot be decoded: %v", err)
	}
	if p.Bounds() != image.Rect(0, 0, made.Width, made.Height) {
		t.Fatalf("says %d x %d, is %v", made.Width, made.Height, p.Bounds())
	}
	return p
}

// checkCorners compares the colours in the middle of the four quarters.
func checkCorners(t *testing.T, p image.Image, want [4]color.NRGBA, tolerance int) {
	t.Helper()
	size := p.Bounds().Size()
	for i, w := range want {
		x, y := size.X/4+i%2*(size.X/2), size.Y/4+i/2*(size.Y/2)
		got := color.NRGBAModel.Convert(p.At(x, y)).(color.NRGBA)
		if !near(got, w, tolerance) {
			t.Errorf("quarter %d: %v, want %v", i, got, w)
		}
	}
}

func near(a, b color.NRGBA, tolerance int) bool {
	if a.A == 0 && b.A == 0 {
		return true
	}
	for _, pair := range [][2]uint8{{a.R, b.R}, {a.G, b.G}, {a.B, b.B}, {a.A, b.A}} {
		if d := int(pair[0]) - int(pair[1]); d > tolerance || -d > tolerance {
			return false
		}
	}
	return true
}

func TestEachFormatIsTaken(t *testing.T) {
	withHole := corners
	withHole[3] = color.NRGBA{}
	onlyLast := [4]color.NRGBA{3: {B: 220, A: 255}} // the last quarter of the canvas holds the frame
	palette := &image.Paletted{Rect: image.Rect(0, 0, 32, 16), Stride: 32, Pix: make([]uint8, 32*16)}
	for _, c := range corners {
		palette.Palette = append(palette.Palette, c)
	}
	for i := range palette.Pix {
		palette.Pix[i] = uint8(2*(i/32/8) + i%32/16)
	}
	for _, test := range []struct {
		name      string
		raw       []byte
		media     string
		want      [4]color.NRGBA
		tolerance int
	}{
		{"PNG", pngOf(t, quarters(32, 16)), "image/png", corners, 0},
		{"PNG with a palette", pngOf(t, palette), "image/png", corners, 0},
		{"JPEG", jpegOf(t, quarters(32, 16)), "image/jpeg", corners, 8},
		{"GIF", gifOf(t, &gif.GIF{Image: []*image.Paletted{palette}, Delay: []int{0}}), "image/png", corners, 0},
		{"lossless WebP", sample(t, "lossless.webp"), "image/png", corners, 0},
		{"lossless WebP with alpha", sample(t, "lossless-alpha.webp"), "image/png", withHole, 0},
		{"lossy WebP", sample(t, "lossy.webp"), "image/jpeg", corners, 8},
		{"lossy WebP with alpha", sample(t, "lossy-alpha.webp"), "image/png", withHole, 8},
		{"lossless animation", sample(t, "animated-lossless.webp"), "image/png", corners, 0},
		{"lossy animation", sample(t, "animated-lossy.webp"), "image/jpeg", corners, 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			made := encode(t, test.raw)
			if made.Type != test.media || made.Width != 32 || made.Height != 16 {
				t.Errorf("%s of %d x %d, want %s of 32 x 16", made.Type, made.Width, made.Height, test.media)
			}
			checkCorners(t, shown(t, made), test.want, test.tolerance)
		})
	}
	for _, name := range []string{"animated-part.webp", "animated-part-alpha.webp", "animated-part-lossless.webp"} {
		t.Run(name, func(t *testing.T) {
			p := shown(t, encode(t, sample(t, name)))
			if p.Bounds() != image.Rect(0, 0, 32, 16) {
				t.Errorf("the canvas is %v", p.Bounds())
			}
			// Only the last quarter is covered by the frame; look at its lower left.
			got := color.NRGBAModel.Convert(p.At(18, 14)).(color.NRGBA)
			if !near(got, onlyLast[3], 30) || !near(color.NRGBAModel.Convert(p.At(2, 2)).(color.NRGBA), onlyLast[0], 0) {
				t.Errorf("the frame is not where it belongs: %v", got)
			}
		})
	}
}

func TestTheFirstFrameOfAGIFIsShownInItsPlace(t *testing.T) {
	colours := color.Palette{color.NRGBA{R: 200, A: 255}, color.NRGBA{G: 200, A: 255}}
	first := image.NewPaletted(image.Rect(5, 3, 9, 6), colours)
	second := image.NewPaletted(image.Rect(0, 0, 12, 8), colours)
	raw := gifOf(t, &gif.GIF{
		Image: []*image.Paletted{first, second}, Delay: []int{1, 1},
		Config: image.Config{Width: 12, Height: 8, ColorModel: colours},
	})
	p := shown(t, encode(t, raw))
	if p.Bounds() != image.Rect(0, 0, 12, 8) {
		t.Fatalf("the canvas is %v", p.Bounds())
	}
	for y := range 8 {
		for x := range 12 {
			want := color.NRGBA{}
			if image.Pt(x, y).In(first.Rect) {
				want = color.NRGBA{R: 200, A: 255}
			}
			if got := color.NRGBAModel.Convert(p.At(x, y)); got != want {
				t.Fatalf("%d,%d is %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestEveryKindOfPixelKeepsItsColour(t *testing.T) {
	faint := color.NRGBA{R: 201, G: 77, B: 5, A: 3}
	area := image.Rect(0, 0, 4, 4)
	gray := image.NewGray(area)
	gray16 := image.NewGray16(area)
	deep := image.NewNRGBA64(area)
	plain := image.NewNRGBA(area)
	indexed := image.NewPaletted(area, color.Palette{faint})
	for i := range 16 {
		gray.Set(i%4, i/4, color.Gray{Y: 99})
		gray16.Set(i%4, i/4, color.Gray16{Y: 0x6363})
		deep.Set(i%4, i/4, color.NRGBA64{R: 0x8000, G: 0x4000, B: 0x2000, A: 0xFFFF})
		plain.Set(i%4, i/4, faint)
	}
	for name, test := range map[string]struct {
		picture image.Image
		want    color.NRGBA
	}{
		"grey":               {gray, color.NRGBA{99, 99, 99, 255}},
		"grey of 16 bits":    {gray16, color.NRGBA{99, 99, 99, 255}},
		"colour of 16 bits":  {deep, color.NRGBA{0x80, 0x40, 0x20, 255}},
		"nearly transparent": {plain, faint},
		"a faint palette":    {indexed, faint},
	} {
		p := shown(t, encode(t, pngOf(t, test.picture)))
		if got := color.NRGBAModel.Convert(p.At(2, 2)); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	if made := encode(t, jpegOf(t, gray)); made.Type != "image/jpeg" {
		t.Errorf("a grey JPEG became %s", made.Type)
	}
}

func TestFourColourJPEGIsTaken(t *testing.T) {
	p := shown(t, encode(t, craftJPEG(16, 16, frame{components: 4, scans: 1})))
	if got := color.NRGBAModel.Convert(p.At(8, 8)).(color.NRGBA); !near(got, color.NRGBA{64, 64, 64, 255}, 4) {
		t.Errorf("half of each ink is %v", got)
	}
}

func TestTheSameBytesGiveTheSameImage(t *testing.T) {
	for _, raw := range [][]byte{jpegOf(t, photo(1500, 110)), pngOf(t, photo(60, 40)), sample(t, "lossy.webp")} {
		if !bytes.Equal(encode(t, raw).Bytes, encode(t, raw).Bytes) {
			t.Error("two images of one picture differ")
		}
	}
}

func TestNothingButPixelsComesThrough(t *testing.T) {
	const mark = "<script>secret</script>"
	text := []byte("Comment\x00" + mark)
	drawing := pngOf(t, quarters(32, 16))
	photograph := jpegOf(t, quarters(32, 16))
	webp := sample(t, "lossless.webp")
	for name, raw := range map[string][]byte{
		"after a PNG":        append(slices.Clone(drawing), mark...),
		"text of a PNG":      withChunk(drawing, "tEXt", text),
		"unknown chunk":      withChunk(drawing, "prVt", text),
		"profile of a PNG":   withChunk(drawing, "iCCP", text),
		"after a JPEG":       append(slices.Clone(photograph), mark...),
		"comment of a JPEG":  withSegment(photograph, 0xFE, text),
		"profile of a JPEG":  withSegment(photograph, 0xE2, append([]byte("ICC_PROFILE\x00\x01\x01"), text...)),
		"EXIF of a JPEG":     withSegment(photograph, 0xE1, slices.Concat([]byte("Exif\x00\x00"), exif("II", 1), text)),
		"XMP of a JPEG":      withSegment(photograph, 0xE1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), text...)),
		"after a WebP":       append(slices.Clone(webp), mark...),
		"unknown WebP chunk": withRIFFChunk(webp, "JUNK", text),
	} {
		made := encode(t, raw)
		for _, trace := range []string{mark, "Exif", "ICC_PROFILE", "iCCP", "tEXt", "adobe"} {
			if bytes.Contains(made.Bytes, []byte(trace)) {
				t.Errorf("%s: %q came through", name, trace)
			}
		}
		shown(t, made)
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	for name, raw := range map[string]string{
		"text":         "this is not an image",
		"HTML":         "<!DOCTYPE html><html></html>",
		"SVG":          `<svg xmlns="http://www.w3.org/2000/svg"/>`,
		"BMP":          "BM\x66\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28",
		"TIFF":         "II*\x00\x08\x00\x00\x00\x00\x00",
		"one byte":     "\xff",
		"PNG magic":    "\x89PNG\r\n\x1a\n",
		"JPEG magic":   "\xff\xd8\xff",
		"GIF magic":    "GIF89a",
		"WebP magic":   "RIFF\x00\x00\x00\x00WEBP",
		"AVI":          "RIFF\x10\x00\x00\x00AVI LIST",
		"GIF of 0 x 0": "GIF89a\x00\x00\x00\x00\x00\x00\x00;",
	} {
		_, err := avatar.NewEncoder(1).Encode(t.Context(), []byte(raw))
		if !errors.Is(err, avatar.ErrNotImage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATruncatedPictureIsRefused(t *testing.T) {
	for name, raw := range map[string][]byte{
		"PNG":       pngOf(t, quarters(32, 16)),
		"JPEG":      jpegOf(t, quarters(32, 16)),
		"WebP":      sample(t, "lossless.webp"),
		"animation": sample(t, "animated-lossy.webp")[:146], // the first frame
		"alpha":     sample(t, "lossy-alpha.webp"),
	} {
		for end := 1; end < len(raw)-2; end++ {
			_, err := avatar.NewEncoder(1).Encode(t.Context(), raw[:end])
			if !errors.Is(err, avatar.ErrNotImage) {
				t.Fatalf("%s cut at %d of %d: %v", name, end, len(raw), err)
			}
		}
	}
}

func TestADamagedFrameIsRefused(t *testing.T) {
	colours := color.Palette{color.NRGBA{R: 200, A: 255}, color.NRGBA{G: 200, A: 255}}
	whole := gifOf(t, &gif.GIF{Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 9, 9), colours)}, Delay: []int{0}})
	const frame = 44 + 8 // in the samples: where the first frame says its place and size
	change := func(name string, at int, value byte) []byte {
		raw := sample(t, name)
		raw[at] = value
		return raw
	}
	for name, raw := range map[string][]byte{
		"GIF cut in its frame":    whole[:len(whole)-6],
		"beside the canvas":       change("animated-part.webp", frame, 9),
		"below the canvas":        change("animated-part.webp", frame+3, 5),
		"larger than its picture": change("animated-part.webp", frame+6, 14),
		"no picture in it":        change("animated-lossy.webp", frame+16, 'X'),
		"too short":               change("animated-lossy.webp", 44+4, 10),
		"no frame":                change("animated-lossy.webp", 44, 'X')[:100],
	} {
		if _, err := avatar.NewEncoder(1).Encode(t.Context(), raw); !errors.Is(err, avatar.ErrNotImage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestErrorsDoNotRepeatThePicture(t *testing.T) {
	_, err := avatar.NewEncoder(1).Encode(t.Context(), []byte("GIF89a"+strings.Repeat("secret", 99)))
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}
