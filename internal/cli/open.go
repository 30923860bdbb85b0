package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"perfil/internal/account"
	"perfil/internal/config"
	"perfil/internal/datadir"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

// openEngine opens the database that the settings name, if it is whole, and makes
// the tables if there are none.
func openEngine(ctx context.Context, p *config.Place, dir *datadir.Dir, log *slog.Logger) (sqlstore.Engine, error) {
	return openEngineWith(ctx, p, dir, postgres.Options{Schema: postgres.SchemaMade, Log: log})
}

// openEngineWith is openEngine, but for what is said of a database elsewhere: what may
// happen to its tables, and how long to wait for it.
func openEngineWith(ctx context.Context, p *config.Place, dir *datadir.Dir, elsewhere postgres.Options) (sqlstore.Engine, error) {
	engine, err := openAnyEngine(ctx, p, dir, elsewhere)
	if err != nil {
		return nil, err
	}
	if err := sqlstore.CheckWhole(ctx, engine); err != nil {
		return nil, errors.Join(asAdvice(err), engine.Close())
	}
	return engine, nil
}

// openAnyEngine is where a SQL engine more is a case more.
func openAnyEngine(ctx context.Context, p *config.Place, dir *datadir.Dir, elsewhere postgres.Options) (sqlstore.Engine, error) {
	if p.DatabaseURL.IsSet() {
		elsewhere.URL = p.DatabaseURL.Reveal()
		return postgres.Open(ctx, elsewhere)
	}
	if err := dir.CheckDatabase(); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, dir.Database())
}

// asAdvice says what to do about a database that is only a part of one.
func asAdvice(err error) error {
	var under *sqlstore.UnderwayError
	if errors.As(err, &under) {
		return fmt.Errorf("%w: run the same perfil move again, which goes on where it stopped", err)
	}
	return err
}

// cleanup is what has to be closed at the end, the last first.
type cleanup []func() error

func (c *cleanup) add(end func() error) { *c = append(*c, end) }

func (c *cleanup) Close() error {
	var errs []error
	for _, end := range slices.Backward(*c) {
		errs = append(errs, end())
	}
	*c = nil
	return errors.Join(errs...)
}

// openForCommand makes a service for one command. It issues no token, so its
// key is thrown away; it keeps nothing in memory, and leaves letters and
// pictures to be looked after to the next server. dir is nil where the accounts
// are not in a folder; told hears then what is waited for.
func openForCommand(ctx context.Context, c command, dir *datadir.Dir, told io.Writer, end *cleanup) (*ground, error) {
	p := c.where()
	schema := postgres.SchemaRenewed
	if c.makesFolder() {
		schema = postgres.SchemaMade
	}
	key, err := token.NewHMAC("command", token.GenerateSecret())
	if err != nil {
		return nil, err
	}
	ring, err := token.NewRing(key)
	if err != nil {
		return nil, err
	}
	pictures, err := openPictures(p, dir, end)
	if err != nil {
		return nil, err
	}
	elsewhere, done := waitingFor(p.DatabaseURL.Reveal(), schema, told)
	engine, err := openEngineWith(ctx, p, dir, elsewhere)
	done()
	if err != nil {
		return nil, asUnanswered(err, "PERFIL_DATABASE_URL")
	}
	store := sqlstore.New(engine)
	end.add(store.Close)
	accounts := account.New(account.Config{
		Store: store, Passwords: password.New(password.Config{}), Tokens: ring, Pictures: pictures,
	})
	return &ground{accounts: accounts, engine: engine, pictures: pictures, dir: dir}, nil
}
