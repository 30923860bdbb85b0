package django_test

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestEveryAnswerIsDocumentedAndEveryDocumentedOneIsGiven(t *testing.T) {
	contracttest.Documented(t, underTest(), "testdata/golden", "testdata/faults.txt")
}

func TestTheDocumentNamesEveryKeyOfEveryAnswer(t *testing.T) {
	contracttest.Strict(t, underTest())
}
