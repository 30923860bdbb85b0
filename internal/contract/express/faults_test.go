package express_test

import (
	"testing"

	"perfil/internal/contract/contracttest"
)

func TestAFailingStoreIsToldToTheLogAndToNobodyElse(t *testing.T) {
	contracttest.NothingLeaks(t, underTest(), "testdata/faults.txt")
}
