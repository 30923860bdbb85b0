package django

import (
	"testing"
	"time"

	"perfil/internal/account"
)

// BenchmarkEncodeProfile is what the first read of an account costs besides the
// store; later ones send the same bytes again.
func BenchmarkEncodeProfile(b *testing.B) {
	a := account.Account{
		ID: 123_456, Username: "ada_lovelace", Email: "ada@example.com", FirstName: "Ada María", LastName: "Núñez O'Brien",
		Phone: "3001112233", Avatar: "0123456789abcdef0123456789abcdef.png", Version: 7,
		CreatedAt: time.Date(2024, 1, 15, 10, 30, 0, 0, time.UTC), LastLoginAt: time.Date(2024, 3, 10, 14, 20, 0, 0, time.UTC),
	}
	b.ReportAllocs()
	for b.Loop() {
		answerUser(&a)
	}
}
