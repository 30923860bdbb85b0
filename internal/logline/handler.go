package logline

import (
	"context"
	"log/slog"
)

// Handler passes records on to a handler that writes to a Writer, and flushes
// the Writer after a warning or an error.
type Handler struct {
	slog.Handler
	out *Writer
}

// New makes a Handler. next writes its lines to out.
func New(out *Writer, next slog.Handler) *Handler { return &Handler{next, out} }

// Handle implements slog.Handler.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	err := h.Handler.Handle(ctx, r)
	if err == nil && r.Level >= slog.LevelWarn {
		err = h.out.Flush()
	}
	return err
}

// WithAttrs implements slog.Handler.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{h.Handler.WithAttrs(attrs), h.out}
}

// WithGroup implements slog.Handler.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{h.Handler.WithGroup(name), h.out}
}
