package avatar

import (
	"bytes"
	"encoding/binary"
)

// orientation says how a camera was held (EXIF 2.32, tag 274): 1 to 8.
type orientation uint8

// asStored: the first row is the top, the first column the left. It is what
// counts where nothing, or nothing sensible, is said.
const asStored orientation = 1

// orientationOf reads the orientation from EXIF data: a TIFF file whose first
// directory has the tag. JPEG puts "Exif\0\0" in front of it, some writers of
// WebP do the same. Everything else in the data, which may be megabytes, is not
// looked at.
func orientationOf(exif []byte) orientation {
	tiff := bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return asStored
	}
	if len(tiff) < 8 {
		return asStored
	}
	directory := uint64(order.Uint32(tiff[4:]))
	if directory+2 > uint64(len(tiff)) {
		return asStored
	}
	entries := tiff[directory+2:]
	for range order.Uint16(tiff[directory:]) {
		const tag, short, size = 0x0112, 3, 12
		if len(entries) < size {
			break
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			return known(order.Uint16(entries[8:]))
		}
		entries = entries[size:]
	}
	return asStored
}

func known(value uint16) orientation {
	if value < 1 || value > 8 {
		return asStored
	}
	return orientation(value)
}
