package avatar_test

import (
	"errors"
	"strings"
	"testing"

	"perfil/internal/avatar"
)

func TestNamesTellTheTypeAndNothingElse(t *testing.T) {
	seen := map[avatar.Name]bool{}
	for media, extension := range map[string]string{"image/png": ".png", "image/jpeg": ".jpg"} {
		for range 100 {
			name := avatar.NewName(avatar.Image{Type: media})
			if name.Type() != media || len(name) != 36 || !strings.HasSuffix(string(name), extension) || seen[name] {
				t.Fatalf("%q for %s", name, media)
			}
			seen[name] = true
			if parsed, err := avatar.ParseName(string(name)); err != nil || parsed != name {
				t.Fatalf("%q is read as %q, %v", name, parsed, err)
			}
		}
	}
}

func TestWhatIsNoNameNamesNothing(t *testing.T) {
	const digits = "0123456789abcdef0123456789abcdef"
	for _, text := range []string{
		"", ".png", "nothing-here.png", "..", "../" + digits + ".png", digits, digits + ".", digits + ".gif",
		digits + ".PNG", digits + ".png/", digits + ".png.part", digits + "0.png", digits[1:] + ".png",
		strings.ToUpper(digits) + ".png", digits[1:] + "/.png", digits[1:] + "\x00.png", digits + ".png\n",
		" " + digits + ".png", digits[1:] + "é.png",
	} {
		if name, err := avatar.ParseName(text); !errors.Is(err, avatar.ErrNotFound) || name != "" {
			t.Errorf("%q is read as %q, %v", text, name, err)
		}
	}
}
