package avatar

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
)

// Name is what a stored image is called: 32 lower-case hexadecimal digits drawn
// at random and an extension that tells the type, as in
// "3f0c9a7be2d14856a1f0c4d59e7b62e1.png". Nothing of it comes from whoever sent
// the picture, and nobody can guess another's.
//
// A name from outside goes through ParseName. The stores refuse a Name that was
// made by conversion and is none, so that it cannot become a path.
type Name string

const digits = 32

// The extension says the type, so that a store keeps nothing but bytes.
var extensions = map[string]string{"image/png": ".png", "image/jpeg": ".jpg"}

// NewName draws a name for image.
func NewName(image Image) Name {
	var random [digits / 2]byte
	rand.Read(random[:]) //nolint:errcheck // never fails, see its documentation
	return Name(hex.EncodeToString(random[:]) + extensions[image.Type])
}

// ParseName returns text as a Name, or an error that is ErrNotFound: what cannot
// be a name does not name a stored image.
func ParseName(text string) (Name, error) {
	name := Name(text)
	if name.Type() == "" {
		return "", fmt.Errorf("%w: not the name of an image", ErrNotFound)
	}
	return name, nil
}

// Type returns the media type of the image so called, image/png or image/jpeg,
// and "" for what is no name.
func (n Name) Type() string {
	if len(n) <= digits || strings.Trim(string(n[:digits]), "0123456789abcdef") != "" {
		return ""
	}
	for media, extension := range extensions {
		if string(n[digits:]) == extension {
			return media
		}
	}
	return ""
}
