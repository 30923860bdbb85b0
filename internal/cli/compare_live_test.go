package cli_test

import (
	"net/http"
	"net/http/httptest"
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
	// What its model says in other words is told; that the account can be made is not in doubt.
	r = m.run("compare", "--old", old, "--new", s.url, "--write")
	if r.code != 3 || !strings.Contains(r.out, "same      sign-up (") || !strings.Contains(r.out, "expected  profile of the deleted account (") {
		t.Errorf("exit code %d\n%s", r.code, r.out)
	}

	token := m.file("requests.jsonl", `{"name":"as before","method":"POST","path":"/api/profile/","headers":{"Authorization":"Bearer `+was.Called(t, "staff").Access+`"}}`+"\n")
	m.run("compare", "--old", old, "--new", s.url, "--requests", token).done().says("1 requests, 0 differences that nobody expects")
	was.sql(t, "UPDATE users_users SET first_name = 'Elsewhere' WHERE username = 'staff'")
	if r := m.run("compare", "--old", old, "--new", s.url, "--requests", token); r.code != 3 ||
		!strings.Contains(r.out, "DIFFERENT as before") || !strings.Contains(r.out, `body.first_name: "Elsewhere" -> ""`) {
		t.Errorf("exit code %d\n%s", r.code, r.out)
	}
}

// The account that --write makes has a password that nobody refuses: each side is
// a server of its own, as the former backend is.
func TestTheAccountOfAComparisonCanBeMadeOnBothSides(t *testing.T) {
	var urls [2]string
	var secret string
	for i := range urls {
		m := newMachine(t)
		m.env = append(m.env, "PERFIL_RATE_LIMIT=off")
		m.create("ada", "user")
		urls[i], secret = m.serve().url, m.file("password", goodPassword+"\n")
	}
	m := newMachine(t)
	for contract, count := range map[string]string{"django": "26", "express": "22"} {
		m.run("compare", "--old", urls[0], "--new", urls[1], "--contract", contract, "--write",
			"--email", "ada@example.com", "--password-file", secret).done().
			says(count + " requests, 0 differences that nobody expects, 0 that are meant")
	}
}

// A proxy whose backend is down answers everything, and a server of files most.
func TestAComparisonWithADeadBackendFails(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_RATE_LIMIT=off")
	alive := m.serve().url
	down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<h1>Bad Gateway</h1>", http.StatusBadGateway)
	}))
	defer down.Close()
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			http.Error(w, "Unsupported method", http.StatusNotImplemented)
			return
		}
		http.NotFound(w, r)
	}))
	defer files.Close()
	for _, contract := range []string{"django", "express"} {
		for _, sides := range [][2]string{{down.URL, alive}, {alive, down.URL}, {down.URL, down.URL}, {files.URL, alive}} {
			m.run("compare", "--old", sides[0], "--new", sides[1], "--contract", contract).fails(1, "prove nothing, because a side failed")
		}
	}
}

func TestAComparisonSendsNoRequestWithAGap(t *testing.T) {
	m := newMachine(t)
	requests := m.file("requests.jsonl", `{"name":"mine","path":"/api/profile/","headers":{"Authorization":"Bearer ${access}"}}`+"\n")
	m.run("compare", "--old", "http://127.0.0.1:1", "--new", "http://127.0.0.1:1", "--requests", requests).fails(1, "mine: no request before it saves what it needs", "${access}", "--email")
}
