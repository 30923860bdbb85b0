package mail

import (
	"io"
	"strings"
	text "text/template"
)

// fillings are what the texts leave open.
type fillings struct {
	Name     string
	Site     string
	Valid    string
	NewEmail Masked
}

// sheet is a letter with everything filled in, before it is laid out. The link
// is apart from the paragraphs, because it has a line of its own in both
// layouts: a link that is wrapped does not work in every mail program.
type sheet struct {
	Language Language
	Subject  string
	Greeting string
	Before   []string // paragraphs before the link
	Action   string   // what the link does, on its button
	Link     string
	Hint     string // how to use the link without the button
	After    []string
	Close    string
}

// fill puts the fillings into each block of a letter.
func fill(t *text.Template, f fillings) (sheet, error) {
	var s sheet
	var before, after string
	for block, to := range map[string]*string{
		"subject": &s.Subject, "greeting": &s.Greeting, "before": &before, "action": &s.Action,
		"after": &after, "hint": &s.Hint, "close": &s.Close,
	} {
		var b strings.Builder
		if err := t.ExecuteTemplate(&b, block, f); err != nil {
			return sheet{}, err
		}
		*to = strings.TrimSpace(b.String())
	}
	s.Before, s.After = paragraphs(before), paragraphs(after)
	return s, nil
}

// paragraphs cuts a text at its empty lines.
func paragraphs(s string) []string { return strings.Split(s, "\n\n") }

// render is a layout with a letter in it.
func render(layout interface{ Execute(io.Writer, any) error }, s sheet) (string, error) {
	var b strings.Builder
	err := layout.Execute(&b, s)
	return b.String(), err
}
