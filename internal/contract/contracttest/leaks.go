package contracttest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"perfil/internal/account"
)

// NothingLeaks fails every operation of a file at every step, see Faults. The
// client must learn that the server is at fault and, where it makes sense, when
// to try again; the operator must find the cause in the log.
func NothingLeaks(t *testing.T, c Contract, file string) {
	Faults(t, c, file, func(t *testing.T, f Fault) {
		want := http.StatusInternalServerError
		if f.Cause == account.Unavailable {
			want = http.StatusServiceUnavailable
		}
		if f.Answer.Status != want {
			t.Errorf("%d %s, want %d", f.Answer.Status, f.Answer.Body, want)
		}
		if f.Cause == account.Unavailable && f.Answer.Header.Get("Retry-After") != "3" {
			t.Errorf("the client does not learn when to try again: %v", f.Answer.Header)
		}
		if answer := fmt.Sprint(f.Answer.Header) + string(f.Answer.Body); strings.Contains(answer, "SENTINEL") {
			t.Errorf("the client is told the cause: %s", answer)
		}
		if !strings.Contains(f.Log, Sentinel) || !strings.Contains(f.Log, "level=ERROR") {
			t.Errorf("the operator is not told the cause: %s", f.Log)
		}
	})
}
