package django_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/avatar"
	"perfil/internal/contract/contracttest"
)

// crumbling keeps pictures that cannot be read to their end.
type crumbling struct{ avatar.Store }

func (crumbling) Open(context.Context, avatar.Name) (avatar.Stored, error) {
	body := io.MultiReader(strings.NewReader("the first half"), unreadable{})
	return avatar.Stored{Body: struct {
		io.Reader
		io.Closer
	}{body, unreadable{}}, Size: 100}, nil
}

type unreadable struct{}

func (unreadable) Read([]byte) (int, error) { return 0, errors.New("bad sector") }
func (unreadable) Close() error             { return errors.New("bad handle") }

func TestHalfAPictureIsNeverTakenForAWholeOne(t *testing.T) {
	w := contracttest.Open(t, underTest(), contracttest.Setup{
		Pictures: func(inner avatar.Store) avatar.Store { return crumbling{inner} },
	})
	server := httptest.NewServer(w.Handler)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/media/avatars/00000000000000000000000000000000.png", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the client got %q and %v", body, err)
	}
	server.Close() // the line is written after the answer
	for _, cause := range []string{"bad sector", "bad handle", "level=ERROR"} {
		if !strings.Contains(w.Log.String(), cause) {
			t.Errorf("the log does not tell of %q: %s", cause, w.Log)
		}
	}
}
