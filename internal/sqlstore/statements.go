package sqlstore

// Statements are all the statements of a Store, by what they do. Portable makes
// them; an Engine replaces those that its database words differently.
//
// The order of parameters is the order of columns in the row types (accountRow,
// sessionRow and so on), with the key first.
type Statements struct {
	FindByID       string
	FindByUsername string
	FindByEmail    string
	FindByAvatar   string
	FindOfSession  string // by id, and how many sessions of this id it has
	FindOfToken    string // by id, and how often a token with this digest was spent
	LockByID       string // FindByID that keeps the row from changing until the end of the transaction
	AllByID        string
	InsertAccount  string // returns the new id and 1 if the e-mail is held, or no row if a value is taken
	SignUp         string // InsertAccount with a session and an event of the new account; "" where that takes several statements
	ImportAccount  string // with the id; changes no row if a value is taken or the e-mail held
	ImportFree     string // ImportAccount where AnyHeld has found nothing
	AnyHeld        string // whether an e-mail is held, as a number; "" where that can change until the end of the transaction
	RestartIDs     string // makes new ids go beyond the largest; "" where that needs no statement
	UpdateAccount  string // if a value is taken the transaction goes on without it
	TouchAccount   string // UpdateAccount without the columns that stand in an index
	DeleteAccount  string
	Holders        string // accounts with this id, username or e-mail
	HeldEmail      string // accounts that can still come back to this address
	EmailKeepers   string // the account that has this address with a 1, and those of HeldEmail with a 0
	OtherAdmins    string // counts them
	LockAdmins     string // keeps others from counting or lowering the number of admins until the end of the transaction; "" where that needs no statement

	ListAll       string
	ListMatching  string
	CountAll      string
	CountMatching string

	FindSession      string
	FindSessionOf    string // of this account
	InsertSession    string
	UpdateSession    string
	DeleteSession    string // of this account
	DeleteSessionsOf string
	SweepSessions    string
	FindSpent        string
	InsertSpent      string // changes no row if it is there
	SweepSpent       string
	FindTicket       string
	InsertTicket     string
	DeleteTicket     string // of this account
	DeleteTicketsOf  string // of this account, for this purpose, expiring after a moment
	SweepTickets     string
	HitCounter       string
	FindCounter      string
	DeleteCounter    string
	SweepCounters    string
	InsertEvent      string
	Events           string
	EventsOf         string // of this account
	EventsOfAction   string // of this account, for one action: there may be very many of others
	SweepEvents      string
	InsertJob        string
	ClaimJob         string // one that nobody else claims at this moment
	DeleteJob        string
	DeleteJobsOf     string // of this account and kind, left to do after a moment
	PostponeJob      string
	Answer           string // reads nothing

	GivenIDs string // tables, and the largest id that was ever given in each
	RaiseIDs string // makes new ids of this table go beyond this one, unless they do already
}

const (
	accountColumns = `id, username, email, first_name, last_name, phone, avatar, role, status,
		password_hash, created_at, last_login_at, email_verified_at, valid_after, version`
	sessionColumns = `id, account_id, created_at, last_used_at, expires_at, address, user_agent,
		refresh_digest, parent_digest, rotated_at`
	eventColumns = `id, at, action, account_id, actor_id, via, address, detail`

	importInto   = `INSERT INTO accounts (` + accountColumns + `, search)`
	importValues = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16`

	fromAccounts = `SELECT ` + accountColumns + ` FROM accounts `
	fromSessions = `SELECT ` + sessionColumns + ` FROM sessions `
	fromEvents   = `SELECT ` + eventColumns + ` FROM events `

	// A letter that still waits brings its ticket later, so it holds the address
	// as well. One about an account that is gone never will.
	heldEmail = `SELECT account_id FROM tickets WHERE purpose = 'undo-email' AND tickets.email = %[1]s
		UNION ALL
		SELECT account_id FROM jobs WHERE kind = 'email-changed-mail' AND jobs.email = %[1]s
			AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = jobs.account_id)`

	// A page is found in an index first, so that a far offset does not read the
	// rows that it skips.
	pageOfAccounts = fromAccounts + `WHERE id IN (SELECT id FROM accounts %s
		ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2) ORDER BY created_at DESC, id DESC`
)
