package avatar_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/avatar"
)

func FuzzEncode(f *testing.F) {
	for _, name := range []string{
		"lossless.webp", "lossless-alpha.webp", "lossy.webp", "lossy-alpha.webp", "turned.webp",
		"animated-lossless.webp", "animated-lossy.webp", "animated-part.webp", "animated-part-alpha.webp",
	} {
		f.Add(sample(f, name))
	}
	drawing := pngOf(f, quarters(8, 6))
	f.Add(withChunk(drawing, "eXIf", exif("II", 5)))
	f.Add(craftPNG(9, 7, 16, 6, 1, zipped(pngBytes(9, 16, 6, 1))))
	f.Add(withSegment(jpegOf(f, quarters(8, 6)), 0xE1, append([]byte("Exif\x00\x00"), exif("MM", 6)...)))
	f.Add(craftJPEG(16, 8, frame{components: 4, progressive: true, scans: 3}))
	f.Add([]byte("GIF89a\x02\x00\x02\x00\x80\x00\x00\xff\x00\x00\x00\xff\x00,\x01\x00\x01\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	encoder := avatar.NewEncoder(1)
	f.Fuzz(func(t *testing.T, raw []byte) {
		// Sizes that the fuzzer likes and nobody learns from would take all the time.
		if size, err := avatar.SetAside(raw); err == nil && size > 16<<20 {
			t.Skip()
		}
		made, err := encoder.Encode(t.Context(), raw)
		if err == nil {
			if made.Width < 1 || made.Height < 1 || max(made.Width, made.Height) > avatar.MaxSide {
				t.Fatalf("made %d x %d", made.Width, made.Height)
			}
			shown(t, made)
			return
		}
		for _, known := range []error{
			avatar.ErrEmpty, avatar.ErrTooManyBytes, avatar.ErrTooManyPixels, avatar.ErrNotImage,
		} {
			if errors.Is(err, known) {
				return
			}
		}
		t.Fatalf("an error of no kind: %v", err)
	})
}

func FuzzParseName(f *testing.F) {
	for _, text := range []string{
		"", "0123456789abcdef0123456789abcdef.png", "0123456789abcdef0123456789abcdef.jpg",
		"../../etc/passwd", "0123456789abcdef0123456789abcde/.png", "0123456789ABCDEF0123456789abcdef.png",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := avatar.ParseName(text)
		if err != nil {
			if !errors.Is(err, avatar.ErrNotFound) || name != "" {
				t.Fatalf("%q, %v", name, err)
			}
			return
		}
		if string(name) != text || filepath.Base(text) != text || !filepath.IsLocal(text) ||
			len(text) != 36 || strings.ContainsAny(text, "/\\:\x00%") || name.Type() == "" {
			t.Fatalf("%q is taken for a name", text)
		}
	})
}
