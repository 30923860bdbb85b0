package avatar_test

import (
	"encoding/binary"
	"slices"
)

// frame says what kind of JPEG to craft.
type frame struct {
	components  int
	progressive bool
	scans       int // of a progressive picture beyond the first: refinements that change nothing
}

// craftJPEG returns a JPEG in which every coefficient is zero: each channel is
// 128 everywhere. Its Huffman tables have one code, a single 0 bit that means
// nothing follows, so the scans are zero bytes.
func craftJPEG(width, height int, f frame) []byte {
	start := byte(0xC0)
	if f.progressive {
		start = 0xC2
	}
	size := binary.BigEndian.AppendUint16([]byte{8}, uint16(height))
	size = binary.BigEndian.AppendUint16(size, uint16(width))
	size = append(size, byte(f.components))
	var all []byte
	for c := range f.components {
		size = append(size, byte(c+1), 0x11, 0)
		all = append(all, byte(c+1), 0)
	}
	blocks := (width + 7) / 8 * ((height + 7) / 8)
	file := slices.Concat([]byte{0xFF, 0xD8},
		segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")), // or four channels mean nothing
		segment(0xDB, append([]byte{0}, slices.Repeat([]byte{1}, 64)...)),
		segment(start, size),
		segment(0xC4, oneCode(0x00)), segment(0xC4, oneCode(0x10)))
	if !f.progressive {
		file = append(file, scan(all, 0, 63, 0, blocks*f.components*2)...)
		return append(file, 0xFF, 0xD9)
	}
	file = append(file, scan(all, 0, 0, 0, blocks*f.components)...)
	for range f.scans - 1 {
		file = append(file, scan([]byte{1, 0}, 1, 63, 0, blocks)...)
	}
	return append(file, 0xFF, 0xD9)
}

// scan returns a scan of the components, of so many zero bits.
func scan(components []byte, first, last, approximation byte, bits int) []byte {
	head := append([]byte{byte(len(components) / 2)}, components...)
	head = append(head, first, last, approximation)
	return append(segment(0xDA, head), make([]byte, (bits+7)/8)...)
}

// oneCode returns a Huffman table whose only code, 0, means the symbol 0.
func oneCode(class byte) []byte {
	table := make([]byte, 1+16+1)
	table[0], table[1] = class, 1
	return table
}

func segment(marker byte, body []byte) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2))
	return append(head, body...)
}

// withSegment puts a segment at the beginning of a JPEG.
func withSegment(file []byte, marker byte, body []byte) []byte {
	return slices.Insert(slices.Clone(file), 2, segment(marker, body)...)
}

// exif returns EXIF data with an orientation, in the byte order II or MM.
func exif(order string, value uint16) []byte {
	var b binary.AppendByteOrder = binary.LittleEndian
	if order == "MM" {
		b = binary.BigEndian
	}
	data := b.AppendUint16([]byte(order), 42)
	data = b.AppendUint32(data, 8)
	data = b.AppendUint16(data, 2)
	for _, entry := range [][2]uint16{{0x010F, 7}, {0x0112, value}} { // the maker, then how it was held
		data = b.AppendUint16(b.AppendUint16(data, entry[0]), 3)
		data = b.AppendUint32(data, 1)
		data = b.AppendUint16(b.AppendUint16(data, entry[1]), 0)
	}
	return b.AppendUint32(data, 0)
}

// withRIFFChunk appends a chunk to a WebP.
func withRIFFChunk(file []byte, id string, body []byte) []byte {
	if len(body)%2 == 1 {
		body = append(slices.Clone(body), 0)
	}
	chunk := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	file = slices.Concat(file, chunk, body)
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	return file
}
