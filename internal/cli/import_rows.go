package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"perfil/internal/migrate"
)

// rows shows how many rows of how many have gone by: as a bar with the time that
// is left on a screen, as a line now and then where there is none.
type rows struct {
	progress
	total   int64
	err     io.Writer
	started time.Time
	said    time.Time
}

// betweenLines is how often a line says how far it is, where there is no screen.
const betweenLines = 10 * time.Second

func (d *desk) rows(total int64, what string) *rows {
	r := &rows{total: total, err: d.err, started: time.Now(), said: time.Now()}
	if d.screen() {
		r.bar = progressbar.NewOptions64(max(total, 1),
			progressbar.OptionSetWriter(d.err), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return r
}

// of counts the entries that are read from a source. They are read only a little
// ahead of being stored.
func (r *rows) of(s migrate.Source) migrate.Source { return &watched{s, r} }

type watched struct {
	migrate.Source
	rows *rows
}

func (w *watched) Each(ctx context.Context, yield func(migrate.Entry) error) error {
	const each = 500
	n := 0
	return w.Source.Each(ctx, func(e migrate.Entry) error {
		if n++; n%each == 0 {
			w.rows.show(n, each)
		}
		return yield(e)
	})
}

func (r *rows) show(n, more int) {
	if r.bar != nil {
		_ = r.bar.Add(more)
		return
	}
	now := time.Now()
	if now.Sub(r.said) < betweenLines {
		return
	}
	r.said = now
	left := time.Duration(float64(now.Sub(r.started)) * float64(r.total-int64(n)) / float64(n)).Round(time.Second)
	_, _ = fmt.Fprintf(r.err, "%d of %d rows, about %s left\n", n, r.total, max(left, 0))
}
