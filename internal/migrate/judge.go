package migrate

import (
	"context"

	"perfil/internal/account"
)

// judged is an entry of which only the store has yet to say whether it can be
// taken, or which was refused for reasons.
type judged struct {
	position   int64
	offset     int64
	importable account.Importable
	reasons    []string
}

func judge(e *Entry) judged {
	j := judged{position: e.Position, offset: e.Offset, reasons: e.Faults}
	if len(j.reasons) > 0 {
		return j
	}
	importable, err := account.JudgeImport(e.Account)
	if err != nil {
		j.reasons = account.ImportReasons(err)
		return j
	}
	j.importable = importable
	return j
}

// Entries go from one goroutine to the other by the hundred, for handing over
// each of them would cost as much as reading it.
const (
	batchSize    = 256
	batchesAhead = 4
)

// flow is a source that is being read and judged ahead of whoever stores.
type flow struct {
	batches chan []judged
	err     error // of the source; readable when batches is closed
}

// judgeAll reads a source until its end or until ctx ends, whichever is first.
func judgeAll(ctx context.Context, source Source) *flow {
	f := &flow{batches: make(chan []judged, batchesAhead)}
	go func() {
		defer close(f.batches)
		f.err = f.read(ctx, source)
	}()
	return f
}

func (f *flow) read(ctx context.Context, source Source) error {
	var batch []judged
	err := source.Each(ctx, func(e Entry) error {
		if batch == nil {
			batch = make([]judged, 0, batchSize)
		}
		batch = append(batch, judge(&e))
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

func (f *flow) send(ctx context.Context, batch []judged) error {
	select {
	case f.batches <- batch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// next is the next batch, none at the end of the source. It does not wait for a
// source that is silent (a pipe nobody writes to) when ctx ends.
func (f *flow) next(ctx context.Context) ([]judged, error) {
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
