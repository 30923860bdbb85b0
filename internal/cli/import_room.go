package cli

import (
	"fmt"

	"perfil/internal/migrate"
)

// roomForImport is how much an import may write to the disk of the accounts, so that
// who signs up meanwhile can still be written there too.
func (g *ground) roomForImport() (int64, error) {
	free, _, err := g.dir.Free()
	return int64(free) - spare, err //nolint:gosec // no disk has 2^63 bytes
}

// tooLarge says what to do about a disk that an import would fill.
func tooLarge(full *migrate.NoRoomError) error {
	return fmt.Errorf("nothing was imported: %w: make room there, or stop the server for the import, which needs a third less then", full)
}
