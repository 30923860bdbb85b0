package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on the screen how many bytes have gone by. It is made for the
// front of a command, so it works wherever the back runs.
type progress struct{ bar *progressbar.ProgressBar }

// progress begins to show what comes of size bytes, -1 if that is not known.
// Without a screen it shows nothing.
func (d *desk) progress(size int64, what string) progress {
	if !d.screen() {
		return progress{}
	}
	return progress{progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(d.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(true), progressbar.OptionUseIECUnits(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

// of counts what is read from r.
func (p progress) of(r io.Reader) io.Reader {
	if p.bar == nil {
		return r
	}
	return io.TeeReader(r, p.bar)
}

// to counts what is written to w.
func (p progress) to(w io.Writer) io.Writer {
	if p.bar == nil {
		return w
	}
	return io.MultiWriter(w, p.bar)
}

// end takes the bar off the screen.
func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		_ = p.bar.Exit()
	}
}

// before makes what is written to w appear on a line without a bar.
func (p progress) before(w io.Writer) io.Writer {
	if p.bar == nil {
		return w
	}
	return clearing{p.bar, w}
}

type clearing struct {
	bar  *progressbar.ProgressBar
	next io.Writer
}

func (c clearing) Write(b []byte) (int, error) {
	_ = c.bar.Clear()
	return c.next.Write(b)
}
