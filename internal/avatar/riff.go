package avatar

import (
	"encoding/binary"
	"iter"
	"slices"
)

// Sizes in the container of WebP (RFC 9649, section 2).
const (
	riffHead  = 12 // "RIFF", the size of what follows, "WEBP"
	chunkHead = 8  // four letters and the size of the body
	vp8xSize  = 10 // flags and the size of the canvas
	anmfHead  = 16 // place, size, duration and flags of a frame
)

// chunks yields the chunks of a WebP file with their bodies, up to the end that
// the file declares, or to where it stops making sense.
func chunks(file []byte) iter.Seq2[string, []byte] {
	end := min(uint64(len(file)), uint64(binary.LittleEndian.Uint32(file[4:]))+8)
	return bodies(file[min(riffHead, end):end])
}

func bodies(rest []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(rest) >= chunkHead {
			size := uint64(binary.LittleEndian.Uint32(rest[4:]))
			if chunkHead+size > uint64(len(rest)) {
				return
			}
			if !yield(string(rest[:4]), rest[chunkHead:chunkHead+size]) {
				return
			}
			padded := min(chunkHead+size+size%2, uint64(len(rest)))
			rest = rest[padded:]
		}
	}
}

// stillOf makes a WebP file of one frame of an animation: what is in the frame,
// behind a header of the frame's own size.
func stillOf(frame []byte) []byte {
	const hasAlpha = 1 << 4
	vp8x := make([]byte, vp8xSize)
	copy(vp8x[4:], frame[6:12]) // width and height, written alike in both
	for id := range bodies(frame[anmfHead:]) {
		if id == "ALPH" {
			vp8x[0] = hasAlpha
		}
	}
	inside := slices.Concat([]byte("WEBP"), chunk("VP8X", vp8x), frame[anmfHead:])
	return chunk("RIFF", inside)
}

func chunk(id string, body []byte) []byte {
	sized := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	return append(sized, body...)
}

// uint24 reads a number of three bytes.
func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
