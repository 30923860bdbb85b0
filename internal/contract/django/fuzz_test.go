package django_test

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func FuzzUpdateBody(f *testing.F) {
	contracttest.FuzzBody(f, underTest(), "PUT", "/api/profile/2/update/", "ada")
}
