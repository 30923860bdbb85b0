package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Error says in a sentence which setting is wrong and what it must be. It holds
// no secret.
type Error struct{ text string }

func (e *Error) Error() string { return e.text }

func errorf(format string, args ...any) error { return &Error{text: fmt.Sprintf(format, args...)} }

// Contracts that can be served.
var contracts = []string{"django", "express"}

// Validate says what is wrong with the settings, the first thing only, as an
// *Error. kong calls it.
func (c *Config) Validate() error {
	for _, check := range []func() error{
		c.validateNetwork, c.validateContracts, c.validateTokens, c.validateMail, c.validateBackup, c.validateLog,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// Validate is Config.Validate for commands that need the place only.
func (p *Place) Validate() error {
	if p.DataDir == "" {
		return errorf("PERFIL_DATA_DIR (--data-dir) must name a folder")
	}
	if p.DatabaseURL.IsSet() && !p.DatabaseURL.isDatabase() {
		return errorf("PERFIL_DATABASE_URL (--database-url) must be a URL such as postgres://user@host/name, or postgres:///name?host=/var/run/postgresql for a socket; without it the database is in the data folder")
	}
	if !strings.Contains(p.Avatars.text, "://") {
		return nil
	}
	if u, ok := p.Avatars.parse(); !ok || u.Scheme != "s3" {
		return errorf("PERFIL_AVATARS (--avatars) must be a folder or a URL such as s3://key:secret@host/bucket")
	}
	return nil
}

func (c *Config) validateNetwork() error {
	if err := c.Place.Validate(); err != nil {
		return err
	}
	if !isListenAddress(c.Addr) {
		return errorf("PERFIL_ADDR (--addr) must be HOST:PORT, such as 127.0.0.1:8080 or :8080, not %q", c.Addr)
	}
	if c.MetricsAddr != "" && !isListenAddress(c.MetricsAddr) {
		return errorf("PERFIL_METRICS_ADDR (--metrics-addr) must be HOST:PORT, such as 127.0.0.1:9090, not %q", c.MetricsAddr)
	}
	if c.MetricsToken.IsSet() && len(c.MetricsToken.Reveal()) < minMetricsToken {
		return errorf("PERFIL_METRICS_TOKEN must be at least %d characters, for example from openssl rand -hex 16", minMetricsToken)
	}
	if c.PublicURL.IsSet() && !isWebAddress(c.PublicURL) {
		return errorf("PERFIL_PUBLIC_URL (--public-url) must be an address such as https://accounts.example.com, not %q", c.PublicURL)
	}
	return nil
}

// minMetricsToken keeps words that can be guessed from being taken for a secret.
const minMetricsToken = 16

// isListenAddress wants a number as port: a name would be looked up in a table
// of the machine and mean something else on the next one.
func isListenAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// isWebAddress wants what paths can be appended to.
func isWebAddress(s URL) bool {
	u, ok := s.parse()
	return ok && (u.Scheme == "http" || u.Scheme == "https") && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

func (c *Config) validateContracts() error {
	if len(c.Contracts) == 0 {
		return errorf("PERFIL_CONTRACTS (--contracts) must name at least one of %s", strings.Join(contracts, ", "))
	}
	for _, name := range c.Contracts {
		if !slices.Contains(contracts, name) {
			return errorf("PERFIL_CONTRACTS (--contracts) knows %s, not %q", strings.Join(contracts, " and "), name)
		}
	}
	for _, language := range []struct{ name, flag, value string }{
		{"PERFIL_DJANGO_LANGUAGE", "--django-language", c.DjangoLanguage},
		{"PERFIL_EXPRESS_LANGUAGE", "--express-language", c.ExpressLanguage},
	} {
		if language.value != "en" && language.value != "es" {
			return errorf("%s (%s) must be en or es, not %q", language.name, language.flag, language.value)
		}
	}
	return nil
}

// A token must live long enough to be used once, and no longer than anybody
// can have meant.
const (
	minLifetime = time.Second
	maxLifetime = 366 * 24 * time.Hour
	maxGrace    = time.Minute
)

func (c *Config) validateTokens() error {
	for _, lifetime := range []struct {
		name, flag string
		value      time.Duration
	}{
		{"PERFIL_ACCESS_LIFETIME", "--access-lifetime", c.AccessLifetime},
		{"PERFIL_TOKEN_LIFETIME", "--token-lifetime", c.TokenLifetime},
	} {
		if lifetime.value < minLifetime || lifetime.value > maxLifetime {
			return errorf("%s (%s) must be a time from 1s to 8784h (366 days), not %s", lifetime.name, lifetime.flag, lifetime.value)
		}
	}
	if c.SessionLifetime != 0 && (c.SessionLifetime < minLifetime || c.SessionLifetime > maxLifetime) {
		return errorf("PERFIL_SESSION_LIFETIME (--session-lifetime) must be a time from 1s to 8784h (366 days), or 0s for no end, not %s", c.SessionLifetime)
	}
	if c.RefreshGrace < 0 || c.RefreshGrace > maxGrace {
		return errorf("PERFIL_REFRESH_GRACE (--refresh-grace) must be a time from 0s to 1m, not %s", c.RefreshGrace)
	}
	if c.JWTSecret.IsSet() && c.JWTSecretFile != "" {
		return errorf("PERFIL_JWT_SECRET and PERFIL_JWT_SECRET_FILE are both set: keep one of them")
	}
	return nil
}

func (c *Config) validateMail() error {
	if !slices.Contains([]string{"off", "on", "required"}, c.ConfirmEmail) {
		return errorf("PERFIL_CONFIRM_EMAIL (--confirm-email) must be off, on or required, not %q", c.ConfirmEmail)
	}
	if c.ConfirmEmail != "off" && !c.Mail.IsSet() {
		return errorf("PERFIL_CONFIRM_EMAIL (--confirm-email) needs PERFIL_MAIL: without it no letter goes out, and nobody could confirm anything")
	}
	if c.MailFrom != "" {
		if _, err := mail.ParseAddress(c.MailFrom); err != nil {
			return errorf("PERFIL_MAIL_FROM (--mail-from) must be an address such as \"Accounts <accounts@example.com>\", not %q", c.MailFrom)
		}
	}
	if !c.Mail.IsSet() || c.Mail.text == "log" {
		return nil
	}
	u, ok := c.Mail.parse()
	if !ok || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return errorf("PERFIL_MAIL (--mail) must be log or a URL such as smtps://user:password@mail.example.com")
	}
	if c.MailFrom == "" {
		return errorf("PERFIL_MAIL needs PERFIL_MAIL_FROM (--mail-from), the address that mail comes from")
	}
	return nil
}

// Bounds of what is meant by "every so often".
const (
	minBackupEvery = time.Minute
	maxBackupEvery = 366 * 24 * time.Hour
)

func (c *Config) validateBackup() error {
	switch {
	case !c.BackupDir.IsSet():
		return nil
	case c.DatabaseURL.IsSet():
		return errorf("PERFIL_BACKUP_DIR (--backup-dir) is for the database in the data folder: with PERFIL_DATABASE_URL back that database up with pg_dump, see docs/backups.md")
	case c.BackupEvery < minBackupEvery || c.BackupEvery > maxBackupEvery:
		return errorf("PERFIL_BACKUP_EVERY (--backup-every) must be a time from 1m to 8784h (366 days), not %s", c.BackupEvery)
	case c.BackupKeep < 1:
		return errorf("PERFIL_BACKUP_KEEP (--backup-keep) must be at least 1, not %d", c.BackupKeep)
	}
	if !strings.Contains(c.BackupDir.text, "://") {
		return nil
	}
	if u, ok := c.BackupDir.parse(); !ok || u.Scheme != "s3" {
		return errorf("PERFIL_BACKUP_DIR (--backup-dir) must be a folder or a URL such as s3://host/bucket/prefix")
	}
	return nil
}

func (c *Config) validateLog() error {
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return errorf("PERFIL_LOG_FORMAT (--log-format) must be text or json, not %q", c.LogFormat)
	}
	if _, ok := logLevels[c.LogLevel]; !ok {
		return errorf("PERFIL_LOG_LEVEL (--log-level) must be debug, info, warn or error, not %q", c.LogLevel)
	}
	return nil
}

var logLevels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// Level is LogLevel of a valid Config.
func (c *Config) Level() slog.Level { return logLevels[c.LogLevel] }
