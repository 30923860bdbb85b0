package contracttest

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"
)

// Boundary is that of every multipart body made here.
const Boundary = "perfil-boundary"

// Multipart makes a body of lines like name=value and avatar=@photo.png, where
// the latter is one of the files of File.
func Multipart(t testing.TB, lines string) []byte {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(t, form.SetBoundary(Boundary))
	for line := range strings.SplitSeq(lines, "\n") {
		name, value, _ := strings.Cut(line, "=")
		disposition := `form-data; name="` + name + `"`
		content := []byte(value)
		if file, ok := strings.CutPrefix(value, "@"); ok {
			disposition += `; filename="` + file + `"`
			content = File(t, file)
		}
		part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}})
		must(t, err)
		_, err = part.Write(content)
		must(t, err)
	}
	must(t, form.Close())
	return body.Bytes()
}

// webP is a picture of one pixel: Go can read the format but not write it.
const webP = "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA="

// File makes an upload by its name.
func File(t testing.TB, name string) []byte {
	t.Helper()
	small := image.NewNRGBA(image.Rect(0, 0, 4, 3))
	small.SetNRGBA(1, 1, color.NRGBA{R: 200, A: 255})
	var out bytes.Buffer
	switch name {
	case "photo.png":
		must(t, png.Encode(&out, small))
	case "photo.jpg":
		must(t, jpeg.Encode(&out, small, nil))
	case "photo.gif":
		must(t, gif.Encode(&out, small, nil))
	case "photo.webp":
		raw, err := base64.StdEncoding.DecodeString(webP)
		must(t, err)
		return raw
	case "cut.png":
		must(t, png.Encode(&out, small))
		return out.Bytes()[:out.Len()/2]
	case "vast.png": // a few bytes that claim 26 megapixels
		must(t, png.Encode(&out, image.NewPaletted(image.Rect(0, 0, 5200, 5000), color.Palette{color.Black})))
	case "heavy.png":
		return bytes.Repeat([]byte("x"), 5<<20+1)
	case "empty.png":
	case "text.png":
		out.WriteString("this is no picture")
	default:
		t.Fatalf("there is no file called %q", name)
	}
	return out.Bytes()
}
