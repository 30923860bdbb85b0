package sqlstore

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestATimeComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(0, rapid.Int64().Draw(t, "nanoseconds")).UTC()
		if keepable(at) == nil && !fromNanos(nanos(at)).Equal(at) {
			t.Fatalf("%v came back as %v", at, fromNanos(nanos(at)))
		}
	})
	if got := fromNanos(nanos(time.Time{})); !got.IsZero() {
		t.Errorf("the time that is not set came back as %v", got)
	}
}

func TestATimeOutOfReachIsClippedNotTurnedAround(t *testing.T) {
	var before int64
	for i, at := range []time.Time{
		{}, time.Date(1, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Now(), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		n := nanos(at)
		if i > 0 && n <= before {
			t.Errorf("%v is kept as %d, which is not after %d", at, n, before)
		}
		before = n
	}
}

func TestFoldingTakesAwayCaseAndComposition(t *testing.T) {
	for _, same := range [][]string{
		{"ABC", "abc", "aBc"}, {"É", "é", "e\u0301", "E\u0301"}, {"Straße", "STRASSE"}, {"ΣΑΣ", "σας", "σασ"},
		{"ЮЛИЯ", "юлия"}, {"ﬁ", "FI"},
	} {
		for _, s := range same {
			if fold(s) != fold(same[0]) {
				t.Errorf("%q is folded to %q, %q to %q", s, fold(s), same[0], fold(same[0]))
			}
		}
	}
	if fold("é") == fold("e") {
		t.Error("an accent was taken away")
	}
}

// like is what the LIKE of a database does with ESCAPE '\', slowly.
func like(text, pattern string) bool {
	switch {
	case pattern == "":
		return text == ""
	case pattern[0] == '%':
		return like(text, pattern[1:]) || text != "" && like(text[1:], pattern)
	case text == "":
		return false
	case pattern[0] == '_':
		return like(text[1:], pattern[1:])
	case pattern[0] == '\\':
		return text[0] == pattern[1] && like(text[1:], pattern[2:])
	}
	return text[0] == pattern[0] && like(text[1:], pattern[1:])
}

func TestAPatternFindsExactlyTheTextsThatContainIt(t *testing.T) {
	alphabet := rapid.StringOf(rapid.SampledFrom([]rune(`ab%_\`)))
	rapid.Check(t, func(t *rapid.T) {
		text, search := alphabet.Draw(t, "text"), alphabet.Draw(t, "search")
		if len(text) > 12 || len(search) > 4 {
			t.Skip()
		}
		if got, want := like(text, likePattern(search)), strings.Contains(text, search); got != want {
			t.Fatalf("%q in %q: got %v, want %v", search, text, got, want)
		}
	})
}
