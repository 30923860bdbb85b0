package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"perfil/internal/config"
	"perfil/internal/datadir"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/sqlstore/sqlite"
)

// way is what a move leads from and to.
type way struct {
	from, to side
	pictures pictureMove
}

// side is the database at one end of a move.
type side struct {
	name   string       // for people and for the mark in the target; without a password
	dir    *datadir.Dir // nil: a database elsewhere
	engine sqlstore.Engine

	isSource bool
}

// open opens both sides, the source first: a mistake there must leave nothing
// behind in the target.
func (c *moveCommand) open(ctx context.Context, d *desk, end *cleanup) (*way, error) {
	from, err := d.withoutFile("--from", c.From)
	if err != nil {
		return nil, err
	}
	to, err := d.withoutFile("--to", c.To)
	if err != nil {
		return nil, err
	}
	if isSameFolder(from, to) {
		return nil, usagef("--from and --to are the same folder")
	}
	w := &way{}
	if w.from, err = openSide(ctx, from, asSource(d.err), end); err != nil {
		return nil, err
	}
	w.from.isSource = true
	if _, err := sqlstore.CountRows(ctx, w.from.engine); err != nil {
		return nil, w.advised(err)
	}
	if w.to, err = openSide(ctx, to, asTarget(d.err), end); err != nil {
		return nil, err
	}
	if w.from.name == w.to.name {
		return nil, usagef("--from and --to are the same database, %s", w.to.name)
	}
	w.pictures, err = c.openPictures(d, w, end)
	return w, err
}

// isSameFolder is asked before anything is locked: a folder that this process
// holds already looks like one that is in use.
func isSameFolder(from, to string) bool {
	from, okFrom := strings.CutPrefix(from, "sqlite:")
	to, okTo := strings.CutPrefix(to, "sqlite:")
	a, errA := os.Stat(from)
	b, errB := os.Stat(to)
	return okFrom && okTo && errA == nil && errB == nil && os.SameFile(a, b)
}

// withoutFile gives the text of a flag, or of the file that it names with @.
func (d *desk) withoutFile(flag, text string) (string, error) {
	if name, ok := strings.CutPrefix(text, "@"); ok {
		return readLine(flag, name)
	}
	if shown := hidden(text); shown != text {
		_, _ = fmt.Fprintf(d.err, "Note: the password in %s can be read in the list of processes; a file that holds it (%s @FILE) keeps it out of there.\n", flag, flag)
	}
	return text, nil
}

// hidden is a text without the password that a URL in it may have.
func hidden(text string) string {
	var u config.URL
	_ = u.UnmarshalText([]byte(text)) // takes everything
	return u.String()
}

// sideRole is what a side is opened for.
type sideRole struct {
	flag   string
	folder func(string) (*datadir.Dir, error)
	schema postgres.Schema
	told   io.Writer // hears what is waited for
}

// asSource changes nothing: a database that was named by mistake must not find
// tables of ours in it.
func asSource(told io.Writer) sideRole {
	return sideRole{"--from", openSource, postgres.SchemaKept, told}
}

func asTarget(told io.Writer) sideRole {
	return sideRole{"--to", datadir.Make, postgres.SchemaMade, told}
}

func openSide(ctx context.Context, text string, as sideRole, end *cleanup) (side, error) {
	switch kind, rest, _ := strings.Cut(text, ":"); {
	case kind == "sqlite" && rest != "":
		return openFolderSide(ctx, rest, as, end)
	case kind == "postgres" || kind == "postgresql":
		return openServerSide(ctx, text, as, end)
	default:
		return side{}, usagef("%s must be sqlite:DIR, postgres://USER@HOST/NAME, or @FILE with one of these in the file", as.flag)
	}
}

// openSource opens a data folder that has accounts in it: opening the database
// would make one.
func openSource(path string) (*datadir.Dir, error) {
	dir, err := datadir.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--from: there is no folder %s: name the data folder that the accounts are in, sqlite:DIR", path)
	}
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(dir.Database()); err != nil {
		return nil, fmt.Errorf("there is no database in %s: look at --from", dir.Path())
	}
	return dir, nil
}

func openFolderSide(ctx context.Context, path string, as sideRole, end *cleanup) (side, error) {
	// What the folder itself says would name the flag of other commands.
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return side{}, fmt.Errorf("%s: %s is no folder: name the data folder, sqlite:DIR", as.flag, path)
	}
	dir, err := as.folder(path)
	if err != nil {
		return side{}, err
	}
	var inUse *datadir.InUseError
	if err := dir.Lock(); errors.As(err, &inUse) {
		return side{}, fmt.Errorf("another perfil (process %d) is using %s: stop it first, because a move is of what nobody changes", inUse.PID, dir.Path())
	} else if err != nil {
		return side{}, err
	}
	end.add(dir.Close)
	engine, err := sqlite.Open(ctx, dir.Database())
	if err != nil {
		return side{}, err
	}
	end.add(engine.Close)
	path = dir.Path()
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return side{name: "sqlite:" + path, dir: dir, engine: engine}, nil
}

func openServerSide(ctx context.Context, url string, as sideRole, end *cleanup) (side, error) {
	name, err := postgres.Place(url)
	if err != nil {
		return side{}, usagef("%s: %v", as.flag, err)
	}
	elsewhere, done := waitingFor(url, as.schema, as.told)
	engine, err := postgres.Open(ctx, elsewhere)
	done()
	if err != nil {
		return side{}, fmt.Errorf("%s: %w", name, asUnanswered(err, as.flag))
	}
	end.add(engine.Close)
	return side{name: name, engine: engine}, nil
}

// emptying says how to empty the target.
func (s *side) emptying() string {
	if s.dir != nil {
		return "remove " + s.dir.Database() + " and the files beside it that begin with the same name"
	}
	return "DROP DATABASE and CREATE DATABASE"
}
