package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"perfil/internal/config"
	"perfil/internal/control"
	"perfil/internal/datadir"
	"perfil/internal/logline"
	"perfil/internal/server"
	"perfil/internal/web"
)

type serveCommand struct {
	config.Config

	unknown []config.Unknown `kong:"-"` // variables that are no settings
}

// run serves until ctx ends, and then takes everything down in order.
func (c *serveCommand) run(ctx context.Context, d *desk) (err error) {
	callers, err := c.callers()
	if err != nil {
		return err
	}
	if err := c.checkKey(); err != nil {
		return err
	}
	dir, err := c.folder(ctx, d.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	h := &host{}
	defer func() { err = errors.Join(err, h.end.Close()) }()
	c.logTo(h, d.err)
	c.warnOfUnknown(h.log)
	listener, err := listen(ctx, c.Addr, "--addr or PERFIL_ADDR", &h.end)
	if err != nil {
		return err
	}
	origin := originOf(listener.Addr())
	if err := c.open(ctx, h, dir, origin, d.err); err != nil {
		return err
	}
	front, err := c.server(ctx, h, listener, callers)
	if err != nil {
		return err
	}
	var socket net.Listener // nil: commands go to the database themselves
	if !c.DatabaseURL.IsSet() {
		if socket, err = control.Listen(dir.Socket()); err != nil {
			return err
		}
	}
	defer paceGarbage()()
	c.greet(ctx, d.out, h, origin)
	return h.serve(ctx, front, socket)
}

// logTo makes the log of the server, in the form that the settings say.
func (c *serveCommand) logTo(h *host, w io.Writer) {
	gathered := logline.NewWriter(w)
	h.end.add(gathered.Close)
	options := &slog.HandlerOptions{Level: c.Level()}
	json := c.LogFormat == "json"
	var lines slog.Handler = slog.NewTextHandler(gathered, options)
	if json {
		lines = slog.NewJSONHandler(gathered, options)
	}
	h.log, h.lines = slog.New(logline.New(gathered, lines)), web.NewLines(gathered, json)
}

func (c *serveCommand) warnOfUnknown(log *slog.Logger) {
	for _, u := range c.unknown {
		if u.Nearest == "" {
			log.Warn("there is no such setting, the variable does nothing", "variable", u.Name)
		} else {
			log.Warn("there is no such setting, the variable does nothing", "variable", u.Name, "meant", u.Nearest)
		}
	}
}

// folder opens the data folder, and makes it at the first run. It is locked
// where the accounts are in it; of a node on a database elsewhere it holds
// nothing that two processes could spoil.
func (c *serveCommand) folder(ctx context.Context, told io.Writer) (*datadir.Dir, error) {
	dir, err := datadir.Make(c.DataDir)
	if err != nil || c.DatabaseURL.IsSet() {
		return dir, err
	}
	return dir, lockSoon(ctx, dir, told)
}

// lockSoon waits for a command that holds the folder, which ends soon. A server
// does not, and is told from it by its socket.
func lockSoon(ctx context.Context, dir *datadir.Dir, told io.Writer) error {
	for deadline, said := time.Now().Add(patience), false; ; {
		err := dir.Lock()
		if err == nil {
			dir.Sweep()
		}
		var inUse *datadir.InUseError
		if !errors.As(err, &inUse) || control.Listens(ctx, dir.Socket()) || time.Now().After(deadline) {
			return err
		}
		if !said {
			_, _ = fmt.Fprintf(told, "Another perfil is using the data folder; waiting for it to end, for %s at most.\n", patience)
			said = true
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// listen opens an address, or says what keeps it from being opened.
func listen(ctx context.Context, address, setting string, end *cleanup) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is in use by another program: stop that, or choose another address with %s", address, setting)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("this user may not listen on %s: choose a port from 1024 on with %s", address, setting)
	case err != nil:
		return nil, fmt.Errorf("the address %s cannot be listened on, choose another one with %s: %w", address, setting, err)
	}
	end.add(func() error {
		_ = l.Close() // the server that got it has closed it already
		return nil
	})
	return l, nil
}

// originOf is the address to type into a browser on this machine.
func originOf(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d", tcp.Port)
	}
	return "http://" + addr.String()
}

// greet tells the person who started the server where it is and what is missing.
func (c *serveCommand) greet(ctx context.Context, w io.Writer, h *host, origin string) {
	switch {
	case !c.Mail.IsSet():
		h.log.Warn("no mail is sent: nobody can reset a forgotten password until PERFIL_MAIL is set")
	case !c.PublicURL.IsSet():
		h.log.Warn("links in letters work on this machine only, until PERFIL_PUBLIC_URL is set", "links", origin)
	}
	if c.DatabaseURL.IsSet() && !c.Avatars.IsSet() {
		h.log.Warn("avatars are kept on this node only: with several nodes set PERFIL_AVATARS to a bucket or a shared folder")
	}
	c.warnOfStrangers(ctx, h)
	_, _ = fmt.Fprintf(w, "perfil %s is listening on %s\n", version(), origin)
	hasAdmin, err := h.accounts.HasAdmin(ctx)
	if err != nil {
		h.log.Warn("cannot tell whether there is an admin", "error", err) // reads may work all the same
	}
	if err == nil && !hasAdmin {
		_, _ = fmt.Fprintf(w, "There is no admin yet. To make one: perfil user create --role admin --username NAME --email ADDRESS%s\n", c.where())
	}
}

// where says how another command finds the accounts of this server. The URL of a
// database is not repeated: it may hold a password.
func (c *serveCommand) where() string {
	if c.DatabaseURL.IsSet() {
		return ", with PERFIL_DATABASE_URL as for this server"
	}
	return " --data-dir " + c.DataDir
}

// stopTime is how long commands under way may take to end when the server
// stops. They are cancelled, so it is seldom needed.
const stopTime = 5 * time.Second

// serve runs everything that a server does until ctx ends or a part of it fails.
func (h *host) serve(ctx context.Context, front *server.Server, socket net.Listener) error {
	chores, endChores := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { h.accounts.RunJobs(chores, h.log) })
	running.Go(func() { h.accounts.RunSweeps(chores, h.log) })
	if h.backups != nil {
		running.Go(func() { h.backups.Run(chores) })
	}
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return front.Serve(ctx) })
	parts.Go(func() error { return h.lookThrough(ctx) })
	parts.Go(func() error { return h.endOnDamage(ctx) })
	if socket != nil {
		h.takeCommands(ctx, parts, socket)
	}
	err := parts.Wait()
	endChores() // last, so that letters of the last requests still go out if they can
	running.Wait()
	return err
}

// takeCommands runs what comes through the control socket until ctx ends.
func (h *host) takeCommands(ctx context.Context, parts *errgroup.Group, socket net.Listener) {
	commands := control.NewServer(control.Config{Handler: h.handle, Version: version(), Log: h.log})
	parts.Go(func() error { return commands.Serve(socket) })
	parts.Go(func() error {
		<-ctx.Done()
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if err := commands.Shutdown(limit); err != nil {
			h.log.Warn("a command did not end in time", "error", err)
		}
		return nil
	})
}
