package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// The log (WAL) of a database, as https://www.sqlite.org/fileformat2.html#walformat
// describes it.
const (
	logHeaderSize   = 32
	frameHeaderSize = 24
	logMagic        = 0x377f0682 // the lowest bit says in which order checksums are made
	maxPageSize     = 64 << 10
)

// LogError says that the log of a database has lost what was acknowledged. SQLite
// would take what is before the damage for all there is, and say nothing.
type LogError struct {
	Path string // of the log
	What string
	Keep int64 // how many bytes of it are good
}

func (e *LogError) Error() string {
	return fmt.Sprintf("%s is damaged: %s, so writes that were acknowledged are lost; run perfil doctor and restore a backup, or go on without them: truncate -s %d %s && rm -f %s-shm",
		e.Path, e.What, e.Keep, e.Path, e.Path[:len(e.Path)-len("-wal")])
}

// logged is what a log holds.
type logged struct {
	salt    [8]byte // of this generation of the log; zero without any
	frames  uint32  // up to the last commit
	size    int64   // bytes up to there
	pages   uint32  // of the database after that commit; 0: see its head
	numbers map[uint32]bool
}

// CheckLog reads the log that a stop left behind, if it was no orderly one, before
// SQLite does. It costs what the log is long, which is 8 MiB as a rule. left says
// that there was anything in it. Nobody may use the database.
//
// A log ends at the first frame whose checksum is wrong. That is right for what was
// being written when the power failed, and wrong for what was damaged later. Two
// things tell these apart: behind a torn end there are no more commits, because
// none begins before the one before it is on the disk; and the index of the log
// (-shm), where it is of the same generation, never counts what is not on the disk.
func CheckLog(path string) (left bool, err error) {
	name := path + "-wal"
	l, err := readLog(name)
	if err != nil {
		return false, err
	}
	if counted, ok := readIndex(path+"-shm", l.salt); ok && counted > l.frames {
		return false, &LogError{name, fmt.Sprintf("%d of its %d pieces are gone", counted-l.frames, counted), l.size}
	}
	if l.frames == 0 {
		return false, checkLength(path)
	}
	return true, l.covers(path, name)
}

// checkLength refuses a file without a log that ends in the middle of a page. SQLite
// reads what is missing as zeros. (Whole pages that are missing it sees itself.)
func checkLength(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil //nolint:nilerr // whoever opens it to write says so
	}
	defer f.Close() //nolint:errcheck // only read
	var head [18]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return nil //nolint:nilerr // SQLite says what it is
	}
	pageSize := int64(binary.BigEndian.Uint16(head[16:]))
	if pageSize == 1 {
		pageSize = maxPageSize
	}
	info, err := f.Stat()
	if err != nil || pageSize == 0 || info.Size()%pageSize == 0 {
		return err
	}
	return fmt.Errorf("%s is damaged; restore a backup: it is cut off in the middle of a page (perfil doctor says more)", path)
}

// covers refuses a database that is too short for its log.
func (l *logged) covers(path, name string) error {
	info, err := os.Stat(path)
	if err != nil {
		return nil //nolint:nilerr // whoever opens it says so
	}
	pageSize := (l.size-logHeaderSize)/int64(l.frames) - frameHeaderSize
	for page := uint32(info.Size()/pageSize) + 1; page <= l.pages; page++ { //nolint:gosec // SQLite has no more pages
		if !l.numbers[page] {
			return fmt.Errorf("%s is damaged; restore a backup: it is shorter than its log %s says", path, name)
		}
	}
	return nil
}

func readLog(name string) (logged, error) {
	l := logged{numbers: map[uint32]bool{}}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	defer f.Close() //nolint:errcheck // only read
	var head [logHeaderSize]byte
	switch _, err := io.ReadFull(f, head[:]); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return l, nil // the very first write was cut off
	case err != nil:
		return l, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	s := newScan(head)
	if s == nil {
		return l, headless(f, name)
	}
	copy(l.salt[:], head[16:24])
	torn, err := s.read(f, &l)
	if err == nil && torn {
		err = &LogError{name, "a piece in its middle cannot be read", l.size}
	}
	return l, err
}

// headless is a log whose head is no good. One without anything behind it was just
// being made.
func headless(f *os.File, name string) error {
	if n, _ := f.Read(make([]byte, frameHeaderSize)); n < frameHeaderSize {
		return nil
	}
	return &LogError{name, "its head cannot be read", 0}
}

// scan goes through the frames of a log.
type scan struct {
	order    binary.ByteOrder
	a, b     uint32 // the checksum so far
	salt     [8]byte
	pageSize int
}

// newScan is nil for a head that is no good.
func newScan(head [logHeaderSize]byte) *scan {
	magic := binary.BigEndian.Uint32(head[0:])
	s := &scan{order: binary.LittleEndian, pageSize: int(binary.BigEndian.Uint32(head[8:]))}
	if magic&1 == 1 {
		s.order = binary.BigEndian
	}
	if magic&^1 != logMagic || s.pageSize < 512 || s.pageSize > maxPageSize || s.pageSize&(s.pageSize-1) != 0 {
		return nil
	}
	s.add(head[:24])
	if s.a != binary.BigEndian.Uint32(head[24:]) || s.b != binary.BigEndian.Uint32(head[28:]) {
		return nil
	}
	copy(s.salt[:], head[16:24])
	return s
}

func (s *scan) add(data []byte) {
	for i := 0; i+8 <= len(data); i += 8 {
		s.a += s.order.Uint32(data[i:]) + s.b
		s.b += s.order.Uint32(data[i+4:]) + s.a
	}
}

// read takes frames as long as they are good. torn says that commits follow which
// cannot have been made before what is missing was on the disk: two, because one
// may be left from a commit that failed and was made again.
func (s *scan) read(f io.Reader, l *logged) (torn bool, err error) {
	frame := make([]byte, frameHeaderSize+s.pageSize)
	good, behind := true, 0
	var pending []uint32
	for n := uint32(1); ; n++ {
		switch _, err := io.ReadFull(f, frame); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return behind > 1, nil
		case err != nil:
			return false, fmt.Errorf("the log cannot be read: %w", err)
		}
		ours := [8]byte(frame[8:16]) == s.salt
		after := binary.BigEndian.Uint32(frame[4:])
		good = good && ours && s.fits(frame)
		switch {
		case good:
			pending = append(pending, binary.BigEndian.Uint32(frame))
			if after > 0 {
				l.commit(n, after, int64(n)*int64(len(frame))+logHeaderSize, pending)
				pending = pending[:0]
			}
		case ours && after > 0:
			behind++
		}
	}
}

// fits says whether a frame follows the one before it.
func (s *scan) fits(frame []byte) bool {
	s.add(frame[:8])
	s.add(frame[frameHeaderSize:])
	return s.a == binary.BigEndian.Uint32(frame[16:]) && s.b == binary.BigEndian.Uint32(frame[20:])
}

func (l *logged) commit(frames, pages uint32, size int64, numbers []uint32) {
	l.frames, l.pages, l.size = frames, pages, size
	for _, n := range numbers {
		l.numbers[n] = true
	}
}

// readIndex gives how many frames the index of a log counts that are not in the
// database yet, if it can be read and is about the log with this salt; of a log
// that is gone or empty, it is about whichever there was.
func readIndex(name string, salt [8]byte) (frames uint32, ok bool) {
	f, err := os.Open(name)
	if err != nil {
		return 0, false
	}
	defer f.Close() //nolint:errcheck // only read
	var b [104]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		return 0, false
	}
	order := binary.NativeEndian // it is the memory of a process on this machine
	first, second := [48]byte(b[:48]), [48]byte(b[48:96])
	sum := scan{order: order}
	sum.add(first[:40])
	if first != second || first[12] == 0 || sum.a != order.Uint32(first[40:]) || sum.b != order.Uint32(first[44:]) {
		return 0, false // torn, or of a crash in the middle of its change
	}
	frames = order.Uint32(first[16:])
	if salt == [8]byte{} {
		return frames - min(frames, order.Uint32(b[96:])), true
	}
	return frames, [8]byte(first[32:40]) == salt
}
