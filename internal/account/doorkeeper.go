package account

// doorkeeper tells what comes for the second time within a while. Most of what a large
// crowd asks for is not asked for again before it would be forgotten; to keep it costs
// memory, and work for the garbage collector, and pushes out what is asked for often.
//
// It remembers one mark in each of its places, and a newer one takes the place of an
// older one, so it may forget too early: then something is kept one time later. Whoever
// has it holds a lock.
type doorkeeper struct {
	marks []uint32
	mask  uint64
}

// newDoorkeeper remembers about as many as places, and at least one.
func newDoorkeeper(places int64) doorkeeper {
	size := 1
	for int64(size) < places {
		size *= 2
	}
	return doorkeeper{make([]uint32, size), uint64(size - 1)}
}

// admits says whether what has this hash was there lately, and remembers it. The lower
// bits of the hash choose the place, the upper ones are the mark.
func (d doorkeeper) admits(hash uint64) bool {
	place, mark := &d.marks[hash&d.mask], uint32(hash>>32)|1 // no mark is that of an empty place
	if *place == mark {
		return true
	}
	*place = mark
	return false
}
