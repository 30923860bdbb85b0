package migrate

import "context"

// matchFlow is a source that is being read and matched ahead of whoever stores.
type matchFlow struct {
	batches chan []step
	err     error // of the source; readable when batches is closed
}

// matchAll reads a source until its end or until ctx ends, whichever is first.
func matchAll(ctx context.Context, source Source, m *matcher) *matchFlow {
	f := &matchFlow{batches: make(chan []step, batchesAhead)}
	m.readTo = -1 << 63
	go func() {
		defer close(f.batches)
		f.err = f.read(ctx, source, m)
	}()
	return f
}

func (f *matchFlow) read(ctx context.Context, source Source, m *matcher) error {
	var batch []step
	yield := func(s step) error {
		if batch == nil {
			batch = make([]step, 0, batchSize)
		}
		batch = append(batch, s)
		if len(batch) < batchSize {
			return nil
		}
		full := batch
		batch = nil
		return f.send(ctx, full)
	}
	err := source.Each(ctx, func(e Entry) error { return m.entry(ctx, &e, yield) })
	if err == nil {
		err = m.end(ctx, yield)
	}
	if err != nil || len(batch) == 0 {
		return err
	}
	return f.send(ctx, batch)
}

func (f *matchFlow) send(ctx context.Context, batch []step) error {
	select {
	case f.batches <- batch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// next is the next batch, none at the end of the source.
func (f *matchFlow) next(ctx context.Context) ([]step, error) {
	select {
	case batch, more := <-f.batches:
		if !more {
			return nil, f.err
		}
		return batch, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
