package config

import (
	"bytes"
	"strings"
)

// FormerSecret is the key of a system that moved in with other ids. It verifies
// that system's tokens, for the accounts that came from there.
type FormerSecret struct {
	Name   string // under which the system was imported
	Secret []byte
}

// ReadFormerSecrets reads the files of FormerSecrets.
func (c *Config) ReadFormerSecrets() ([]FormerSecret, error) {
	var all []FormerSecret
	for _, entry := range c.FormerSecrets {
		name, file, ok := strings.Cut(strings.TrimSpace(entry), "=")
		if !ok || name == "" || file == "" {
			return nil, errorf("PERFIL_FORMER_SECRETS (--former-secrets) must be NAME=FILE, separated by commas, not %q", entry)
		}
		secret, err := ReadSecretFile(file, c.MountedSecrets)
		if err != nil {
			return nil, errorf("PERFIL_FORMER_SECRETS (--former-secrets): the secret of %s cannot be read: %v", name, err)
		}
		secret = bytes.TrimRight(secret, "\r\n")
		if len(secret) < minSecret && !c.AllowShortSecret.On() {
			return nil, errorf("PERFIL_FORMER_SECRETS (--former-secrets): the secret of %s has %d bytes and not %d; a short one is taken with PERFIL_ALLOW_SHORT_SECRET=1",
				name, len(secret), minSecret)
		}
		all = append(all, FormerSecret{Name: name, Secret: secret})
	}
	return all, nil
}
