package express_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/contract/contracttest"
	"perfil/internal/web"
)

// Web clients of this API in the field do these things.

// send asks with a token, or without one.
func send(t *testing.T, w *contracttest.World, token, method, path, body string) contracttest.Answer {
	t.Helper()
	r := contracttest.Request(method, path, []byte(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return w.Do(t, r)
}

// granted is the answer to a registration or a sign-in as clients of both
// generations read it.
type granted struct {
	Data struct {
		Token string
		User  struct {
			UserID int64 `json:"user_id"`
			RoleID int   `json:"role_id"`
		}
	}
	Token  string
	Role   string
	RoleID int `json:"role_id"`
	User   struct {
		ID    int64
		Email string
	}
}

func grantedOf(t *testing.T, a contracttest.Answer, status int) granted {
	t.Helper()
	if a.Status != status {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var g granted
	if err := json.Unmarshal(a.Body, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func signIn(t *testing.T, w *contracttest.World, password string) granted {
	t.Helper()
	return grantedOf(t, send(t, w, "", "POST", "/api/auth/login", `{"email":"ada@example.com","password":"`+password+`"}`), http.StatusOK)
}

func TestARegistrationWithARoleMakesAUser(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	g := grantedOf(t, send(t, w, "", "POST", "/api/auth/register",
		`{"name":"Mal","email":"mal@example.com","password":"Kaylee2517","role":"admin","role_id":1}`), http.StatusCreated)
	if g.Role != "user" || g.RoleID != 2 || g.Data.User.RoleID != 2 {
		t.Errorf("%+v", g)
	}
	if a := send(t, w, g.Token, "GET", "/api/admin/users", ""); a.Status != http.StatusForbidden {
		t.Errorf("the new account may see all others: %d %s", a.Status, a.Body)
	}
}

func TestTokenAndUserStandAtTheRootToo(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	g := signIn(t, w, contracttest.Password)
	if g.Token == "" || g.Token != g.Data.Token || g.User.ID != g.Data.User.UserID || g.User.Email != "ada@example.com" {
		t.Errorf("%+v", g)
	}
}

func TestThePasswordIsChangedUnderBothSpellings(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	for _, x := range []struct{ body, now string }{
		{`{"current_password":"` + contracttest.Password + `","new_password":"Analytical1843"}`, "Analytical1843"},
		{`{"currentPassword":"Analytical1843","newPassword":"Difference1822"}`, "Difference1822"},
	} {
		token := w.Foreign(t, "express", w.ID(t, "ada"))
		if x.now != "Analytical1843" {
			token = signIn(t, w, "Analytical1843").Token
		}
		if a := send(t, w, token, "PUT", "/api/auth/password", x.body); a.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", x.body, a.Status, a.Body)
		}
		signIn(t, w, x.now)
	}
}

// Clients sign the user out when they see a 401. That of a wrong current password
// is in the contract; it can be told from the others, and the session goes on.
func TestAWrongCurrentPasswordDoesNotEndTheSession(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	token := signIn(t, w, contracttest.Password).Token
	a := send(t, w, token, "PUT", "/api/auth/password", `{"currentPassword":"wrong","newPassword":"Analytical1843"}`)
	if a.Status != http.StatusUnauthorized || strings.Contains(a.Header.Get("WWW-Authenticate"), "invalid_token") {
		t.Errorf("%d %v %s", a.Status, a.Header, a.Body)
	}
	if a := send(t, w, token, "GET", "/api/auth/profile", ""); a.Status != http.StatusOK {
		t.Errorf("the session is over: %d %s", a.Status, a.Body)
	}
}

func TestNothingElseThanASessionThatIsOverAnswers401(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	token := w.Foreign(t, "express", w.ID(t, "ada"))
	for _, x := range []struct{ method, path, body string }{
		{"PUT", "/api/auth/profile", `{"email":"bare@example.com"}`},
		{"PUT", "/api/auth/profile", `{`},
		{"PUT", "/api/auth/password", `{"currentPassword":"x","newPassword":"weak"}`},
		{"GET", "/api/admin/users", ``},
		{"DELETE", "/api/auth/users/2", ``},
		{"DELETE", "/api/auth/profile", ``},
	} {
		if a := send(t, w, token, x.method, x.path, x.body); a.Status == http.StatusUnauthorized {
			t.Errorf("%s %s %s: %d %s", x.method, x.path, x.body, a.Status, a.Body)
		}
	}
}

func TestAPreflightForAnUpdateIsAnsweredWithoutAToken(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	origins, err := web.ParseOrigins("https://app.example.com")
	if err != nil {
		t.Fatal(err)
	}
	r := contracttest.Request("OPTIONS", "/api/auth/profile", nil)
	r.Header.Set("Origin", "https://app.example.com")
	r.Header.Set("Access-Control-Request-Method", "PUT")
	r.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
	recorder := httptest.NewRecorder()
	web.CORS(origins, w.Handler).ServeHTTP(recorder, r)
	if recorder.Code != http.StatusNoContent || recorder.Header().Get("Access-Control-Allow-Origin") != "https://app.example.com" {
		t.Errorf("%d %v", recorder.Code, recorder.Header())
	}
}
