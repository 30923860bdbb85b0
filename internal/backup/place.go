package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Place keeps backups: a folder, or a place in a bucket. The error of a method is
// a sentence for the operator, without a secret.
type Place interface {
	// Create stores under name what write writes. It is there whole when Create
	// returns nil, for good, and not at all when it does not. An error of write is
	// returned as it is. What has the name already stays, also if it came while write
	// was at work: ErrTaken. In a bucket there is a moment at the end in which another
	// one is not seen; where nobody may look, none is.
	//
	// check, if it is not nil, is given what was stored, from its beginning. When that
	// fails, Create fails with ErrUnread and the error of check, and what was stored
	// goes again. In a bucket it has its name meanwhile, and keeps it where nothing may
	// be removed.
	Create(ctx context.Context, name string, write func(io.Writer) error, check func(io.Reader) error) error
	// Replace is Create in place of what has the name.
	Replace(ctx context.Context, name string, write func(io.Writer) error) error
	// Open reads one; the caller closes it. ErrAbsent.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Has says whether there is one of that name.
	Has(ctx context.Context, name string) (bool, error)
	// Each lists what is there, in no order, also what is no backup.
	Each(ctx context.Context) iter.Seq2[Stored, error]
	// Remove forgets one. That there is none is no error.
	Remove(ctx context.Context, name string) error
}

// Stored is what has a name in a place.
type Stored struct {
	Name     string
	Bytes    int64
	Modified time.Time // in UTC
}

// ErrTaken says that a name is taken.
var ErrTaken = errors.New("there is a backup of that name already")

// ErrAbsent says that there is no backup of that name.
var ErrAbsent = errors.New("there is no such backup")

// ErrUnread says that a backup was stored and is no good, or cannot be read.
var ErrUnread = errors.New("the new backup cannot be read back")

func unread(err error) error { return fmt.Errorf("%w: %w", ErrUnread, err) }

// At gives the place at a location: a folder, which is made if it is not there,
// or a bucket as in s3://host/bucket/prefix.
func At(location string) (Place, error) {
	if IsBucket(location) {
		return newBucket(location)
	}
	return newFolder(location), nil
}

// IsBucket says whether a location is not on this machine.
func IsBucket(location string) bool { return strings.Contains(location, "://") }

// Split takes the location of one backup apart: where it is, and its name there. Of a
// bucket it wants all three of s3://host/bucket/name: what is left of less would look
// like a folder of this machine, and the backup would stay here.
func Split(location string) (place, name string, err error) {
	if !IsBucket(location) {
		return splitPath(location)
	}
	scheme, rest, _ := strings.Cut(location, "://")
	path, options, asked := strings.Cut(rest, "?")
	parts := strings.Split(path, "/")
	if len(parts) < 3 || slices.Contains(parts, "") {
		return "", "", fmt.Errorf("a backup in a bucket is named as in %s://host/bucket/name", scheme)
	}
	last := len(parts) - 1
	place, name = scheme+"://"+strings.Join(parts[:last], "/"), parts[last]
	if asked {
		place += "?" + options
	}
	return place, name, nil
}

// splitPath wants the name of a file. What ends as a folder does would lose that end,
// and the backup would get the name of the folder.
func splitPath(path string) (folder, name string, err error) {
	folder, name = filepath.Dir(path), filepath.Base(path)
	if strings.HasSuffix(path, string(filepath.Separator)) || name == "." || name == ".." {
		return "", "", fmt.Errorf("%s is a folder: name the file in it, as in %s", path, filepath.Join(path, "perfil.tar"))
	}
	return folder, name, nil
}
