package account

import (
	"context"
	"time"

	"perfil/internal/token"
)

// Store keeps accounts and what belongs to them. Each method is one whole
// operation: it has happened durably when the method returns nil, and has not
// happened at all when it returns an error of any Kind but Unavailable (a
// connection that breaks during a commit leaves that open).
//
// Errors are *Error. Besides the kinds that a method names, every method may
// return Unavailable and Internal. A Store holds no rule about accounts;
// uniqueness is its constraint, told as Conflict with one Taken violation.
//
// The suite in account/storetest says what an implementation must do.
type Store interface {
	// Find reads one account. NotFound.
	Find(ctx context.Context, key Key) (Account, error)
	// Holder reads the account of a token, and whether the token is alive, as
	// they stand at one moment. NotFound without the account.
	Holder(ctx context.Context, id ID, c Credential) (a Account, alive bool, err error)
	// Session reads one session. NotFound.
	Session(ctx context.Context, id SessionID) (Session, error)
	// Spent reports whether a token was spent with Change.Spend.
	Spent(ctx context.Context, digest token.Digest) (bool, error)
	// Ticket reads a single-use ticket that has not been redeemed, expired or
	// not. NotFound.
	Ticket(ctx context.Context, digest token.Digest) (Ticket, error)
	// List reads a page of accounts, newest first (created_at, then id).
	List(ctx context.Context, q Query) (Page, error)
	// Admins counts the active admins, as it stands at this moment.
	Admins(ctx context.Context) (int, error)
	// Each calls fn for every account in the order of ids, as they stand at one
	// moment. An error of fn ends it and is returned.
	Each(ctx context.Context, fn func(Account) error) error
	// Events reads the audit trail, newest first, at most limit rows.
	Events(ctx context.Context, q EventQuery) ([]Event, error)

	// Held reports whether another account than this one has an address, or is kept
	// it: a ticket with PurposeUndoEmail, or a JobEmailChangedMail that will bring
	// one, lets that account come back to it, and none lets this one. To Create, Update,
	// Import and Merge such an address is taken. It is free when the ticket is
	// redeemed, void, or swept.
	Held(ctx context.Context, email string, against ID) (bool, error)

	// Create stores c.Account under a new id, which it returns in the account,
	// with all that Change asks for besides. Conflict, naming every value that
	// is taken; Invalid for years beyond 1678 to 2261, as Update and Import.
	Create(ctx context.Context, c *Change) (Account, error)
	// Update reads the account, lets fn change it, and stores the outcome, all
	// in one transaction. fn may be called again after a lost race, so it must
	// not keep what an earlier call computed from the old state; it changes
	// fields of c.Account, it does not rebuild the struct. An error of fn
	// undoes everything and is returned as it is. fn must not use the Store but
	// through c. NotFound, Conflict (at least one of the values that are taken;
	// on FieldToken for a session to rotate that has ended).
	Update(ctx context.Context, id ID, fn func(c *Change) error) (Account, error)
	// Delete removes the account with its sessions and tickets after fn agreed.
	// NotFound.
	Delete(ctx context.Context, id ID, fn func(c *Change) error) error
	// ReserveIDs lets the accounts that are made from now on have ids beyond last,
	// for an import in pieces: new ids come right behind the largest, which between
	// two pieces are those of accounts that are still to come.
	ReserveIDs(ctx context.Context, last ID) error
	// Import runs fn in one transaction. insert stores one account with its id
	// as given and tells a Conflict (on id, username or e-mail, all that apply)
	// without ending the transaction. When fn returns nil everything is kept,
	// else nothing; new accounts get ids beyond the largest.
	Import(ctx context.Context, fn func(insert func(Account) error) error) error
	// Merge runs fn in one transaction, as Import does, for a source that is
	// read again and again: it can also change what an earlier reading brought.
	Merge(ctx context.Context, fn func(*Intake) error) error
	// Rehearse runs fn as Merge does, keeps nothing, and keeps nobody from
	// writing meanwhile. It tells the same conflicts as a Merge of the same would
	// that nothing comes in between. Of accounts that fn stored before, Find knows
	// the id only, and new ids are negative. It remembers some hundred bytes of each
	// account that fn stores, changes or deletes: a gigabyte of ten million.
	Rehearse(ctx context.Context, fn func(*Intake) error) error
	// Origins reads what Merge noted of one source, in the order of rows from
	// beyond after, at most limit.
	Origins(ctx context.Context, source string, after int64, limit int) ([]Origin, error)

	// Record writes events and jobs that belong to no change of an account.
	Record(ctx context.Context, events []Event, jobs []Job) error
	// Hit counts one event under key, and returns the count with this one and
	// when the window ends. A window begins with the first event in it. One that
	// ends more than two windows from now was begun by a clock that was ahead and
	// has been set right, and is over.
	Hit(ctx context.Context, key string, window time.Duration, now time.Time) (count int, ends time.Time, err error)
	// Hits returns what Hit, with a window of this length, counted in the one that
	// is open now, without counting; zeros if none is.
	Hits(ctx context.Context, key string, window time.Duration, now time.Time) (count int, ends time.Time, err error)
	// ClaimJob takes the job that is due longest, for the time of lease, so that
	// nobody else takes it meanwhile. NotFound when none is due.
	ClaimJob(ctx context.Context, now time.Time, lease time.Duration) (Job, error)
	// FinishJob removes a job that was done.
	FinishJob(ctx context.Context, id int64) error
	// PostponeJob gives a claimed job back, to be due again later, as one that has
	// had so many attempts: one less than it was claimed with if there was none.
	PostponeJob(ctx context.Context, id int64, until time.Time, attempts int) error
	// Issue stores a ticket that doing a job made. NotFound when its account is
	// gone, or when the job was cancelled meanwhile.
	Issue(ctx context.Context, t Ticket, job int64) error
	// Sweep removes what has expired before now: sessions, spent tokens,
	// tickets, counters; and events older than keepEvents. It takes as many
	// transactions as it needs, none of them long.
	Sweep(ctx context.Context, now time.Time, keepEvents time.Duration) error

	// Watch tells w of every committed change, before the change is
	// acknowledged. Called once, before the first use.
	Watch(w Watcher)
	// Ping reports whether the store can read and write now.
	Ping(ctx context.Context) error
	Close() error
}

// Watcher hears what changed, so that nothing older is served from memory.
type Watcher interface {
	// Changed says that an account, its sessions or its spent tokens changed.
	Changed(id ID)
	// ChangedAll says that any account may have changed.
	ChangedAll()
	// Blind says whether changes made elsewhere cannot be heard now. While
	// true, memory must not be used.
	Blind(blind bool)
}

// Key names one account by one of its unique values.
type Key struct {
	ID       ID
	Username string
	Email    string
	Avatar   string
}

// Credential is what the store knows of a token. One of a session is alive while
// the account has the session; one without, until it is spent.
type Credential struct {
	Session SessionID
	Digest  token.Digest // of a token without a session
}

// Change is one transaction on one account: the account to change in place and
// what must happen with it or not at all.
type Change struct {
	Account Account

	// OtherAdmins counts the active admins besides this account and keeps the
	// number from falling until the transaction ends. Set by the Store.
	OtherAdmins func() (int, error)
	// Session reads a session of this account inside the transaction. NotFound.
	// Set by the Store.
	Session func(SessionID) (Session, error)
	// Spent is Store.Spent inside the transaction. Set by the Store.
	Spent func(token.Digest) (bool, error)

	Start  *Session      // insert this session; the Store sets its Account
	Rotate *Session      // replace the session with this id
	End    Ending        // sessions to end
	Spend  []Spent       // tokens used up by this; Conflict on FieldToken if one was before
	Redeem *token.Digest // ticket used up by this; Conflict on FieldToken if it is not there any more
	Void   []Void        // tickets of the account to remove
	Cancel []Cancel      // jobs of the account to remove, also such as somebody does at this moment
	Clear  []string      // keys of Hit whose counts end
	Events []Event       // audit trail; Account is set by the Store where it is zero
	Jobs   []Job         // work for after the commit; Account is set likewise
}

// Ending says which sessions of the account end.
type Ending struct {
	All bool
	ID  SessionID // this one, if All is false and it is not ""
}

// Void names tickets of an account that are no good any more: those of a
// purpose, or of these only the ones that expire after a moment.
type Void struct {
	Purpose Purpose
	After   time.Time // zero: all
}

// Cancel names jobs of the account that are not to be done any more: those of a
// kind, or of these only the ones that were left to do after a moment.
type Cancel struct {
	Kind  JobKind
	After time.Time // zero: all that have an AskedAt
}

// Spent is a token without a session that must not be used again.
type Spent struct {
	Digest    token.Digest
	ExpiresAt time.Time // when it can be forgotten
}

// Purpose says what a ticket is good for.
type Purpose string

// The purposes.
const (
	PurposeReset        Purpose = "reset"         // set a new password
	PurposeUndoEmail    Purpose = "undo-email"    // restore the former address
	PurposeConfirmEmail Purpose = "confirm-email" // show that an address is one's own
)

// Ticket is a single-use token that went out by mail. Only its digest is kept.
type Ticket struct {
	Digest    token.Digest
	Account   ID
	Purpose   Purpose
	Email     string // the address that it is about
	ExpiresAt time.Time
}

// JobKind says what is to be done after a commit.
type JobKind string

// The kinds of jobs.
const (
	JobResetMail        JobKind = "reset-mail"         // Email asked for a reset; it may be nobody's
	JobEmailChangedMail JobKind = "email-changed-mail" // Email is the former address
	JobConfirmEmailMail JobKind = "confirm-email-mail" // Email is the address to confirm
	JobRemoveAvatar     JobKind = "remove-avatar"      // Name is the image that nobody shows any more
)

// Job is work that a transaction left for later, done at least once.
type Job struct {
	ID       int64
	Kind     JobKind
	Account  ID
	Email    string
	Name     string
	AskedAt  time.Time // when it was left to do
	DueAt    time.Time
	Attempts int // the one under way counted
}

// Query selects accounts for a list.
type Query struct {
	Search string // part of the full name or the e-mail, in any case; "" is all
	Offset int
	Limit  int
	Count  bool // fill Page.Total
}

// Page is a part of a list.
type Page struct {
	Accounts []Account
	Total    int
}
