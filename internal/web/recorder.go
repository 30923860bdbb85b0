package web

import (
	"io"
	"net/http"
)

// recorder is the writer that a handler gets: it passes everything on and
// notes status and size in the event that it carries. Flush, deadlines and the
// like are found through Unwrap by [http.ResponseController].
type recorder struct {
	http.ResponseWriter
	event    Event
	idHeader [1]string // the value of X-Request-Id, here to save an allocation
}

func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) WriteHeader(status int) {
	// 1xx only announces an answer; the real status is still to come.
	if !w.event.answered() && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.event.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	w.begun()
	n, err := w.ResponseWriter.Write(p)
	w.event.bytes += int64(n)
	return n, err
}

// ReadFrom lets a file go from the disk to the socket without passing through
// our memory, where the system can do that.
func (w *recorder) ReadFrom(src io.Reader) (int64, error) {
	w.begun()
	n, err := io.Copy(w.ResponseWriter, src)
	w.event.bytes += n
	return n, err
}

func (w *recorder) begun() {
	if !w.event.answered() {
		w.event.status = http.StatusOK
	}
}
