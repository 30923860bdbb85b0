package avatar_test

import (
	"errors"
	"fmt"
	"image"
	"image/color/palette"
	"image/gif"
	"testing"

	"perfil/internal/avatar"
)

// The gate bounds memory only if what it sets aside is enough. What a decoder
// allocates in all is more than what it needs at once, so this errs on the safe
// side.
func TestDecodingTakesNoMoreThanIsSetAside(t *testing.T) {
	const side = 400
	pictures := map[string][]byte{}
	for depth, kinds := range map[byte][]byte{1: {0}, 8: {0, 2, 4, 6}, 16: {0, 2, 4, 6}} {
		for _, kind := range kinds {
			for interlace := range byte(2) {
				name := fmt.Sprintf("PNG of %d bits, colour type %d, interlace %d", depth, kind, interlace)
				pictures[name] = craftPNG(side, side, depth, kind, interlace, zipped(pngBytes(side, depth, kind, interlace)))
			}
		}
	}
	for _, components := range []int{1, 3, 4} {
		for _, progressive := range []bool{false, true} {
			name := fmt.Sprintf("JPEG of %d components, progressive %v", components, progressive)
			pictures[name] = craftJPEG(side, side, frame{components, progressive, 3})
		}
	}
	part := image.NewPaletted(image.Rect(1, 1, side, side), palette.Plan9)
	pictures["GIF"] = gifOf(t, &gif.GIF{
		Image: []*image.Paletted{part}, Delay: []int{0}, Config: image.Config{Width: side, Height: side},
	})
	for name, raw := range pictures {
		setAside, err := avatar.SetAside(raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if setAside > 24*side*side {
			t.Errorf("%s: %d bytes a pixel are more than the package says", name, setAside/side/side)
		}
		taken := allocated(func() {
			if err := avatar.DecodeOnly(t.Context(), raw); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		const buffers = 150_000 // of the decompressors, and rows
		if int64(taken) > setAside+buffers {
			t.Errorf("%s: %d bytes are set aside, %d taken", name, setAside, taken)
		}
	}
}

// pngBytes returns how many bytes the rows of a square PNG are.
func pngBytes(side int, depth, kind, interlace byte) int {
	channels := map[byte]int{0: 1, 2: 3, 4: 2, 6: 4}[kind]
	rows := func(width, height int) int {
		if width == 0 || height == 0 {
			return 0
		}
		return height * (1 + (width*channels*int(depth)+7)/8)
	}
	if interlace == 0 {
		return rows(side, side)
	}
	total := 0
	for _, pass := range [][4]int{ // first column, step, first row, step (PNG, section 8.2)
		{0, 8, 0, 8}, {4, 8, 0, 8}, {0, 4, 4, 8}, {2, 4, 0, 4}, {0, 2, 2, 4}, {1, 2, 0, 2}, {0, 1, 1, 2},
	} {
		total += rows((side-pass[0]+pass[1]-1)/pass[1], (side-pass[2]+pass[3]-1)/pass[3])
	}
	return total
}

func TestAPanicOfADecoderIsARefusal(t *testing.T) {
	_, err := avatar.Guard(func() (int, error) { return []int{}[len(t.Name())], nil })
	if !errors.Is(err, avatar.ErrNotImage) {
		t.Errorf("%v", err)
	}
}
