package cli_test

import (
	"strings"
	"testing"

	"perfil/internal/migrate/djangotest"
)

// A Django that serves and a Perfil that took it over answer alike, also to a
// token that Django issued, and what differs is told.
func TestAPerfilThatTookOverAnswersLikeTheLiveDjango(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	m.env = append(m.env, "PERFIL_JWT_SECRET="+djangotest.Secret, "PERFIL_RATE_LIMIT=off")
	m.run("import", "django", was.source, "--media", was.media).done()
	old := djangotest.Serve(t, "--database", was.source, "--media", was.media)
	s := m.serve()
	who := was.Called(t, "bcrypt")
	secret := m.file("password", *who.Password+"\n")
	r := m.run("compare", "--old", old, "--new", s.url, "--email", who.Email, "--password-file", secret)
	r.done().says(" 0 differences that nobody expects")
	if strings.Contains(r.out, "DIFFERENT") {
		t.Error(r.out)
	}

	token := m.file("requests.jsonl", `{"name":"as before","method":"POST","path":"/api/profile/","headers":{"Authorization":"Bearer `+was.Called(t, "staff").Access+`"}}`+"\n")
	m.run("compare", "--old", old, "--new", s.url, "--requests", token).done().says("1 requests, 0 differences that nobody expects")
	was.sql(t, "UPDATE users_users SET first_name = 'Elsewhere' WHERE username = 'staff'")
	if r := m.run("compare", "--old", old, "--new", s.url, "--requests", token); r.code != 3 ||
		!strings.Contains(r.out, "DIFFERENT as before") || !strings.Contains(r.out, `body.first_name: "Elsewhere" -> ""`) {
		t.Errorf("exit code %d\n%s", r.code, r.out)
	}
}
