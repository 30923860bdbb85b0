package avatar_test

import (
	"bytes"
	"errors"
	"image"
	"runtime"
	"slices"
	"testing"

	"perfil/internal/avatar"
)

func TestTheLimitOfBytesIsExact(t *testing.T) {
	raw := append(pngOf(t, quarters(8, 8)), make([]byte, avatar.MaxBytes)...)
	for size, want := range map[int]error{
		0:                   avatar.ErrEmpty,
		avatar.MaxBytes:     nil,
		avatar.MaxBytes + 1: avatar.ErrTooManyBytes,
	} {
		if _, err := avatar.NewEncoder(1).Encode(t.Context(), raw[:size]); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v, want %v", size, err, want)
		}
	}
}

func TestTheLimitOfPixelsIsExact(t *testing.T) {
	if made := encode(t, blankPNG(5000, 5000)); made.Width != 1024 || made.Height != 1024 {
		t.Errorf("5000 x 5000 became %d x %d", made.Width, made.Height)
	}
	for _, size := range []image.Point{{5001, 5000}, {30000, 30000}, {65536, 1}, {1, 65536}, {1 << 30, 1}} {
		_, err := avatar.NewEncoder(1).Encode(t.Context(), blankPNG(size.X, size.Y))
		if !errors.Is(err, avatar.ErrTooManyPixels) {
			t.Errorf("%v: %v", size, err)
		}
	}
}

func TestEveryFormatIsBoundedByItsHeader(t *testing.T) {
	gif := []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00;")
	canvas := sample(t, "animated-lossy.webp") // VP8X begins at 12, its sizes at 24
	copy(canvas[24:], "\xff\xff\xff\xff\xff\xff")
	alpha := sample(t, "lossy-alpha.webp")
	copy(alpha[24:], "\xff\x3f\x00\xff\x3f\x00")
	lossless := sample(t, "lossless.webp") // 14 bits of width and of height at 21
	copy(lossless[21:], "\xff\xff\xff\x0f")
	for name, raw := range map[string][]byte{
		"JPEG":              craftJPEG(60000, 60000, frame{components: 1, scans: 1})[:400],
		"GIF":               gif,
		"WebP animation":    canvas,
		"WebP with alpha":   alpha,
		"WebP without loss": lossless,
	} {
		if taken := allocated(func() {
			_, err := avatar.NewEncoder(1).Encode(t.Context(), raw)
			if !errors.Is(err, avatar.ErrTooManyPixels) {
				t.Errorf("%s: %v", name, err)
			}
		}); taken > 1<<20 {
			t.Errorf("%s: refusing took %d bytes", name, taken)
		}
	}
}

// A picture of 30000 by 30000 would take 900 MB as grey and 3.6 GB in colour.
func TestABombOfPixelsCostsNothing(t *testing.T) {
	encoder, bomb := avatar.NewEncoder(1), blankPNG(30000, 30000)
	if taken := allocated(func() {
		if _, err := encoder.Encode(t.Context(), bomb); !errors.Is(err, avatar.ErrTooManyPixels) {
			t.Errorf("taken: %v", err)
		}
	}); taken > 1<<20 {
		t.Errorf("refusing took %d bytes", taken)
	}
}

// 20 MB of zeros compress to 20 kB, and are not unpacked.
func TestABombBesideThePixelsCostsNothing(t *testing.T) {
	small, bomb := pngOf(t, quarters(8, 8)), zipped(20<<20)
	exifBomb := append(exif("MM", 6), make([]byte, 4<<20)...)
	encoder := avatar.NewEncoder(1)
	for name, raw := range map[string][]byte{
		"compressed text":    withChunk(small, "zTXt", append([]byte("Comment\x00\x00"), bomb...)),
		"compressed profile": withChunk(small, "iCCP", append([]byte("profile\x00\x00"), bomb...)),
		"international text": withChunk(small, "iTXt", append([]byte("Comment\x00\x01\x00\x00\x00"), bomb...)),
		"much EXIF":          withChunk(small, "eXIf", exifBomb),
		"many text chunks":   withChunk(small, "tEXt", bytes.Repeat(pngChunk("tEXt", []byte("a\x00b")), 100_000)),
	} {
		if taken := allocated(func() {
			if _, err := encoder.Encode(t.Context(), raw); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}); taken > 4<<20 {
			t.Errorf("%s took %d bytes", name, taken)
		}
	}
}

// Pixels beyond those that the header announces are not read.
func TestMorePixelDataThanAnnouncedIsRefused(t *testing.T) {
	raw := craftPNG(8, 8, 8, 0, 0, zipped(20<<20))
	if taken := allocated(func() {
		if _, err := avatar.NewEncoder(1).Encode(t.Context(), raw); !errors.Is(err, avatar.ErrNotImage) {
			t.Errorf("taken: %v", err)
		}
	}); taken > 1<<20 {
		t.Errorf("refusing took %d bytes", taken)
	}
}

// Each scan of a progressive JPEG walks the whole picture, however little it says.
func TestAJPEGOfEndlessScansIsRefused(t *testing.T) {
	for scans, want := range map[int]error{1: nil, 100: nil, 101: avatar.ErrNotImage} {
		raw := craftJPEG(64, 64, frame{components: 3, progressive: true, scans: scans})
		if _, err := avatar.NewEncoder(1).Encode(t.Context(), raw); !errors.Is(err, want) {
			t.Errorf("%d scans: %v, want %v", scans, err, want)
		}
	}
	// A comment that contains the end of a picture does not end the counting.
	raw := craftJPEG(64, 64, frame{components: 3, progressive: true, scans: 101})
	second := bytes.LastIndex(raw, []byte{0xFF, 0xDA})
	raw = slices.Insert(raw, second, segment(0xFE, []byte{0xFF, 0xD9})...)
	if _, err := avatar.NewEncoder(1).Encode(t.Context(), raw); !errors.Is(err, avatar.ErrNotImage) {
		t.Errorf("hidden scans: %v", err)
	}
}

// allocated returns how many bytes work allocates, freed or not.
func allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
