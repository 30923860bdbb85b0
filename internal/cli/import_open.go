package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"perfil/internal/migrate/olddb"
)

// openSource opens the database of the other system.
func (c *importing) openSource(ctx context.Context, d *desk) (*olddb.DB, error) {
	source := c.Source
	if name, ok := strings.CutPrefix(source, "@"); ok {
		text, err := readLine("the source", name)
		if err != nil {
			return nil, err
		}
		source = text
	} else if olddb.HasPassword(source) {
		_, _ = fmt.Fprintln(d.err, "Note: the password in the source can be read in the list of processes; a file that holds the source (@FILE) keeps it out of there.")
	}
	return olddb.Open(ctx, source)
}

// maxSource bounds what is read from a file that was named by mistake.
const maxSource = 4096

// readLine reads the file that an argument names with @.
func readLine(argument, name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("the file with %s cannot be read: %w", argument, err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxSource))
	if err != nil {
		return "", fmt.Errorf("the file with %s cannot be read: %w", argument, err)
	}
	return strings.TrimSpace(string(text)), nil
}

// openMedia opens the folder of the pictures, nil for none, and says where it is
// to whoever runs the other half of the command.
func openMedia(name string) (*os.Root, string, error) {
	if name == "" {
		return nil, "", nil
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, "", err
	}
	folder, err := os.OpenRoot(path)
	if err != nil {
		return nil, "", fmt.Errorf("--media: the folder of the pictures cannot be opened: %w; name MEDIA_ROOT of the application, or leave the flag out, and the avatars stay behind", err)
	}
	return folder, path, nil
}
