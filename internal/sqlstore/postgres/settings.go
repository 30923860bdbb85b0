package postgres

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// settings is what Options come to.
type settings struct {
	pool   *pgxpool.Config
	feed   *pgx.ConnConfig // around the pooler
	pooled bool            // a pooler gives each transaction another connection
}

func (o *Options) settings() (*settings, error) {
	pool, err := parse(o.URL)
	if err != nil {
		return nil, err
	}
	s := &settings{pool: pool}
	c := pool.ConnConfig
	switch pooler := take(c, "pooler"); pooler {
	case "":
	case "transaction":
		s.pooled = true
		// A prepared statement would stay behind on somebody else's connection.
		c.DefaultQueryExecMode = pgx.QueryExecModeExec
	default:
		return nil, fmt.Errorf("the database URL says pooler=%s; it can say pooler=transaction, or nothing", pooler)
	}
	direct := take(c, "direct")
	if s.pooled && direct == "" {
		return nil, errors.New("the database URL says pooler=transaction; add direct=host:port of the database itself" +
			" to it, because notifications and migrations do not pass through such a pooler")
	}
	if s.feed, err = o.directConfig(direct); err != nil {
		return nil, err
	}
	bound(c)
	if !s.pooled {
		boundSession(c, "perfil")
	}
	c.OnNotice = noteWarning
	c.BuildContextWatcherHandler = cancelling
	o.size(pool)
	return s, nil
}

// directConfig leads to the same database as the URL, around a pooler if hosts
// says where.
func (o *Options) directConfig(hosts string) (*pgx.ConnConfig, error) {
	database := o.URL
	if hosts != "" {
		database = withHosts(database, hosts)
	}
	parsed, err := parse(database)
	if err != nil {
		return nil, err
	}
	c := parsed.ConnConfig
	take(c, "pooler")
	take(c, "direct")
	bound(c)
	boundSession(c, feedName)
	return c, nil
}

// parse reads a URL. Its errors never show the URL, because it holds a password.
func parse(database string) (*pgxpool.Config, error) {
	if !strings.HasPrefix(database, "postgres://") && !strings.HasPrefix(database, "postgresql://") {
		return nil, errors.New("the database URL must begin with postgres://")
	}
	config, err := pgxpool.ParseConfig(database)
	if err == nil {
		return config, nil
	}
	const unreadable = "the database URL cannot be read; it looks like postgres://user:password@host:5432/database," +
		" with special characters in the password written as %XX"
	if cause := errors.Unwrap(err); cause != nil && isClear(database) {
		return nil, fmt.Errorf("%s: %s", unreadable, withoutSecrets(cause.Error(), database))
	}
	return nil, errors.New(unreadable)
}

// take removes a parameter that the server does not know.
func take(c *pgx.ConnConfig, name string) string {
	value := c.RuntimeParams[name]
	delete(c.RuntimeParams, name)
	return value
}

// bound sets what holds for every connection.
func bound(c *pgx.ConnConfig) {
	if c.ConnectTimeout == 0 || c.ConnectTimeout > time.Minute {
		c.ConnectTimeout = connectTimeout
	}
	if c.ValidateConnect == nil {
		// A standby would read what is old, and refuse every write.
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	c.DialFunc = newDialer(hasSeveralHosts(c)).dial
}

// hasSeveralHosts looks for another one: a fallback may be the same host without
// TLS.
func hasSeveralHosts(c *pgx.ConnConfig) bool {
	return slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool {
		return f.Host != c.Host || f.Port != c.Port
	})
}

// boundSession sets the timeouts of a session. A pooler of transactions refuses
// them or mixes them up; there each transaction sets its own.
func boundSession(c *pgx.ConnConfig, name string) {
	for name, value := range map[string]string{
		"application_name":                    name,
		"statement_timeout":                   milliseconds(statementTimeout),
		"lock_timeout":                        milliseconds(lockTimeout),
		"idle_in_transaction_session_timeout": milliseconds(idleInTransaction),
	} {
		if c.RuntimeParams[name] == "" {
			c.RuntimeParams[name] = value
		}
	}
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// cancelling makes the end of a context cancel the statement and keep the
// connection: the next search of somebody who types fast needs it.
func cancelling(c *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: cancelTimeout}
}

func (o *Options) size(pool *pgxpool.Config) {
	switch {
	case o.MaxConns > 0:
		pool.MaxConns = int32(min(o.MaxConns, maxConns))
	case !strings.Contains(o.URL, "pool_max_conns="):
		pool.MaxConns = int32(max(16, 4*runtime.GOMAXPROCS(0)))
	}
	pool.MaxConnLifetime, pool.MaxConnLifetimeJitter = connLifetime, connLifetime/10
	pool.MaxConnIdleTime = connIdle
	pool.HealthCheckPeriod = connHealthCheck
	pool.PingTimeout = pingTimeout
}
