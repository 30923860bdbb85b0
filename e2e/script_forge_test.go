package e2e_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// forge makes a token as another system with the same secret makes it, or as
// somebody without the secret tries to. alg "none" gets no signature.
func (s *stage) forge(ts *testscript.TestScript, args []string) error {
	if len(args) < 3 || len(args) > 4 {
		return errUsage
	}
	header := `{"alg":"HS256","typ":"JWT"}`
	if len(args) == 4 {
		header = args[3]
	}
	secret := []byte(args[1])
	if name, ok := strings.CutPrefix(args[1], "@"); ok {
		secret = []byte(ts.ReadFile(name))
	}
	ts.Setenv(args[0], forge(secret, args[2], header))
	return nil
}

var relative = regexp.MustCompile(`@now([+-]\d+)?`)

func forge(secret []byte, claims, header string) string {
	claims = relative.ReplaceAllStringFunc(claims, func(text string) string {
		offset, _ := strconv.ParseInt(strings.TrimPrefix(text, "@now"), 10, 64) // none: 0
		return strconv.FormatInt(time.Now().Unix()+offset, 10)
	})
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(header)) + "." + encode([]byte(claims))
	if strings.Contains(header, "none") {
		return signed + "."
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil))
}

// picture draws something that no two sizes have in common.
func (s *stage) picture(ts *testscript.TestScript, args []string) error {
	if len(args) != 3 {
		return errUsage
	}
	width, wrong := strconv.Atoi(args[1])
	height, err := strconv.Atoi(args[2])
	if err = errors.Join(wrong, err); err != nil {
		return err
	}
	drawn := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			drawn.SetNRGBA(x, y, color.NRGBA{R: uint8(x), G: uint8(y), B: uint8(width), A: 255})
		}
	}
	return draw(ts.MkAbs(args[0]), drawn)
}

func draw(name string, drawn image.Image) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	switch filepath.Ext(name) {
	case ".png":
		return png.Encode(f, drawn)
	case ".jpg":
		return jpeg.Encode(f, drawn, nil)
	case ".gif":
		return gif.Encode(f, drawn, nil)
	default:
		return fmt.Errorf("nobody here can draw a %s", filepath.Ext(name))
	}
}
