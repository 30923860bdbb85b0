package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"perfil/internal/backup"
	"perfil/internal/datadir"
	"perfil/internal/sqlstore"
	"perfil/internal/token"
)

// checkKey refuses to make a key for one node of several: its tokens would be
// no good on the others.
func (c *serveCommand) checkKey() error {
	if c.DatabaseURL.IsSet() && !c.JWTSecret.IsSet() && c.JWTSecretFile == "" {
		return usagef("every node on a database needs the same key to sign tokens: " +
			"put one of at least 32 bytes into PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE, for example from openssl rand -base64 48")
	}
	return nil
}

// secrets are what the operator brought in files and variables.
type secrets struct {
	text       []byte     // of key
	key        *token.Key // nil: that of the folder
	former     []token.Key
	passphrase *backup.Passphrase // of backups; nil: they are not encrypted
}

// readSecrets comes before anything is made, so that a mistake in a setting leaves
// nothing behind.
func (c *serveCommand) readSecrets() (s secrets, err error) {
	brought, err := c.ReadSecret()
	if err != nil {
		return s, err
	}
	if brought != nil {
		key, err := parseKey(brought)
		if err != nil {
			return s, err
		}
		s.text, s.key = brought, &key
	}
	if s.former, err = c.formerKeys(); err != nil {
		return s, err
	}
	s.passphrase, err = readPassphrase(c.BackupPassphraseFile, c.MountedSecrets)
	return s, err
}

// ring makes the ring of the key that the operator brought, or of that of the
// folder.
func (h *host) ring(ctx context.Context, s secrets) (*token.Ring, error) {
	if s.key != nil {
		return token.NewRing(*s.key, s.former...)
	}
	own, err := h.ownKey(ctx)
	if err != nil {
		return nil, err
	}
	key, err := parseKey(own)
	if err != nil {
		return nil, err
	}
	return token.NewRing(key, s.former...)
}

// ownKey is the key of the folder, made at the first start. Where people are signed
// in there was another one: a new one would silently sign all of them out.
func (h *host) ownKey(ctx context.Context) ([]byte, error) {
	_, err := h.dir.ReadKey()
	if errors.Is(err, fs.ErrNotExist) {
		signedIn, err := sqlstore.AnySession(ctx, h.engine)
		if err != nil {
			return nil, err
		}
		if signedIn {
			return nil, fmt.Errorf("the key %s is missing and people are signed in: put it back from a backup, or set PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE as before; "+
				"to go on with a new one, which signs everybody out: %s", h.dir.Key(), datadir.NewKeyLine(h.dir.Key()))
		}
	}
	secret, made, err := h.dir.Secret(token.GenerateSecret)
	if made {
		h.log.Info("made the key that signs tokens", "folder", h.dir.Path())
	}
	return secret, err
}

// formerKeys are the keys of systems that moved in with other ids. Each verifies
// the tokens of its system alone.
func (c *serveCommand) formerKeys() ([]token.Key, error) {
	secrets, err := c.ReadFormerSecrets()
	if err != nil {
		return nil, err
	}
	keys := make([]token.Key, 0, len(secrets))
	for _, s := range secrets {
		key, err := token.NewShortHMAC(s.Name, s.Secret) // ReadFormerSecrets looked at the length
		if err != nil {
			return nil, usagef("PERFIL_FORMER_SECRETS (--former-secrets): the secret of %s is empty", s.Name)
		}
		key.Source = s.Name
		keys = append(keys, key)
	}
	return keys, nil
}

// parseKey makes a key of a private one in PEM, or of a shared secret, whose
// length has been looked at already.
func parseKey(secret []byte) (token.Key, error) {
	if !bytes.HasPrefix(secret, []byte("-----BEGIN ")) {
		return token.NewShortHMAC("perfil", secret)
	}
	key, err := token.ParsePrivateKey("", secret)
	if err != nil {
		return key, usagef("PERFIL_JWT_SECRET_FILE (--jwt-secret-file): %v; openssl genpkey -algorithm ed25519 makes a good one", err)
	}
	return key, nil
}
