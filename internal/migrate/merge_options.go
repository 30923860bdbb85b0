package migrate

import (
	"os"

	"perfil/internal/account"
)

// MergeOptions say how a Merge is done.
type MergeOptions struct {
	As            string     // the name under which it is noted what came; required
	DryRun        bool       // find out all that would happen, and keep nothing
	SkipBad       bool       // keep what can be taken, although some cannot
	DeleteMissing bool       // delete accounts whose row is not there any more
	Overrule      bool       // let the source win over what was changed here meanwhile
	IDOffset      account.ID // added to the ids of the source
	Renumber      bool       // give new ids instead
	Media         *os.Root   // the folder of the avatars; nil: they stay behind

	// Spool, if set, is a folder on the disk, and others write to the same
	// accounts meanwhile: the source is read to its end into a file there, and what
	// comes is stored in pieces, so that nobody waits for the source, nor longer
	// than for one piece.
	//
	// Room, if set, is asked before and while that file is filled: a disk that is
	// full takes nobody's writes any more. The error is a NoRoomError.
	//
	// PicturesToo says that the avatars are kept on the same disk. Then Room is asked
	// before each of them, too, and the error is ErrNoRoomForPictures.
	Spool       string
	Room        Room
	PicturesToo bool
	rehearsal   bool    // before the pieces
	reserve     reserve // after it
	waiting     int64   // bytes in the spool

	// Progress, if set, is called now and then with the number of entries done.
	Progress func(done int)
	// Refused and Noted, if set, are called for every entry that cannot come,
	// and for everything that comes in another shape or stays behind.
	Refused func(Refusal)
	Noted   func(Note)
}

// Note says what of an entry does not come as it stands in the source.
type Note struct {
	Position int64  `json:"row"`
	Text     string `json:"note"` // without values, to be counted by
}

// Outcome says what a Merge did, or of a dry run what it would have done.
type Outcome struct {
	Read      int            `json:"read"`      // entries in the source
	Added     int            `json:"added"`     // accounts that were not here
	Changed   int            `json:"changed"`   // accounts that follow a change
	Unchanged int            `json:"unchanged"` // entries that are as they were last time
	Missing   int            `json:"missing"`   // accounts whose entry is gone from the source, and that stay
	Deleted   int            `json:"deleted"`   // such accounts that went
	Refused   int            `json:"refused"`   // entries that cannot be taken
	Hashes    map[string]int `json:"hashes"`    // forms of password hashes
	Notes     map[string]int `json:"notes"`     // what comes in another shape
}
