package avatar_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// photo returns a picture with gentle colours and some noise, the same each time.
func photo(width, height int) *image.RGBA {
	random := rand.New(rand.NewPCG(1, 2))
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := 0; i < len(p.Pix); i += 4 {
		x, y := i/4%width, i/4/width
		noise := random.IntN(9)
		p.Pix[i] = uint8(x*240/width + noise)
		p.Pix[i+1] = uint8(y*240/height + noise)
		p.Pix[i+2] = uint8(120 + noise)
		p.Pix[i+3] = 255
	}
	return p
}

// The colours of the four corners, in the order of reading.
var corners = [4]color.NRGBA{
	{R: 220, A: 255}, {G: 220, A: 255}, {B: 220, A: 255}, {R: 220, G: 220, B: 220, A: 255},
}

// quarters returns a picture whose four quarters have the colours of corners.
func quarters(width, height int) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.SetNRGBA(x, y, corners[2*(2*y/height)+2*x/width])
		}
	}
	return p
}

func pngOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func jpegOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gifOf(t testing.TB, frames *gif.GIF) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, frames); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sample returns a file of testdata; its README says how they were made.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// pngChunk returns a chunk as it stands in a PNG.
func pngChunk(kind string, body []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	chunk = append(append(chunk, kind...), body...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}

// withChunk puts a chunk between the header and the rest of a PNG.
func withChunk(file []byte, kind string, body []byte) []byte {
	const header = 8 + 12 + 13
	return slices.Insert(slices.Clone(file), header, pngChunk(kind, body)...)
}

// zipped returns n zero bytes compressed.
func zipped(n int) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	zeros := make([]byte, 1<<16)
	for ; n > 0; n -= len(zeros) {
		w.Write(zeros[:min(n, len(zeros))]) //nolint:errcheck // into memory
	}
	w.Close() //nolint:errcheck // into memory
	return out.Bytes()
}

// blankPNG returns a black PNG of 8-bit grey, small whatever its size.
func blankPNG(width, height int) []byte {
	if width*height > 30_000_000 { // it will be refused before its pixels are seen
		return craftPNG(width, height, 8, 0, 0, zipped(1<<20))
	}
	return craftPNG(width, height, 8, 0, 0, zipped((width+1)*height))
}

func craftPNG(width, height int, depth, colours, interlace byte, pixels []byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	header = append(header, depth, colours, 0, 0, interlace)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"),
		pngChunk("IHDR", header), pngChunk("IDAT", pixels), pngChunk("IEND", nil))
}
