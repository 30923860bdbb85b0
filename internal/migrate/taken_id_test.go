package migrate_test

import (
	"fmt"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// Its token of the former application would open the account that was made here.
func TestAnIDThatIsTakenHereIsToldWithWhatItsTokensWouldDo(t *testing.T) {
	for offset, danger := range map[account.ID]bool{0: true, 500: false} {
		p, last := newPlace(t), fmt.Sprint(3+offset)
		p.mustImport(t, person(last, "eve"))
		var reasons []string
		out, err := migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, 3), migrate.MergeOptions{
			As: "rows", SkipBad: true, IDOffset: offset,
			Refused: func(r migrate.Refusal) { reasons = append(reasons, r.Reasons...) },
		})
		told := strings.Join(reasons, "\n")
		if err != nil || out.Refused != 1 || !strings.HasPrefix(told, "id "+last+` is taken by the account of "eve"`) ||
			strings.Contains(told, "a token that the former application gives out for id 3 opens it") != danger {
			t.Errorf("%+v, %v\n%s", out, err, told)
		}
	}
}
