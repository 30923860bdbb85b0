package express_test

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestWhateverIsSentTheAnswerIsDocumented(t *testing.T) {
	contracttest.Generated(t, underTest(), contracttest.Vocabulary{
		Paths: []string{
			"/api/auth", "/api/auth/", "/api/auth/x", "/api/auth/users", "/api/auth/users//",
			"/api/admin", "/api/admin/users//", "/api/admin/users/{id}/sessions",
		},
		Keys: []string{
			"name", "email", "password", "currentPassword", "newPassword", "current_password", "new_password", "token",
			"role_id", "role", "status", "id", "user_id", "Email",
		},
		Languages: []string{"es", "en"},
	})
}
