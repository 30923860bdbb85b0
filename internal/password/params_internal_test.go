package password

import (
	"testing"

	"golang.org/x/crypto/argon2"
)

// A setting that no stored hash may have would lock everyone out at the next
// sign-in. Looked at from inside, since computing the largest takes 256 MiB.
func TestSettingsAreBroughtInsideTheBounds(t *testing.T) {
	for _, set := range []Params{
		{},
		{Memory: 1},
		{Memory: 1, Threads: 255},
		{Memory: 1 << 31},
		{Time: 1 << 31},
		{Memory: 1 << 31, Time: 1 << 31, Threads: 255},
	} {
		p := set.withDefaults()
		made := argon2Hash{argon2.IDKey, p, make([]byte, newSalt), make([]byte, newDigest)}.encode()
		if form, err := Recognize(made); form != Argon2id || err != nil {
			t.Errorf("%+v became %+v: %s, %v", set, p, form, err)
		}
		if p.withDefaults() != p {
			t.Errorf("%+v became %+v and then %+v", set, p, p.withDefaults())
		}
	}
	if got, want := (Params{}).withDefaults(), (Params{Memory: 19 * 1024, Time: 2, Threads: 1}); got != want {
		t.Errorf("the default is %+v", got)
	}
}
