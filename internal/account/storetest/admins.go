package storetest

import (
	"errors"

	"perfil/internal/account"
)

var countingAdmins = []story{
	{"the active admins are counted", func(s *scene) {
		count := func(want int) {
			n, err := s.store.Admins(s.Context())
			s.ok(err)
			same(s, "the number", want, n)
		}
		count(0)
		s.stored()
		s.stored(Operator)
		s.stored(Admin, Suspended)
		s.stored(Admin, Inactive)
		count(0)
		s.stored(Admin)
		s.stored(Admin)
		count(2)
	}},
	{"only other active admins count", func(s *scene) {
		self := s.stored(Admin)
		for _, others := range [][]Trait{{Admin}, {Admin}, {Admin, Suspended}, {Admin, Inactive}, {Operator}, {}} {
			s.stored(others...)
		}
		s.change(self.ID, func(c *account.Change) {
			n, err := c.OtherAdmins()
			s.ok(err)
			same(s, "the other admins", 2, n)
		})
	}},
	{"a deletion can ask too", func(s *scene) {
		self := s.stored(Admin)
		err := s.store.Delete(s.Context(), self.ID, func(c *account.Change) error {
			n, err := c.OtherAdmins()
			same(s, "the other admins", 0, n)
			return err
		})
		s.ok(err)
	}},
	{"admins who demote themselves at once leave one", func(s *scene) {
		last := errors.New("the last one stays")
		ids := []account.ID{s.stored(Admin).ID, s.stored(Admin).ID, s.stored(Admin).ID}
		errs := together(len(ids), func(i int) error {
			_, err := s.store.Update(s.Context(), ids[i], func(c *account.Change) error {
				n, err := c.OtherAdmins()
				if err == nil && n == 0 {
					err = last
				}
				c.Account.Role = account.RoleUser
				return err
			})
			return err
		})
		left := 0
		for i, id := range ids {
			if s.find(id).Role == account.RoleAdmin {
				left++
				if !errors.Is(errs[i], last) {
					s.Errorf("the admin who stayed got error %v", errs[i])
				}
			}
		}
		same(s, "the admins left", 1, left)
	}},
}
