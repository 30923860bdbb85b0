package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"perfil/internal/sqlstore"
)

// tell says what was moved, how it can be known that it is the same, and what
// the operator has to do.
func (w *way) tell(out io.Writer, found sqlstore.Compared, shown *pictureCount) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	var rows int64
	for _, sum := range found.Tables {
		say("%-12s %10d rows, SHA-256 %x", sum.Table, sum.Rows, sum.Digest)
		rows += sum.Rows
	}
	say("Moved and compared: %d rows in %d tables are the same in %s and %s.", rows, len(found.Tables), w.from.name, w.to.name)
	if found.Mended > 0 {
		say("%d texts, such as the names of browsers, had bytes that are no UTF-8; a replacement character is in their place.", found.Mended)
	}
	w.pictures.tell(say, shown)
	say("To do before the target is served:")
	say("  - %s", w.aboutKey())
	say("  - The other settings are not in the database: take your PERFIL_ variables along.")
	say("The rows of the source are as they were. Do not serve it any more: what changes there stays there.")
}

func (p *pictureMove) tell(say func(string, ...any), shown *pictureCount) {
	switch {
	case shown.shown == 0:
	case !p.isKnown():
		say("Pictures: accounts show %d, which were not copied: give the target the same PERFIL_AVATARS,"+
			" or copy the files yourself under the names that they have.", shown.shown)
	case shown.missing > 0:
		say("Pictures: accounts show %d, of which %d are in %s; %d are not in %s: copy those yourself, or their accounts show none.",
			shown.shown, shown.shown-shown.missing, p.toName, shown.missing, p.fromName)
	default:
		say("Pictures: all %d that accounts show are in %s.", shown.shown, p.toName)
	}
}

// warn says what a lock on a folder would keep from happening.
func (w *way) warn(out io.Writer) {
	for _, s := range []*side{&w.from, &w.to} {
		if s.dir == nil {
			_, _ = fmt.Fprintf(out, "No node may use %s during the move: what it changes makes the comparison at the end fail.\n", s.name)
		}
	}
}

// aboutKey says which key the target needs. It is not in the database, and it is
// never copied unasked: who has it can sign in as anybody.
func (w *way) aboutKey() string {
	const orElse = "; with another one everybody has to sign in again"
	key := w.from.keyFile()
	switch {
	case key == "":
		return "Take the key along that signs tokens, PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE in the settings of the source" + orElse + "."
	case w.to.dir != nil:
		return fmt.Sprintf("Take the key along that signs tokens: cp -p %s %s%s."+
			" If the source was served with PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE, that is the key.",
			key, filepath.Join(w.to.dir.Path(), filepath.Base(key)), orElse)
	default:
		return fmt.Sprintf("Take the key along that signs tokens: copy %s to each node and name it in PERFIL_JWT_SECRET_FILE%s."+
			" If the source was served with PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE, that is the key.", key, orElse)
	}
}

// keyFile is the key that was made in the data folder, "" if there is none.
func (s *side) keyFile() string {
	if s.dir == nil {
		return ""
	}
	name := filepath.Join(s.dir.Path(), "secret.key")
	if _, err := os.Lstat(name); err != nil {
		return ""
	}
	return name
}
