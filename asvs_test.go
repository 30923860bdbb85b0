package perfil_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// wanted are all requirements of levels 1 and 2 in the chapters of ASVS 5.0.0 that
// concern a server of accounts. V1 and V3 are not among them, see docs/asvs.md.
var wanted = strings.Fields(`
	2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1
	4.1.1 4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.1 4.4.2 4.4.3 4.4.4
	5.1.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2 5.4.3
	6.1.1 6.1.2 6.1.3
	6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12
	6.3.1 6.3.2 6.3.3 6.3.4
	6.4.1 6.4.2 6.4.3 6.4.4
	6.5.1 6.5.2 6.5.3 6.5.4 6.5.5
	6.6.1 6.6.2 6.6.3
	6.8.1 6.8.2 6.8.3 6.8.4
	7.1.1 7.1.2 7.1.3 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2
	7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2
	8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.3.1 8.4.1
	9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3 9.2.4
	11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.1 11.3.2 11.3.3 11.4.1 11.4.2 11.4.3 11.4.4 11.5.1 11.6.1
	12.1.1 12.1.2 12.1.3 12.2.1 12.2.2 12.3.1 12.3.2 12.3.3 12.3.4
	13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1 13.4.2 13.4.3 13.4.4 13.4.5
	14.1.1 14.1.2 14.2.1 14.2.2 14.2.3 14.2.4 14.3.1 14.3.2 14.3.3
	15.1.1 15.1.2 15.1.3 15.2.1 15.2.2 15.2.3 15.3.1 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7
	16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3`)

// requirement is a row of docs/asvs.md.
type requirement struct{ id, asks, state, how, shown string }

var (
	requirementRow = regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \|(.*)\|(.*)\|(.*)\|(.*)\|$`)
	anyRow         = regexp.MustCompile(`(?m)^\| \d.*$`)
	evidence       = regexp.MustCompile("`(Test|Fuzz)[A-Za-z0-9_]+`|`e2e/testdata/script/[a-z_]+\\.txtar`|\\]\\([^)]+\\)")
)

func requirements(t *testing.T) []requirement {
	t.Helper()
	page := pages(t)[filepath.Join("docs", "asvs.md")]
	var all []requirement
	for _, m := range requirementRow.FindAllStringSubmatch(page, -1) {
		for i := range m {
			m[i] = strings.TrimSpace(m[i])
		}
		all = append(all, requirement{m[1], m[2], m[3], m[4], m[5]})
	}
	if rows := len(anyRow.FindAllString(page, -1)); rows != len(all) {
		t.Fatalf("%d rows of docs/asvs.md, of which %d can be read", rows, len(all))
	}
	return all
}

func TestEveryRequirementOfTheStandardHasARow(t *testing.T) {
	rows, further := map[string]int{}, map[string]bool{}
	for _, r := range requirements(t) {
		further[r.id] = strings.HasSuffix(r.asks, "(level 3)")
		if rows[r.id]++; rows[r.id] > 1 {
			t.Errorf("%s has more than one row", r.id)
		}
	}
	for _, id := range wanted {
		if rows[id] == 0 {
			t.Errorf("%s has no row", id)
		}
		delete(rows, id)
	}
	for id := range rows {
		if !further[id] {
			t.Errorf("%s is no requirement of levels 1 and 2", id)
		}
	}
}

// Whether what is named exists, docs_test.go asks for all pages.
func TestARequirementThatIsMetNamesWhatShowsIt(t *testing.T) {
	for _, r := range requirements(t) {
		shows := evidence.MatchString(r.shown)
		switch r.state {
		case "met", "in part":
			if !shows {
				t.Errorf("%s is %s, and nothing shows it", r.id, r.state)
			}
		case "not met", "does not apply":
			if r.how == "" || shows {
				t.Errorf("%s is said to be %q: say why, and no more", r.id, r.state)
			}
		default:
			t.Errorf("%s is %q", r.id, r.state)
		}
		if r.asks == "" || r.state == "in part" && r.how == "" {
			t.Errorf("%s says too little", r.id)
		}
	}
}
