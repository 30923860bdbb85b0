package storetest

import (
	"testing"

	"perfil/internal/account"
)

// scene is one test: an empty Store and what reports about it.
type scene struct {
	*testing.T
	store account.Store
}

// story is a test by its outcome.
type story struct {
	outcome string
	play    func(s *scene)
}

// Run tells every story on a Store of its own, which open makes empty and
// closes when its test ends.
func Run(t *testing.T, open func(t *testing.T) account.Store) {
	for _, chapter := range []struct {
		name    string
		stories []story
	}{
		{"create", creating},
		{"sign up", signingUp},
		{"find", finding},
		{"update", updating},
		{"admins", countingAdmins},
		{"sessions", keepingSessions},
		{"spent tokens", spendingTokens},
		{"shown tokens", showingTokens},
		{"tickets", redeemingTickets},
		{"held addresses", holding},
		{"delete", deleting},
		{"list", listing},
		{"search", searching},
		{"each", walking},
		{"import", importing},
		{"merge", merging},
		{"events", auditing},
		{"jobs", working},
		{"counters", counting},
		{"sweep", sweeping},
		{"watch", watching},
		{"life", living},
	} {
		t.Run(chapter.name, func(t *testing.T) {
			for _, told := range chapter.stories {
				t.Run(told.outcome, func(t *testing.T) {
					told.play(&scene{T: t, store: open(t)})
				})
			}
		})
	}
}
