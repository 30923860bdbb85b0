package migrate

import "strconv"

// maxQuoted is how much of a foreign text a sentence shows.
const maxQuoted = 60

// quote shows a foreign text inside a sentence: short, and without control
// characters, which could rewrite the operator's terminal.
func quote(s string) string {
	shown := 0
	for i := range s {
		if shown == maxQuoted {
			return strconv.Quote(s[:i]) + "..."
		}
		shown++
	}
	return strconv.Quote(s)
}
