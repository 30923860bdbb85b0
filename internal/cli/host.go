package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"

	"perfil/internal/account"
	"perfil/internal/backup"
	"perfil/internal/config"
	"perfil/internal/contract/django"
	"perfil/internal/contract/express"
	"perfil/internal/control"
	"perfil/internal/datadir"
	"perfil/internal/mail"
	"perfil/internal/password"
	"perfil/internal/server"
	"perfil/internal/site"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/web"
)

// host is the process that holds the accounts.
type host struct {
	ground
	log     *slog.Logger
	lines   *web.Lines // of requests, in the same log
	hasher  *password.Hasher
	end     cleanup
	backups *backup.Schedule // nil: none
}

// open puts the account core together. origin is the address to be used in
// letters when the settings have none.
func (c *serveCommand) open(ctx context.Context, h *host, dir *datadir.Dir, origin string, mailLog io.Writer) error {
	brought, err := c.readSecrets()
	if err != nil {
		return err
	}
	if h.pictures, err = openPictures(&c.Place, dir, &h.end); err != nil {
		return err
	}
	h.picturesInside = !c.Avatars.IsSet()
	if c.PublicURL.IsSet() {
		origin = strings.TrimSuffix(c.PublicURL.Reveal(), "/")
	}
	post, err := c.post(origin, mailLog)
	if err != nil {
		return err
	}
	if h.engine, err = openEngine(ctx, &c.Place, dir, h.log); err != nil {
		return err
	}
	h.dir, h.brought = dir, brought.text
	store := sqlstore.New(h.engine)
	h.end.add(store.Close)
	// After the database, see datadir.CheckDatabase.
	ring, err := h.ring(ctx, brought)
	if err != nil {
		return err
	}
	lifetimes := account.DefaultLifetimes()
	lifetimes.Pair, lifetimes.Single = c.AccessLifetime, c.TokenLifetime
	lifetimes.Session, lifetimes.RefreshGrace = c.SessionLifetime, c.RefreshGrace
	h.hasher = password.New(password.Config{Around: newElbowRoom().around})
	h.accounts = account.New(account.Config{
		Store: store, Passwords: h.hasher, Tokens: ring, Lifetimes: lifetimes,
		Memory: int64(c.Cache), Limits: c.RateLimit.On(), Pictures: h.pictures, Post: post,
		ConfirmEmailFirst: c.ConfirmEmailChange.On(), ConfirmSignUp: confirmations[c.ConfirmEmail],
	})
	h.backups, err = c.backups(h, brought)
	return err
}

// confirmations are the values of PERFIL_CONFIRM_EMAIL.
var confirmations = map[string]account.Confirmation{
	"off": account.ConfirmNot, "on": account.ConfirmAsked, "required": account.ConfirmRequired,
}

// post says how letters are written and sent.
func (c *serveCommand) post(origin string, mailLog io.Writer) (account.Post, error) {
	name := origin
	if u, err := url.Parse(origin); err == nil {
		name = u.Host
	}
	letters, err := mail.NewLetters(name)
	if err != nil {
		return account.Post{}, err
	}
	post := account.Post{
		Letters:  letters,
		Language: mail.Language(c.peopleLanguage()),
		Links: account.Links{
			Reset:        origin + "/account/reset?token=",
			UndoEmail:    origin + "/account/undo-email?token=",
			ConfirmEmail: origin + "/account/confirm-email?token=",
		},
	}
	if !c.Mail.IsSet() {
		return post, nil
	}
	if post.Sender, err = mail.Open(c.Mail.Reveal(), c.MailFrom, mailLog); err != nil {
		return account.Post{}, fmt.Errorf("PERFIL_MAIL (--mail): %w", err)
	}
	return post, nil
}

// callers are those of whom the settings speak.
type callers struct {
	origins web.Origins
	proxies web.Proxies
}

func (c *serveCommand) callers() (from callers, err error) {
	if from.origins, err = web.ParseOrigins(c.CORSOrigins); err != nil {
		return from, usagef("PERFIL_CORS_ORIGINS (--cors-origins): %v", err)
	}
	if from.proxies, err = web.ParseProxies(c.TrustedProxies); err != nil {
		return from, usagef("PERFIL_TRUSTED_PROXIES (--trusted-proxies): %v", err)
	}
	return from, nil
}

// server puts the HTTP server together.
func (c *serveCommand) server(ctx context.Context, h *host, listener net.Listener, from callers) (*server.Server, error) {
	var metrics net.Listener
	if c.MetricsAddr != "" {
		var err error
		if metrics, err = listen(ctx, c.MetricsAddr, "--metrics-addr or PERFIL_METRICS_ADDR", &h.end); err != nil {
			return nil, err
		}
	}
	return server.New(server.Config{
		Accounts: h.accounts, Log: h.log, Lines: h.lines, Listener: listener, MetricsListener: metrics,
		MetricsToken:    string(c.MetricsToken.Reveal()),
		Contracts:       c.Contracts,
		DjangoLanguage:  django.Language(c.DjangoLanguage),
		ExpressLanguage: express.Language(c.ExpressLanguage),
		Site:            site.Config{Accounts: h.accounts, Language: site.Language(c.peopleLanguage())},
		Origins:         from.origins, Proxies: from.proxies, Gauges: h.gauges(),
	}), nil
}

// peopleLanguage is that of letters and pages: that of the contract that asks for
// letters, or of the only one that is served.
func (c *serveCommand) peopleLanguage() string {
	if slices.Contains(c.Contracts, "express") {
		return c.ExpressLanguage
	}
	return c.DjangoLanguage
}

func (h *host) gauges() []server.Gauge {
	hashing := server.Gauge{
		Name:  "perfil_password_hashes_waiting",
		Help:  "Passwords that wait for a processor to be hashed on.",
		Value: func() float64 { return float64(h.hasher.Waiting()) },
	}
	engine, ok := h.engine.(*sqlite.Engine)
	if !ok {
		return []server.Gauge{hashing} // a database elsewhere has metrics of its own
	}
	return append(h.backupGauges(), hashing, server.Gauge{
		Name:  "perfil_store_writes_waiting",
		Help:  "Writes that wait for the writer of the database.",
		Value: func() float64 { return float64(engine.Stats().Waiting) },
	})
}

// handle runs the back of a command for a command line that came through the
// control socket. Of its settings only those count that this server has: where
// the accounts are was decided when it started.
func (h *host) handle(ctx context.Context, r control.Request, s control.Streams) int {
	target, _, err := parseWith(r.Args, config.Environ(nil), s.Out, s.Err)
	if err != nil {
		return tell(s.Err, err)
	}
	c, ok := target.(command)
	if !ok {
		return tell(s.Err, usagef("this command does not run inside a server"))
	}
	err = perform(ctx, c, &h.ground, streams{
		in: s.In, out: s.Out, err: s.Err, spool: h.dir.Path(), room: h.roomForImport, picturesToo: h.picturesInside,
	})
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, control.ErrStopping) {
		code := tell(s.Err, cause)
		if isExit(err, exitPartly) {
			code = exitPartly // and has said so
		}
		return code
	}
	return tell(s.Err, err)
}
