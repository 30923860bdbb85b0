package cli

import (
	"fmt"
	"io"
)

// spare is what a backup leaves on the disk that the accounts are on: who signs up
// meanwhile has to be written there too.
const spare = 64 << 20

// roomyEvery is after how many bytes of an archive the disk is asked again. It is far
// less than the spare, so that the disk is not full in between.
const roomyEvery = 4 << 20

// roomyWriter passes an archive on while the disk of the accounts has room. The archive
// may go to that disk, under any name and through any pipe, and nothing tells where it
// ends up: what is left there does.
type roomyWriter struct {
	to      io.Writer
	room    func() error // why there is none
	unasked int          // bytes since room was asked
}

func (w *roomyWriter) Write(b []byte) (int, error) {
	if w.unasked += len(b); w.unasked >= roomyEvery {
		w.unasked = 0
		if err := w.room(); err != nil {
			return 0, err
		}
	}
	return w.to.Write(b)
}

// roomForArchive says when the disk of the accounts is about to be full.
func (g *ground) roomForArchive() error {
	free, _, err := g.dir.Free()
	if err == nil && free < spare {
		err = fmt.Errorf("the disk of %s has %d MiB left, and the backup would fill it: make room, or let the backup go to another disk", g.dir.Path(), free>>20)
	}
	return err
}
