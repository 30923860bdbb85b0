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

// judgeAll reads a source and judges its entries.
func judgeAll(ctx context.Context, source Source, piece int) *flow[judged] {
	return flowOf(ctx, piece, func(yield func(judged) error) error {
		return source.Each(ctx, func(e Entry) error { return yield(judge(&e)) })
	})
}
