package cli_test

import (
	"strings"
	"testing"
)

// Every token of a system would be refused because of a name that is misspelt.
func TestAServerWarnsOfAFormerSecretForWhoNeverCame(t *testing.T) {
	source, m := newExpress(t), newMachine(t)
	secret, other := m.file("secret", jwtSecret), m.file("secret", strings.Repeat("another secret ", 4))
	m.run("import", "express", source, "--as", "shop").done()
	m.pipe(strings.Replace(lineJohn, `"id":7,`, `"id":70,`, 1), "import", "jsonl", "-").done()
	const warning = "no account came under this name in PERFIL_FORMER_SECRETS"

	m.env = append(m.env, "PERFIL_FORMER_SECRETS=shop="+secret)
	s := m.serve()
	s.end()
	if strings.Contains(s.err.String(), warning) {
		t.Errorf("somebody came from there\n%s", s.err)
	}

	m.env = append(m.env, "PERFIL_FORMER_SECRETS=shop="+secret+", shpo="+other)
	s = m.serve()
	s.end()
	if log := s.err.String(); strings.Count(log, warning) != 1 || !strings.Contains(log, "name=shpo came=shop\n") || strings.Contains(log, "another") {
		t.Errorf("the log is\n%s", log)
	}
}
