package django_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"perfil/internal/contract/contracttest"
	"perfil/internal/web"
)

// Web clients of this API in the field do these things.

// send asks as somebody with a token.
func send(t *testing.T, w *contracttest.World, nick, method, path, mediaType, body string) contracttest.Answer {
	t.Helper()
	r := contracttest.Request(method, path, []byte(body))
	r.Header.Set("Authorization", "Bearer "+w.Foreign(t, "django", w.ID(t, nick)))
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	return w.Do(t, r)
}

type user struct {
	ID        int64
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Avatar    *string
}

func userOf(t *testing.T, a contracttest.Answer) user {
	t.Helper()
	if a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var u user
	if err := json.Unmarshal(a.Body, &u); err != nil {
		t.Fatal(err)
	}
	return u
}

func TestABareNumberIsABodyOfAProfileRequest(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	u := userOf(t, send(t, w, "ada", "POST", "/api/profile/", "application/json", "2"))
	if u.ID != 2 {
		t.Errorf("it answers account %d", u.ID)
	}
	u = userOf(t, send(t, w, "ada", "POST", "/api/profile/", "application/json", "3"))
	if u.ID != 2 {
		t.Errorf("the number chooses account %d", u.ID)
	}
}

func TestAnUpdateMayNameTheUserBesides(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	u := userOf(t, send(t, w, "ada", "PUT", "/api/profile/2/update/", "application/json", `{"user":1,"first_name":"X"}`))
	if u.ID != 2 || u.FirstName != "X" {
		t.Errorf("%+v", u)
	}
}

func TestMultipartWithAPictureAloneChangesNothingElse(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	before := userOf(t, send(t, w, "ada", "POST", "/api/profile/", "", ""))
	body := string(contracttest.Multipart(t, "avatar=@photo.png"))
	after := userOf(t, send(t, w, "ada", "PUT", "/api/profile/2/update/", "multipart/form-data; boundary="+contracttest.Boundary, body))
	if after.Avatar == nil || after.FirstName != before.FirstName || after.LastName != before.LastName {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestAPreflightForAnUpdateIsAnsweredWithoutAToken(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	origins, err := web.ParseOrigins("https://app.example.com")
	if err != nil {
		t.Fatal(err)
	}
	r := contracttest.Request("OPTIONS", "/api/profile/2/update/", nil)
	r.Header.Set("Origin", "https://app.example.com")
	r.Header.Set("Access-Control-Request-Method", "PUT")
	r.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
	recorder := httptest.NewRecorder()
	web.CORS(origins, w.Handler).ServeHTTP(recorder, r)
	if recorder.Code != http.StatusNoContent || recorder.Header().Get("Access-Control-Allow-Origin") != "https://app.example.com" {
		t.Errorf("%d %v", recorder.Code, recorder.Header())
	}
}

// Clients sign the user out when they see a 401.
func TestNothingButASessionThatIsOverAnswers401(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{})
	for _, x := range []struct{ method, path, mediaType, body string }{
		{"PUT", "/api/profile/2/update/", "application/json", `{"email":"bare@example.com"}`},
		{"PUT", "/api/profile/2/update/", "application/json", `{`},
		{"PUT", "/api/profile/2/update/", "text/plain", `x`},
		{"PUT", "/api/profile/3/update/", "application/json", `{}`},
		{"DELETE", "/api/profile/3/delete/", "", ``},
		{"GET", "/api/profile/", "", ``},
		{"POST", "/api/sign-in/", "application/json", `{"email":"ada@example.com","password":"wrong"}`},
	} {
		if a := send(t, w, "ada", x.method, x.path, x.mediaType, x.body); a.Status == http.StatusUnauthorized {
			t.Errorf("%s %s %s: %d %s", x.method, x.path, x.body, a.Status, a.Body)
		}
	}
}
