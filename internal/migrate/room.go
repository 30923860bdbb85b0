package migrate

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Room says how many bytes may still be written to the disk of a Spool; there are
// too few already where it is below 0.
type Room func() (left int64, err error)

// NoRoomError says that a source does not fit on the disk of the Spool. Nothing is
// kept then.
type NoRoomError struct {
	Missing int64 // bytes, as far as the disk and the source did not change since
}

func (e *NoRoomError) Error() string {
	return fmt.Sprintf("the disk of the accounts lacks %d MiB to keep what is imported waiting and to store it", (e.Missing-1)>>20+1)
}

const (
	// roomEvery is after how many bytes the disk is asked again.
	roomEvery = 4 << 20
	// storedSize is how many bytes one byte of the spool takes when it is stored,
	// with the indexes and the log of the database: measured, and rounded up.
	storedSize = 2
)

// sink is what is written to the file of a spool. When the disk has no more room it
// empties the file and goes on counting, so that the operator learns how much is
// missing and need not try again and again.
type sink struct {
	file    *os.File
	room    Room // nil: as much as it takes
	size    int64
	unasked int64 // bytes since room was asked
	has     int64 // bytes that there was room for, once it is full
	full    bool
}

func (s *sink) Write(b []byte) (int, error) {
	n := int64(len(b))
	if !s.full && (s.size == 0 || s.unasked >= roomEvery) {
		s.unasked = 0
		if err := s.ask(n); err != nil {
			return 0, err
		}
	}
	if !s.full {
		if _, err := s.file.Write(b); errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			// Others were quicker, or the disk has bounds that it does not tell.
			if err := s.giveUp(0); err != nil {
				return 0, err
			}
		} else if err != nil {
			return 0, err
		}
	}
	s.size += n
	s.unasked += n
	return len(b), nil
}

// ask finds out whether the disk has room for n bytes more and for storing all.
func (s *sink) ask(n int64) error {
	if s.room == nil {
		return nil
	}
	left, err := s.room()
	if err != nil {
		return err
	}
	if left >= n+storedSize*(s.size+n) {
		return nil
	}
	return s.giveUp(left)
}

// giveUp gives back what was written, and only counts from then on.
func (s *sink) giveUp(left int64) error {
	s.full, s.has = true, s.size+left
	return s.file.Truncate(0)
}

// enough says at the end how much is missing.
func (s *sink) enough() error {
	if !s.full {
		if err := s.ask(0); err != nil {
			return err
		}
	}
	if s.full {
		return &NoRoomError{Missing: (1+storedSize)*s.size - s.has}
	}
	return nil
}
