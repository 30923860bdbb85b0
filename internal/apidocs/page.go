package apidocs

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"strings"

	"github.com/swaggest/swgui/v5/static"
)

// What of the page is our own. Neither script nor style stands in the HTML, so
// that the policy can refuse any that does.
var (
	//go:embed page.html
	pageHTML string
	//go:embed page.js
	pageJS string
	//go:embed page.css
	pageCSS string
)

const (
	typeHTML   = "text/html; charset=utf-8"
	typeScript = "text/javascript; charset=utf-8"
	typeStyle  = "text/css; charset=utf-8"
)

// page is the HTML with the list of documents in it.
func page(documents []Document) file {
	type choice struct {
		URL  string `json:"url"`
		Name string `json:"name"`
	}
	choices := []choice{}
	for _, d := range documents {
		choices = append(choices, choice{d.path(), d.Title})
	}
	list, err := json.Marshal(choices)
	var out bytes.Buffer
	if err == nil {
		err = template.Must(template.New("page").Parse(pageHTML)).Execute(&out, string(list))
	}
	if err != nil {
		panic(err) // two texts in a list that is ours cannot fail
	}
	return newFile(typeHTML, out.Bytes())
}

// assets are the files that the page loads: ours, and those of Swagger UI that it
// needs of the many.
func assets() map[string]file {
	files := map[string]file{
		Page + "page.js":  newFile(typeScript, []byte(pageJS)),
		Page + "page.css": newFile(typeStyle, []byte(pageCSS)),
	}
	for name, mediaType := range map[string]string{
		"swagger-ui.css.gz":                  typeStyle,
		"swagger-ui-bundle.js.gz":            typeScript,
		"swagger-ui-standalone-preset.js.gz": typeScript,
		"favicon-32x32.png":                  "image/png",
	} {
		content, err := static.FS.ReadFile(name)
		if err != nil {
			panic(err) // it is compiled in; a version without it fails every test
		}
		f := newFile(mediaType, content)
		name, zipped := strings.CutSuffix(name, ".gz")
		if zipped {
			f.zipped()
		}
		files[Page+name] = f
	}
	return files
}
