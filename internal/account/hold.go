package account

import (
	"errors"
	"time"
)

// errHeld says that a picture is kept for a while. It never leaves the package.
var errHeld = errors.New("pictures are held")

// heldFor is when a removal that was put off is looked at again.
const heldFor = 10 * time.Second

// HoldPictures keeps every picture that an account shows now, even if it shows
// another one in a moment, until release is called: for a backup, which takes the
// database first and then the pictures that it names. Removing them is put off
// and not forgotten, also if the process dies. Several may hold at once.
//
// It reaches the pictures that this process removes, and not those that another
// node does: where there are several, hold nothing and copy the bucket.
func (s *Service) HoldPictures() (release func()) {
	s.holds.Add(1)
	return func() {
		s.holds.Add(-1)
		s.wake()
	}
}

func (s *Service) picturesHeld() bool { return s.holds.Load() > 0 }
