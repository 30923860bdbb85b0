package cli

import (
	"context"
	"math"
	"slices"
	"strings"

	"perfil/internal/account"
)

// maxImports is how many of the last imports are looked at for the names of systems.
const maxImports = 1000

// formerSystems are the names under which the last imports brought somebody, as far as
// the audit trail knows. It is for hints: what went wrong gives fewer names.
func formerSystems(ctx context.Context, svc *account.Service) (names []string) {
	events, err := svc.Audit(ctx, operator(), account.EventQuery{Action: account.ActionImported, Limit: maxImports})
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	for i := range events {
		name, _, _ := strings.Cut(strings.TrimPrefix(events[i].Detail, "from "), ":")
		if seen[name] {
			continue
		}
		seen[name] = true
		if came, err := cameFrom(ctx, svc, name); err == nil && came { // JSONL has no name to come back under
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// cameFrom says whether an import brought accounts under this name.
func cameFrom(ctx context.Context, svc *account.Service, source string) (bool, error) {
	found, err := svc.Origins(ctx, operator(), source, math.MinInt64, 1)
	return len(found) > 0, err
}
