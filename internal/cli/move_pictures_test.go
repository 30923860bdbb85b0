package cli_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

var avatarPath = regexp.MustCompile(`"avatar":"([^"]+)"`)

// upload gives account 1 a picture and tells where it is shown.
func (s *serving) upload(token string) string {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("avatar", "face.png")
	must(s.t, err)
	must(s.t, png.Encode(part, image.NewGray(image.Rect(0, 0, 8, 8))))
	must(s.t, form.Close())
	req, err := http.NewRequestWithContext(s.t.Context(), "PUT", s.url+"/api/profile/1/update/", &body)
	must(s.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer res.Body.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(res.Body)
	must(s.t, err)
	found := avatarPath.FindStringSubmatch(string(data))
	if found == nil {
		s.t.Fatalf("the picture was not taken: %s", data)
	}
	return found[1]
}

func TestAMoveFromOneFolderToAnotherTakesThePicturesAlong(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	shown := s.upload(s.signIn("ada", goodPassword))
	s.end()
	other := newMachine(t)
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+other.data).done().says(
		"all 1 that accounts show are in "+filepath.Join(other.data, "avatars"),
		"cp -p "+filepath.Join(m.data, "secret.key")+" "+filepath.Join(other.data, "secret.key"))
	if _, err := os.Stat(filepath.Join(other.data, "secret.key")); err == nil {
		t.Error("the key was copied unasked")
	}
	other.run("serve", "--addr", "127.0.0.1:0").fails(1, "people are signed in") // until it is done as told
	key, err := os.ReadFile(filepath.Join(m.data, "secret.key"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(other.data, "secret.key"), key, 0o600))
	if status, _ := other.serve().ask("GET", shown, "", ""); status != http.StatusOK {
		t.Errorf("the picture is %d", status)
	}
}

func TestPicturesThatAreNotThereAreToldAndDoNotKeepAccountsFromMoving(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	shown := s.upload(s.signIn("ada", goodPassword))
	s.end()
	must(t, os.Remove(filepath.Join(m.data, "avatars", filepath.Base(shown))))
	other := newMachine(t)
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+other.data).done().says(
		"the picture "+filepath.Base(shown)+" is not in ", "accounts show 1, of which 0 are in ", "1 are not in ")
}

func TestReferencesStayWhereNobodySaysWhereThePicturesGo(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	token := s.signIn("ada", goodPassword)
	shown := s.upload(token)
	s.end()
	nodes, url := m.onPostgres()
	m.run("move", "--from", "sqlite:"+m.data, "--to", m.in(url)).done().says("accounts show 1, which were not copied", "PERFIL_AVATARS")
	nodes.env = append(nodes.env, "PERFIL_AVATARS="+filepath.Join(m.data, "avatars"))
	if status, _ := nodes.serve().ask("GET", shown, "", ""); status != http.StatusOK {
		t.Errorf("the picture is %d", status)
	}
}

// bucket starts a server with a bucket for pictures and gives its URL.
func bucket(t *testing.T) string {
	t.Helper()
	memory := s3mem.New()
	must(t, memory.CreateBucket("pictures"))
	started := httptest.NewServer(gofakes3.New(memory).Server())
	t.Cleanup(started.Close)
	return "s3://AKIDEXAMPLE:wJalrXUtnFEMI@" + started.Listener.Addr().String() + "/pictures?region=eu-central-1&tls=off"
}

func TestPicturesMoveFromAFolderToABucketAndBack(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	shown := s.upload(s.signIn("ada", goodPassword))
	s.end()
	place, middle, last := bucket(t), newMachine(t), newMachine(t)
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+middle.data, "--avatars-to", m.in(place)).done().says("all 1 that accounts show are in s3://***@")
	if found, _ := os.ReadDir(filepath.Join(middle.data, "avatars")); len(found) > 0 {
		t.Errorf("the folder has %v", found)
	}
	r := m.run("move", "--from", "sqlite:"+middle.data, "--to", "sqlite:"+last.data, "--avatars-from", place).done().says("Note: the password in --avatars-from")
	if strings.Contains(r.out+r.err, "wJalrXUtnFEMI") {
		t.Errorf("the secret is shown:\n%s%s", r.out, r.err)
	}
	for _, folder := range []string{m.data, last.data} {
		if data, err := os.ReadFile(filepath.Join(folder, "avatars", filepath.Base(shown))); err != nil || !bytes.HasPrefix(data, []byte("\x89PNG")) {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

func TestABucketThatDoesNotAnswerLeavesAMoveThatGoesOn(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	s.upload(s.signIn("ada", goodPassword))
	s.end()
	other := newMachine(t)
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+other.data, "--avatars-to", "s3://127.0.0.1:1/pictures?region=x&tls=off").
		fails(1, "a picture in s3://127.0.0.1:1", "the same command goes on from there")
	other.run("user", "list").fails(1, "has not come to its end")
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+other.data).done().says("Going on")
	other.run("user", "list").done().says("ada")
}
