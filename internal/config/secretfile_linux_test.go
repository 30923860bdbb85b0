package config_test

import (
	"os"
	"strings"
	"testing"

	"perfil/internal/config"
	"perfil/internal/usertest"
)

// The one rule has two sides: a service user can read what packages install only through
// its group, and root needs no group to read.
func TestAGroupMayReadASecretOfRootOnlyWhereRootDoesNotServe(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	name := secretFile(t, "a secret", 0o640, 0)
	usertest.Reach(t, name)
	if _, err := config.ReadSecretFile(name, config.Switch{}); err == nil || !strings.Contains(err.Error(), "run chmod 600 ") {
		t.Errorf("root serves: %v", err)
	}
	usertest.As(t, func() {
		if data, err := config.ReadSecretFile(name, config.Switch{}); err != nil || string(data) != "a secret" {
			t.Errorf("somebody else serves: %q, %v", data, err)
		}
	})
}
