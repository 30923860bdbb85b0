package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"perfil/internal/backup"
	"perfil/internal/config"
)

// passphraseFile is the part that commands on backups have in common.
type passphraseFile struct {
	PassphraseFile string        `help:"File with the passphrase of the backup, on one line." env:"PERFIL_BACKUP_PASSPHRASE_FILE" placeholder:"FILE"`
	MountedSecrets config.Switch `hidden:"" env:"PERFIL_MOUNTED_SECRETS" default:"off"`
}

// passphrase is nil where no file is named.
func (p *passphraseFile) passphrase() (*backup.Passphrase, error) {
	return readPassphrase(p.PassphraseFile, p.MountedSecrets)
}

func readPassphrase(name string, mounted config.Switch) (*backup.Passphrase, error) {
	if name == "" {
		return nil, nil
	}
	content, err := config.ReadSecretFile(name, mounted)
	if err != nil {
		return nil, usagef("PERFIL_BACKUP_PASSPHRASE_FILE (--passphrase-file): %v", err)
	}
	pass, err := backup.NewPassphrase(content)
	if err != nil {
		return nil, usagef("PERFIL_BACKUP_PASSPHRASE_FILE (--passphrase-file), %s: %v", name, err)
	}
	return pass, nil
}

type backupCommand struct {
	place
	passphraseFile
	File  config.URL `arg:"" help:"The file, readable by its owner only, or s3://host/bucket/name, or - for the standard output."`
	Force bool       `help:"Replace a backup of that name."`
	// For a backup without a server, which would know it.
	JWTSecret     config.Secret `name:"jwt-secret" hidden:"" secret:"" env:"PERFIL_JWT_SECRET"`
	JWTSecretFile string        `name:"jwt-secret-file" hidden:"" env:"PERFIL_JWT_SECRET_FILE"`
	Verify        bool          `help:"Read a backup and say whether it is whole, instead of making one."`
}

// run makes a backup, or looks at one, which needs no data folder.
func (c *backupCommand) run(ctx context.Context, args []string, d *desk) error {
	if err := withoutPassword(c.File); err != nil {
		return err
	}
	if c.Verify {
		return examineBackup(ctx, d, c.File.Reveal(), &c.passphraseFile)
	}
	if c.DatabaseURL.IsSet() {
		return errNoFolder
	}
	return execute(ctx, c, args, d)
}

var errNoFolder = &usageError{"a database elsewhere is backed up by its own tools: pg_dump for the accounts, and the key and the avatars beside it, see docs/backups.md"}

// withoutPassword refuses what everybody on the machine could read in the list of
// processes.
func withoutPassword(location config.URL) error {
	if location.String() != location.Reveal() {
		return usagef("the place of a backup holds a secret, and everybody on this machine can read the arguments of a process: leave it out, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	return nil
}

func (c *backupCommand) front(ctx context.Context, d *desk, back func(streams) error) error {
	pass, err := c.passphrase()
	if err != nil {
		return err
	}
	if pass == nil {
		_, _ = fmt.Fprintln(d.err, "Warning: the backup is not encrypted. Who reads it has every password hash and the key that signs tokens; a file named by --passphrase-file encrypts it.")
	}
	p := d.progress(-1, "backing up")
	defer p.end()
	write := func(w io.Writer) error {
		sealed, err := backup.Seal(p.to(w), pass)
		if err != nil {
			return err
		}
		if err := back(streams{out: sealed, err: p.before(d.err)}); err != nil {
			return err
		}
		return sealed.Close()
	}
	if c.File.Reveal() == "-" {
		return d.toOutput(write)
	}
	return c.create(ctx, write)
}

func (d *desk) toOutput(write func(io.Writer) error) error {
	if f, ok := d.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return usagef("a backup is not for a terminal: name a file, or put the output into one")
	}
	return write(d.out)
}

func (c *backupCommand) create(ctx context.Context, write func(io.Writer) error) error {
	location, name, err := backup.Split(c.File.Reveal())
	if err != nil {
		return usagef("%v", err)
	}
	if err := checkApart(location, c.DataDir); err != nil {
		return usagef("%v", err)
	}
	if info, err := os.Stat(c.File.Reveal()); err == nil && info.IsDir() {
		return usagef("%s is a folder: name the file in it, as in %s", c.File, filepath.Join(c.File.Reveal(), "perfil.tar"))
	}
	at, err := backup.At(location)
	if err != nil {
		return usagef("%v", err)
	}
	if c.Force {
		return at.Replace(ctx, name, write)
	}
	// Before the work, so that it is not done in vain, and once more at its end.
	there, err := at.Has(ctx, name)
	if err != nil {
		return err
	}
	if there {
		return c.taken("")
	}
	if err = at.Create(ctx, name, write, nil); errors.Is(err, backup.ErrTaken) {
		return c.taken(", which was made meanwhile; nothing was stored")
	}
	return err
}

func (c *backupCommand) taken(how string) error {
	return fmt.Errorf("there is a %s already%s: name another file, or replace it with --force", c.File, how)
}

func (c *backupCommand) backOn(ctx context.Context, g *ground, s streams) error {
	made, hasKey, err := g.backUp(ctx, s.out)
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	_, err = fmt.Fprintln(s.err, inBackup(made))
	if err == nil && made.Missing > 0 {
		_, err = fmt.Fprintf(s.err, "Warning: %s that accounts show could not be found; perfil doctor names them\n", amount(made.Missing, "picture"))
	}
	switch {
	case err != nil:
	case g.keyElsewhere() || c.bringsKey(g):
		_, err = fmt.Fprintln(s.err, "Tokens are signed with the key of PERFIL_JWT_SECRET or its file, which is not in the backup: keep it too, or everybody has to sign in again after a restore.")
	case !hasKey:
		_, err = fmt.Fprintln(s.err, "The key that signs tokens is not in the folder and so not in the backup: keep PERFIL_JWT_SECRET or its file too, or everybody has to sign in again after a restore.")
	}
	return err
}

// bringsKey says whether the settings of this command name a key that is not that of
// the folder. A file that only the server may read is taken for another one.
func (c *backupCommand) bringsKey(g *ground) bool {
	named := ground{dir: g.dir, brought: c.JWTSecret.Reveal()}
	if c.JWTSecretFile != "" {
		secret, _ := config.ReadSecretFile(c.JWTSecretFile, c.MountedSecrets)
		named.brought = append([]byte{}, bytes.TrimRight(secret, "\r\n")...)
	}
	if len(named.brought) == 0 && c.JWTSecretFile == "" {
		return false
	}
	return named.keyElsewhere()
}

func inBackup(m backup.Manifest) string {
	return fmt.Sprintf("%s, %s and %s backed up", amount(m.Accounts, "account"), amount(m.Sessions, "session"), amount(m.Pictures, "picture"))
}

func amount(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// openBackup opens one for reading, decrypted.
func openBackup(ctx context.Context, d *desk, location string, p *passphraseFile, end *cleanup) (io.Reader, error) {
	pass, err := p.passphrase()
	if err != nil {
		return nil, err
	}
	raw, err := rawBackup(ctx, d, location, end)
	if err != nil {
		return nil, err
	}
	archive, err := backup.Unseal(raw, pass)
	return archive, adviceOn(err)
}

func rawBackup(ctx context.Context, d *desk, location string, end *cleanup) (io.Reader, error) {
	if location == "-" {
		return newInterruptible(ctx, d.in), nil
	}
	folder, name, err := backup.Split(location)
	if err != nil {
		return nil, usagef("%v", err)
	}
	at, err := backup.At(folder)
	if err != nil {
		return nil, usagef("%v", err)
	}
	file, err := at.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	end.add(func() error {
		_ = file.Close() // only read
		return nil
	})
	return file, nil
}

// adviceOn says what to do about a backup that is refused.
func adviceOn(err error) error {
	for _, known := range []struct {
		cause error
		do    string
	}{
		{backup.ErrEncrypted, "name the file with its passphrase by --passphrase-file"},
		{backup.ErrPlain, "leave the passphrase out if that is meant, and do not restore what somebody else can have put there"},
		{backup.ErrPassphrase, "look at the file of --passphrase-file; without the right one nobody can read this backup"},
		{backup.ErrNewer, "install that version, and restore with it"},
		{backup.ErrDamaged, "take another one, or fetch this one again from where it was copied"},
		{backup.ErrForeign, "name a file that perfil backup has made"},
	} {
		if errors.Is(err, known.cause) {
			return fmt.Errorf("%w: %s", err, known.do)
		}
	}
	return err
}
