package account

import "context"

// ActionCreated tells that an operator made an account for somebody.
const ActionCreated Action = "created"

// NewAccount is what an operator gives to make an account for somebody.
type NewAccount struct {
	Username  string
	Email     string
	Password  string
	FirstName string
	LastName  string
	Phone     string
	Role      Role
	Status    Status
}

// CreateAccount makes an account with any role and status, as only the operator
// at the machine may. No session begins.
//
// Kinds: Forbidden; Invalid; Conflict when only the user name or e-mail are
// taken; Busy.
func (s *Service) CreateAccount(ctx context.Context, actor Actor, in NewAccount) (Account, error) {
	if actor.via == "" {
		return Account{}, fail(Forbidden)
	}
	form := SignUp{
		Terms: Widest, Username: in.Username, Email: in.Email, Password: in.Password,
		FirstName: in.FirstName, LastName: in.LastName, Phone: in.Phone,
	}
	form.normalize()
	if _, err := s.judgeSignUp(ctx, form); err != nil {
		return Account{}, err
	}
	hash, err := s.hash(ctx, in.Password)
	if err != nil {
		return Account{}, err
	}
	a := form.account()
	a.PasswordHash, a.CreatedAt, a.Role, a.Status = hash, s.now(), in.Role, in.Status
	a.ValidAfter = bornAt(a.CreatedAt)
	return s.store.Create(ctx, &Change{
		Account: a,
		Events:  []Event{s.eventBy(actor, ActionCreated, "role "+in.Role.String())},
	})
}

// HasAdmin says whether there is an active admin, which the first run of a
// server has not.
func (s *Service) HasAdmin(ctx context.Context) (bool, error) {
	n, err := s.store.Admins(ctx)
	return n > 0, err
}
