package prove_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // what the server makes of an upload
	"image/png"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
)

func (w *witness) showFace(ctx context.Context) error {
	body, kind, err := faceForm()
	if err != nil {
		return err
	}
	w.face.ask(anything)
	w.strayed++
	a, err := w.ask(ctx, "PUT", w.own(), string(body), "Content-Type", kind)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return &refused{"a new picture", a}
	}
	var shown appearance
	if err := json.Unmarshal(a.body, &shown); err != nil {
		return err
	}
	w.face.told(shown.Avatar)
	w.strayed--
	return nil
}

// seeFace wants the picture to be there and whole.
func (w *witness) seeFace(ctx context.Context, path string) error {
	a, err := w.ask(ctx, "GET", path, "")
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return &lie{fmt.Sprintf("%s shows a picture that answers %d", w.name, a.status)}
	}
	if _, _, err := image.Decode(bytes.NewReader(a.body)); err != nil {
		return &lie{fmt.Sprintf("%s shows a picture that is broken: %v", w.name, err)}
	}
	return nil
}

// faceForm is an upload of a small picture that nobody else has.
func faceForm() (body []byte, kind string, err error) {
	face := image.NewNRGBA(image.Rect(0, 0, 24, 24))
	for i := range 24 * 24 {
		face.Set(i%24, i/24, color.NRGBA{uint8(rand.Uint32()), uint8(rand.Uint32()), uint8(rand.Uint32()), 255})
	}
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	part, err := form.CreateFormFile("avatar", "face.png")
	if err == nil {
		err = png.Encode(part, face)
	}
	err = errors.Join(err, form.Close())
	return out.Bytes(), form.FormDataContentType(), err
}
