package django_test

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestAnswersAreThoseWrittenDown(t *testing.T) {
	contracttest.Golden(t, underTest(), "testdata/golden")
}
