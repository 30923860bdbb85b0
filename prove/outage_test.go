package prove_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// damage is what becomes of the changes that were not durable when the power
// went.
type damage int

const (
	dropped   damage = iota // none of them is there
	kept                    // all of them are
	first                   // those of each file up to some moment of its own
	reordered               // any of them
	torn                    // any sectors of any of them
	damages                 // how many there are
)

func (d damage) String() string {
	return [...]string{"dropped", "kept", "cut off", "reordered", "torn"}[d]
}

// sector is what a disk writes whole or not at all.
const sector = 512

// advance makes durable what was when the power went at a time. Times only grow.
func (p *platter) advance(to int) {
	for _, n := range p.all {
		horizon := 0
		for _, s := range n.syncs {
			if s.ended != 0 && s.ended < to {
				horizon = max(horizon, s.begun)
			}
		}
		var left []*op
		for _, o := range n.ops {
			if o.ended != 0 && o.ended < horizon {
				n.image, n.held = o.apply(n.image, n.held)
			} else {
				left = append(left, o)
			}
		}
		n.ops = left
	}
}

// apply gives what the change makes of the content, which it may use up.
func (o *op) apply(image []byte, held map[string]*inode) ([]byte, map[string]*inode) {
	for name, target := range o.names {
		if target == nil {
			delete(held, name)
		} else {
			held[name] = target
		}
	}
	switch end := o.offset + int64(len(o.data)); {
	case o.names != nil:
	case o.cut && o.offset < int64(len(image)):
		image = image[:o.offset]
	default:
		image = extended(image, end)
		copy(image[o.offset:], o.data)
	}
	return image, held
}

// extended gives the content at least this length, with zeros.
func extended(image []byte, length int64) []byte {
	had := len(image)
	switch {
	case length <= int64(had):
		return image
	case length > int64(cap(image)):
		longer := make([]byte, length, length+length/2)
		copy(longer, image)
		return longer
	}
	image = image[:length]
	clear(image[had:])
	return image
}

// sectors takes a change apart at the borders of sectors.
func (o *op) sectors() []*op {
	if len(o.data) <= sector {
		return []*op{o}
	}
	var parts []*op
	for at := 0; at < len(o.data); {
		end := min(len(o.data), at+sector-int((o.offset+int64(at))%sector))
		parts = append(parts, &op{span: o.span, data: o.data[at:end], offset: o.offset + int64(at)})
		at = end
	}
	return parts
}

// survivors chooses what is there of the changes that had begun at a time.
func (n *inode) survivors(at int, d damage, dice *rand.Rand) []*op {
	var begun []*op
	for _, o := range n.ops {
		if o.begun < at {
			begun = append(begun, o)
		}
	}
	var there []*op
	switch d {
	case kept:
		return begun
	case first:
		return begun[:dice.IntN(len(begun)+1)]
	case reordered, torn:
		for _, o := range begun {
			parts := []*op{o}
			if d == torn {
				parts = o.sectors()
			}
			for _, part := range parts {
				if dice.IntN(2) == 0 {
					there = append(there, part)
				}
			}
		}
	}
	return there
}

// restore writes what the disk holds after the power went at a time, to which
// the platter was advanced, into an empty folder.
func (p *platter) restore(to string, at int, d damage, dice *rand.Rand) error {
	return p.root.restore(to, at, d, dice)
}

func (n *inode) restore(to string, at int, d damage, dice *rand.Rand) error {
	if !n.folder {
		image := n.image
		if there := n.survivors(at, d, dice); len(there) > 0 {
			image = append(make([]byte, 0, len(image)), image...)
			for _, o := range there {
				image, _ = o.apply(image, nil)
			}
		}
		return os.WriteFile(to, image, 0o600)
	}
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	held := maps.Clone(n.held)
	for _, o := range n.survivors(at, d, dice) {
		_, held = o.apply(nil, held)
	}
	for name, target := range held {
		if target.volatile {
			continue
		}
		if err := target.restore(filepath.Join(to, name), at, d, dice); err != nil {
			return err
		}
	}
	return nil
}
