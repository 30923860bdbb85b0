package account

import "fmt"

// Role is what an account may do. The zero value has the least rights.
type Role uint8

// The roles. Operators see more in some clients, but only admins administer.
const (
	RoleUser Role = iota
	RoleOperator
	RoleAdmin
)

var roleNames = [...]string{RoleUser: "user", RoleOperator: "operator", RoleAdmin: "admin"}

// String is the name that files and databases keep.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return fmt.Sprintf("Role(%d)", uint8(r))
}

// ParseRole reads what String wrote.
func ParseRole(s string) (Role, error) {
	for r, name := range roleNames {
		if s == name {
			return Role(r), nil
		}
	}
	return 0, fmt.Errorf("role must be user, operator or admin, not %q", s)
}

// Status says whether an account may be used.
type Status uint8

// The statuses. Only an active account signs in or uses a token; inactive and
// suspended differ in what an administrator means by them, not in effect.
const (
	StatusActive Status = iota
	StatusInactive
	StatusSuspended
)

var statusNames = [...]string{StatusActive: "active", StatusInactive: "inactive", StatusSuspended: "suspended"}

// String is the name that files and databases keep.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("Status(%d)", uint8(s))
}

// ParseStatus reads what String wrote.
func ParseStatus(s string) (Status, error) {
	for st, name := range statusNames {
		if s == name {
			return Status(st), nil
		}
	}
	return 0, fmt.Errorf("status must be active, inactive or suspended, not %q", s)
}

// Number is the role as tokens and one of the contracts number it.
func (r Role) Number() int { return [...]int{RoleUser: 2, RoleOperator: 3, RoleAdmin: 1}[r] }

// RoleByNumber is the inverse of Number.
func RoleByNumber(n int64) (Role, bool) {
	switch n {
	case 1:
		return RoleAdmin, true
	case 2:
		return RoleUser, true
	case 3:
		return RoleOperator, true
	default:
		return 0, false
	}
}
