package backup

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"perfil/internal/avatar"
)

// Version is that of the form of an archive. A reader refuses a later one: what
// it does not know it could leave out.
const Version = 1

// The members, in the order in which they stand.
const (
	headName     = "perfil-backup.json"
	DatabaseName = "perfil.db"
	KeyName      = "secret.key"
	pictures     = "avatars/"
	sumsName     = "SHA256SUMS"
	manifestName = "manifest.json"
)

// Picture is the path of a picture in an archive, and below a data folder.
func Picture(name avatar.Name) string { return pictures + string(name) }

// magic tells an archive from other tar files.
const magic = "perfil-backup"

// Head is the first member: what a reader must know before all others.
type Head struct {
	Format   string    `json:"format"`
	Version  int       `json:"version"`
	Program  string    `json:"program"` // the version of Perfil that made it
	MadeAt   time.Time `json:"made_at"`
	Database int64     `json:"database_bytes"`
	HasKey   bool      `json:"has_key"`
}

func isHead(h *tar.Header) bool { return h.Name == headName && h.Size <= maxHead }

func parseHead(text []byte) (head Head, ok bool) {
	err := json.Unmarshal(text, &head)
	return head, err == nil && head.Format == magic
}

// Manifest is the last member: what must have come before it.
type Manifest struct {
	Accounts int64  `json:"accounts"`
	Sessions int64  `json:"sessions"`
	Schema   int64  `json:"schema"` // the last migration that the database has seen
	Pictures int64  `json:"pictures"`
	Missing  int64  `json:"pictures_missing"` // shown by an account, and not in their store
	Bytes    int64  `json:"bytes"`            // of all members that the sums are of
	Sums     string `json:"sha256sums"`       // digest of the member SHA256SUMS, in hexadecimal
}

// Bounds of the members, in bytes. That of a picture is far above what is stored
// (1024 by 1024 pixels); the database is bounded by what the archive really
// holds.
const (
	maxHead     = 64 << 10
	maxKey      = 8 << 10
	maxPicture  = 32 << 20
	maxTrailing = 64 << 10 // tar programs fill their last block
)

// What can be wrong with an archive. Each error that Read returns is one of
// these, or that of where it reads from or writes to.
var (
	// ErrForeign: it is no backup of Perfil.
	ErrForeign = errors.New("this is no backup of Perfil")
	// ErrDamaged: it was one, and a part of it is missing or changed.
	ErrDamaged = errors.New("the backup is damaged")
	// ErrNewer: a later version of Perfil made it.
	ErrNewer = errors.New("the backup was made by a newer version of Perfil")
	// ErrEncrypted: it is encrypted and no passphrase was given.
	ErrEncrypted = errors.New("the backup is encrypted")
	// ErrPlain: a passphrase was given and it is not encrypted.
	ErrPlain = errors.New("the backup is not encrypted, although a passphrase was given")
	// ErrPassphrase: the passphrase is not the one that it was made with.
	ErrPassphrase = errors.New("the passphrase is wrong")
)

// damaged says what is wrong, without what an archive may hold.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// pictureOf is the name of a picture by the path of its member.
func pictureOf(path string) (avatar.Name, bool) {
	text, below := strings.CutPrefix(path, pictures)
	name, err := avatar.ParseName(text)
	return name, below && err == nil
}

// sumLine is the line of a member in SHA256SUMS, as sha256sum writes it.
func sumLine(path string, sum []byte) string { return fmt.Sprintf("%x  %s\n", sum, path) }
