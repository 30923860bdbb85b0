package avatar

import "context"

// SetAside returns how many bytes the gate sets aside for decoding raw.
func SetAside(raw []byte) (int64, error) {
	found, err := inspect(raw)
	return found.memory() - shrunken, err
}

// DecodeOnly decodes raw and makes nothing of it.
func DecodeOnly(ctx context.Context, raw []byte) error {
	found, err := inspect(raw)
	if err != nil {
		return err
	}
	_, err = decode(ctx, raw, found)
	return err
}

// NewGateOf returns how to pass a gate as wide as that of an encoder.
func NewGateOf(width int) func(ctx context.Context, memory int64, work func()) error {
	return newGate(width, placeSize).pass
}

// Guard calls work as decoders are called.
func Guard(work func() (int, error)) (int, error) { return guard(work) }
