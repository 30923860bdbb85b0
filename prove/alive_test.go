package prove_test

import "testing"

// What all proofs stand on: the program starts, takes a sign-up and shows it.
func TestTheProgramServesAPerson(t *testing.T) {
	t.Parallel()
	engines := map[string]func(*testing.T) []string{
		"sqlite":   func(*testing.T) []string { return nil },
		"postgres": onDatabase,
	}
	for engine, settings := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			server := start(t, t.TempDir(), settings(t)...)
			ada := newcomer(t, server.URL, "ada")
			a, err := ada.ask(t.Context(), "GET", "/api/auth/profile", "")
			if err != nil || a.status != 200 {
				t.Fatalf("the profile answers %d %s, %v", a.status, a.body, err)
			}
			if err := server.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
}
