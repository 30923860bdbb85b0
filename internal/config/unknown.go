package config

import (
	"slices"
	"strings"
)

// Unknown is a variable that looks like a setting and is none.
type Unknown struct {
	Name    string
	Nearest string // the setting that was probably meant, or ""
}

// UnknownIn finds them among the variables of a process, as [os.Environ] lists
// them; known are names that are no settings of a server. A misspelt
// PERFIL_RATE_LIMIT would otherwise silently do nothing. It is no reason not to
// start, as it is in a file: a container may be given variables that are meant for
// a later version, or for what runs beside it.
func UnknownIn(variables []string, known ...string) []Unknown {
	known = append(known, Names()...)
	var unknown []Unknown
	for _, v := range variables {
		name, text, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, prefix) && text != "" && !slices.Contains(known, name) {
			unknown = append(unknown, Unknown{name, nearest(name, known)})
		}
	}
	return unknown
}

const prefix = "PERFIL_"

// nearest is the name that takes the fewest typing mistakes, if those are few.
func nearest(name string, known []string) string {
	best, fewest := "", len(name)/4 // of what a person could mean
	for _, k := range known {
		if d := distance(name, k); d <= fewest {
			best, fewest = k, d-1
		}
	}
	return best
}

// distance is how many characters must be put in, taken out or replaced to make
// b of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
