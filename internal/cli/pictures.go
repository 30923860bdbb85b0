package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/config"
	"perfil/internal/datadir"
)

// openPictures opens the place where avatars are kept. Without a folder and a
// setting it is not known.
func openPictures(p *config.Place, dir *datadir.Dir, end *cleanup) (avatar.Store, error) {
	place := p.Avatars.Reveal()
	switch {
	case strings.Contains(place, "://"):
		bucket, err := avatar.NewS3(place)
		if err != nil {
			return nil, fmt.Errorf("PERFIL_AVATARS (--avatars): %w", err)
		}
		return bucket, nil
	case place != "":
		return openFolder(place, end)
	case dir == nil:
		return leftToNodes{}, nil
	default:
		return openFolder(dir.Avatars(), end)
	}
}

func openFolder(path string, end *cleanup) (avatar.Store, error) {
	folder, err := avatar.NewFolder(path)
	if err != nil {
		return nil, fmt.Errorf("the folder of avatars cannot be opened: %w", err)
	}
	end.add(folder.Close)
	return folder, nil
}

// leftToNodes stands for the pictures where a command works on a database that
// nodes elsewhere serve: it does not know where those keep them. What a command
// leaves to be removed is a job in the database, which a node does.
type leftToNodes struct{}

var errLeftToNodes = fmt.Errorf("%w: this command does not know where the nodes keep them", avatar.ErrUnavailable)

func (leftToNodes) Put(context.Context, avatar.Name, []byte) error { return errLeftToNodes }

func (leftToNodes) Open(context.Context, avatar.Name) (avatar.Stored, error) {
	return avatar.Stored{}, errLeftToNodes
}

func (leftToNodes) Remove(context.Context, avatar.Name) error { return nil }

func (leftToNodes) Each(context.Context, func(avatar.Name, time.Time) error) error { return nil }

func (leftToNodes) Check(context.Context) error { return errLeftToNodes }
