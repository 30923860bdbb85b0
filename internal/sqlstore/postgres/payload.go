package postgres

import (
	"strconv"
	"strings"

	"perfil/internal/account"
)

// hear tells the watcher what a notification of the triggers says: ids separated
// by commas, or all. What it does not understand may mean anything.
func (f *feed) hear(payload string) {
	ids, ok := parsePayload(payload)
	if !ok {
		f.watcher.ChangedAll()
		return
	}
	for _, id := range ids {
		f.watcher.Changed(id)
	}
}

func parsePayload(payload string) (ids []account.ID, ok bool) {
	for field := range strings.SplitSeq(payload, ",") {
		id, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return nil, false
		}
		ids = append(ids, account.ID(id))
	}
	return ids, true
}
