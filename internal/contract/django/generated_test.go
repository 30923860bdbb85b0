package django_test

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestWhateverIsSentTheAnswerIsDocumented(t *testing.T) {
	contracttest.Generated(t, underTest(), contracttest.Vocabulary{
		Paths: []string{"/api", "/api/x", "/api/profile/{id}", "/api/profile/{id}/update/x", "/api/profile/{id}/archive/", "/media/avatars/{id}/x"},
		Keys: []string{
			"username", "email", "password", "first_name", "last_name", "number_phone", "avatar", "refresh",
			"id", "role", "is_staff", "is_superuser", "Email", "user",
		},
		Languages: []string{"en", "es"},
		Multipart: true,
	})
}
