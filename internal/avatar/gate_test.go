package avatar_test

import (
	"context"
	"errors"
	"image"
	"image/color/palette"
	"image/gif"
	"sync"
	"testing"

	"perfil/internal/avatar"
)

// holding is a context that holds a decoder where it is: asked whether it has
// ended, it says that it was asked and answers when it is let go.
type holding struct {
	context.Context
	asked  func()
	letGo  <-chan struct{}
	passes *sync.Once
}

func (h holding) Err() error {
	h.passes.Do(func() { h.asked(); <-h.letGo })
	return h.Context.Err()
}

func TestWhenManyWaitOneMoreIsTurnedAway(t *testing.T) {
	raw := pngOf(t, quarters(32, 16))
	encoder := avatar.NewEncoder(1)
	decoding, letGo := make(chan struct{}), make(chan struct{})
	held := holding{t.Context(), func() { close(decoding) }, letGo, new(sync.Once)}

	results := make(chan error)
	try := func(ctx context.Context) {
		for {
			// Whoever looks below whether the queue is full takes a place in it meanwhile.
			if _, err := encoder.Encode(ctx, raw); !errors.Is(err, avatar.ErrBusy) {
				results <- err
				return
			}
		}
	}
	go try(held)
	<-decoding
	const mayWait = 4
	for range mayWait {
		go try(t.Context())
	}
	// Who has gone already is told so, or, once all four wait, that it is busy.
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for {
		_, err := encoder.Encode(gone, raw)
		if errors.Is(err, avatar.ErrBusy) {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("who has gone is told: %v", err)
		}
	}
	// What is refused anyway does not have to wait.
	if _, err := encoder.Encode(t.Context(), []byte("no picture")); !errors.Is(err, avatar.ErrNotImage) {
		t.Errorf("what is no picture: %v", err)
	}
	close(letGo)
	for range 1 + mayWait {
		if err := <-results; err != nil {
			t.Errorf("who waited is refused: %v", err)
		}
	}
	if _, err := encoder.Encode(t.Context(), raw); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestWhoGoesStopsTheDecoder(t *testing.T) {
	for name, raw := range map[string][]byte{
		"JPEG": jpegOf(t, photo(400, 300)), "PNG": pngOf(t, photo(400, 300)),
		"GIF":  gifOf(t, &gif.GIF{Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 90, 90), palette.Plan9)}, Delay: []int{0}}),
		"WebP": sample(t, "lossless.webp"), "animation": sample(t, "animated-part.webp"),
	} {
		ctx, cancel := context.WithCancel(t.Context())
		letGo := make(chan struct{})
		close(letGo)
		_, err := avatar.NewEncoder(1).Encode(holding{ctx, cancel, letGo, new(sync.Once)}, raw)
		if !errors.Is(err, context.Canceled) || errors.Is(err, avatar.ErrNotImage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestManyAtOnceGetTheirOwnImages(t *testing.T) {
	encoder := avatar.NewEncoder(2)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			made, err := encoder.Encode(t.Context(), pngOf(t, quarters(16+2*i, 16)))
			if err != nil || made.Width != 16+2*i {
				t.Errorf("%d: %d wide, %v", 16+2*i, made.Width, err)
			}
		})
	}
	all.Wait()
}

func TestAnEncoderOfNoWidthStillWorks(t *testing.T) {
	if _, err := avatar.NewEncoder(0).Encode(t.Context(), pngOf(t, quarters(32, 16))); err != nil {
		t.Error(err)
	}
}

// A picture that needs more memory than its share waits until others are done,
// and one that needs more than there is gets all there is.
func TestHeavyPicturesRunByThemselves(t *testing.T) {
	const place = 128 << 20
	for _, test := range []struct {
		memory   int64
		together bool
	}{{1, true}, {place, true}, {place + 1, false}, {2 * place, false}, {1 << 40, false}} {
		pass := avatar.NewGateOf(2)
		ctx, cancel := context.WithCancel(t.Context())
		err := pass(ctx, test.memory, func() {
			beside := false
			if !test.together {
				cancel() // or it would wait for ever
			}
			err := pass(ctx, 1, func() { beside = true })
			if beside != test.together {
				t.Errorf("%d bytes: another one ran beside: %v, %v", test.memory, beside, err)
			}
		})
		cancel()
		if err != nil {
			t.Errorf("%d bytes: %v", test.memory, err)
		}
	}
}
