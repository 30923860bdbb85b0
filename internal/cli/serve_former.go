package cli

import (
	"context"
	"strings"
)

// warnOfStrangers says of which names in PERFIL_FORMER_SECRETS no account came. With a
// name that is misspelt every token of that system would be refused without a word. It
// is no mistake to have the setting before the import.
func (c *serveCommand) warnOfStrangers(ctx context.Context, h *host) {
	var strangers []string
	for _, entry := range c.FormerSecrets {
		name, _, _ := strings.Cut(strings.TrimSpace(entry), "=")
		came, err := cameFrom(ctx, h.accounts, name)
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
	known := strings.Join(formerSystems(ctx, h.accounts), " ")
	for _, name := range strangers {
		h.log.Warn("no account came under this name in PERFIL_FORMER_SECRETS: until an import --as that name, every token with its key is refused",
			"name", name, "came", known)
	}
}
