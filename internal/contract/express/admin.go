package express

import (
	"net/http"
	"strings"

	"perfil/internal/account"
	"perfil/internal/web"
)

// getUser answers any account.
func (c *contract) getUser(w http.ResponseWriter, r *http.Request, in call) {
	id, ok := accountID(in.id)
	if !ok {
		c.refuse(w, textBadID)
		return
	}
	a, err := c.accounts.Account(r.Context(), in.actor, account.Key{ID: id})
	if err != nil {
		c.fail(w, err)
		return
	}
	c.succeed(w, textUser, listedObject, &a)
}

// deleteUser removes any account but the own.
func (c *contract) deleteUser(w http.ResponseWriter, r *http.Request, in call) {
	id, ok := accountID(in.id)
	if !ok {
		c.refuse(w, textBadID)
		return
	}
	if err := c.accounts.DeleteAnother(r.Context(), in.actor, id); err != nil {
		c.fail(w, err)
		return
	}
	c.succeed(w, textUserDeleted, nil, nil)
}

// updateUser writes name, e-mail, role and status of any account.
func (c *contract) updateUser(w http.ResponseWriter, r *http.Request, in call) {
	id, ok := accountID(in.id)
	if !ok {
		c.refuse(w, textBadID)
		return
	}
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	change := account.AdminChange{Terms: terms, Match: web.IfMatch(r, int64(id))}
	change.Profile.Name = fields.optional(account.FieldName, "name")
	change.Profile.Email = fields.optional(account.FieldEmail, "email")
	change.Role = fields.role("role_id")
	change.Status = fields.status("status")
	change.Refused = fields.refused
	a, err := c.accounts.UpdateAccount(r.Context(), in.actor, id, change)
	if err != nil {
		c.fail(w, err)
		return
	}
	c.succeed(w, textUserUpdated, administered, &a)
}

// role reads the number of a role.
func (f *fields) role(key string) *account.Role {
	v := f.object[key]
	if v.Kind() == web.Absent || v.Kind() == web.Null {
		return nil
	}
	n, ok := wholeNumber(v)
	role, known := account.RoleByNumber(n)
	if !ok || !known {
		f.add(account.FieldRole, account.Unknown)
		return nil
	}
	return &role
}

// status reads the name of a status, in exactly that case.
func (f *fields) status(key string) *account.Status {
	v := f.object[key]
	if v.Kind() == web.Absent || v.Kind() == web.Null {
		return nil
	}
	status, err := account.ParseStatus(strings.TrimSpace(v.Text()))
	if v.Kind() != web.String || err != nil {
		f.add(account.FieldStatus, account.Unknown)
		return nil
	}
	return &status
}
