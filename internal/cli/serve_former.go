package cli

import (
	"context"
	"math"
	"slices"
	"strings"

	"perfil/internal/account"
)

// warnOfStrangers says of which names in PERFIL_FORMER_SECRETS no account came. With a
// name that is misspelt every token of that system would be refused without a word. It
// is no mistake to have the setting before the import.
func (c *serveCommand) warnOfStrangers(ctx context.Context, h *host) {
	var strangers []string
	for _, entry := range c.FormerSecrets {
		name, _, _ := strings.Cut(strings.TrimSpace(entry), "=")
		came, err := h.came(ctx, name)
		if err != nil {
			h.log.Warn("cannot tell who came from the systems in PERFIL_FORMER_SECRETS", "error", err) // reads may work all the same
			return
		}
		if !came {
			strangers = append(strangers, name)
		}
	}
	if len(strangers) == 0 {
		return
	}
	known := strings.Join(h.imported(ctx), " ")
	for _, name := range strangers {
		h.log.Warn("no account came under this name in PERFIL_FORMER_SECRETS: until an import --as that name, every token with its key is refused",
			"name", name, "came", known)
	}
}

// maxImports is how many of the last imports are looked at for the names of systems.
const maxImports = 1000

// imported are the names under which the last imports brought somebody, as far as the
// audit trail knows.
func (h *host) imported(ctx context.Context) (names []string) {
	events, err := h.accounts.Audit(ctx, operator(), account.EventQuery{Action: account.ActionImported, Limit: maxImports})
	if err != nil {
		return nil // it is a hint, and the names of the settings were found out
	}
	for i := range events {
		name, _, _ := strings.Cut(strings.TrimPrefix(events[i].Detail, "from "), ":")
		if slices.Contains(names, name) {
			continue
		}
		if came, err := h.came(ctx, name); err == nil && came { // JSONL has no name to come back under
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// came says whether an import brought accounts under this name.
func (h *host) came(ctx context.Context, source string) (bool, error) {
	found, err := h.accounts.Origins(ctx, operator(), source, math.MinInt64, 1)
	return len(found) > 0, err
}
