package migrate

import "context"

// Entries go from one goroutine to the other by the hundred, for handing over
// each of them would cost as much as reading it.
const (
	batchSize    = 256
	batchesAhead = 4
)

// flow is a source that is being read and judged ahead of whoever stores.
type flow[T any] struct {
	batches chan []T
	err     error // of the source; readable when batches is closed

	// piece is how many are gathered before a transaction, which gets no others;
	// 0: a transaction gets them as they come.
	piece    int
	gathered [][]T
	all      [][]T // gathered, before anything was taken
	ended    bool
	patience patience
}

// flowOf reads until the end or until ctx ends, whichever is first.
func flowOf[T any](ctx context.Context, piece int, read func(yield func(T) error) error) *flow[T] {
	f := &flow[T]{batches: make(chan []T, batchesAhead), piece: piece}
	go func() {
		defer close(f.batches)
		f.err = f.read(ctx, read)
	}()
	return f
}

func (f *flow[T]) read(ctx context.Context, read func(yield func(T) error) error) error {
	var batch []T
	err := read(func(one T) error {
		if batch == nil {
			batch = make([]T, 0, batchSize)
		}
		batch = append(batch, one)
		if len(batch) < batchSize {
			return nil
		}
		full := batch
		batch = nil
		return f.send(ctx, full)
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return f.send(ctx, batch)
}

func (f *flow[T]) send(ctx context.Context, batch []T) error {
	select {
	case f.batches <- batch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// gather waits for the source, so that nobody has to who holds a transaction.
func (f *flow[T]) gather(ctx context.Context) error {
	for n := 0; n < f.piece && !f.ended; {
		batch, err := f.receive(ctx)
		if err != nil {
			return err
		}
		f.gathered = append(f.gathered, batch)
		n += len(batch)
	}
	f.all, f.patience = f.gathered, patience{}
	return nil
}

// again waits, and lays out once more what was gathered last. It says no when
// that was tried for long enough, or where nothing was gathered.
func (f *flow[T]) again(ctx context.Context) bool {
	if f.piece == 0 || !f.patience.wait(ctx) {
		return false
	}
	f.gathered = f.all
	return true
}

// next is the next batch; none at the end of the source, or of what was gathered.
func (f *flow[T]) next(ctx context.Context) ([]T, error) {
	if f.piece == 0 {
		return f.receive(ctx)
	}
	if len(f.gathered) == 0 {
		return nil, nil
	}
	batch := f.gathered[0]
	f.gathered = f.gathered[1:]
	return batch, nil
}

// receive does not wait for a source that is silent (a pipe nobody writes to)
// when ctx ends.
func (f *flow[T]) receive(ctx context.Context) ([]T, error) {
	select {
	case batch, more := <-f.batches:
		if !more {
			f.ended = true
			return nil, f.err
		}
		return batch, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
