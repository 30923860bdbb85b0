package config

import (
	"bytes"
)

// minSecret is the least length of a key of HS256 in bytes (RFC 7518, section
// 3.2).
const minSecret = 32

// maxSecret bounds what is read from a file that was named by mistake.
const maxSecret = 16 << 10

// ReadSecret gives the key that signs tokens as the operator brought it, or nil
// when there is none, so that one has to be made. It is a shared secret, or a
// private key in PEM, which is for package token to tell apart. A file is read
// without the line break at its end.
func (c *Config) ReadSecret() ([]byte, error) {
	secret, source := c.JWTSecret.Reveal(), "PERFIL_JWT_SECRET"
	if c.JWTSecretFile != "" {
		var err error
		source = c.JWTSecretFile
		if secret, err = ReadSecretFile(source, c.MountedSecrets); err != nil {
			return nil, errorf("PERFIL_JWT_SECRET_FILE (--jwt-secret-file) cannot be read: %v", err)
		}
		secret = bytes.TrimRight(secret, "\r\n")
		if len(secret) == 0 {
			return nil, errorf("%s is empty: put a key of at least %d bytes into it, for example by openssl rand -base64 48", source, minSecret)
		}
	}
	if len(secret) == 0 {
		return nil, nil
	}
	if len(secret) < minSecret && !c.AllowShortSecret.On() {
		return nil, errorf("%s has %d bytes and needs at least %d, for example from openssl rand -base64 48; "+
			"a short one that you must bring along from another system is taken with PERFIL_ALLOW_SHORT_SECRET=1", source, len(secret), minSecret)
	}
	return secret, nil
}
