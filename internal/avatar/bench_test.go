package avatar_test

import (
	"testing"

	"perfil/internal/avatar"
)

// A telephone's photograph: 12 megapixels, baseline.
func BenchmarkPhotograph(b *testing.B) { benchmarkEncode(b, jpegOf(b, photo(4000, 3000))) }

// A picture of the size it is shown in.
func BenchmarkSmallPNG(b *testing.B) { benchmarkEncode(b, pngOf(b, photo(512, 512))) }

// The largest that is taken.
func BenchmarkLargestPNG(b *testing.B) { benchmarkEncode(b, blankPNG(5000, 5000)) }

// What refusing a bomb costs.
func BenchmarkRefusedBomb(b *testing.B) {
	encoder, bomb := avatar.NewEncoder(1), blankPNG(30000, 30000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encoder.Encode(b.Context(), bomb); err == nil {
			b.Fatal("a bomb was taken")
		}
	}
}

func benchmarkEncode(b *testing.B, raw []byte) {
	encoder := avatar.NewEncoder(1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encoder.Encode(b.Context(), raw); err != nil {
			b.Fatal(err)
		}
	}
}
