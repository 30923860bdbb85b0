package mail

import (
	"embed"
	"errors"
	"fmt"
	html "html/template"
	text "text/template"
	"time"
)

// kind is a letter in any language: the first part of the name of its files.
type kind string

const (
	reset        kind = "reset"
	emailChanged kind = "email-changed"
	confirmEmail kind = "confirm-email"
)

//go:embed letters
var files embed.FS

// Letters writes the letters of one site. Each language has a file per letter
// in the folder letters, in plain text; both layouts are filled from it, so
// that the two forms of a mail cannot say different things.
type Letters struct {
	site  string
	words map[Language]map[kind]*text.Template
	text  *text.Template
	html  *html.Template
}

// Receiver is who gets a letter.
type Receiver struct {
	Address  string
	Name     string   // for the greeting; empty: a greeting without a name
	Language Language // one of Languages; any other: English
}

const maxSite = 255 // bytes, as long as a host name can be

// NewLetters reads the texts and tries each of them. site is the name of the
// service that the letters speak of, such as "accounts.example.com".
func NewLetters(site string) (*Letters, error) {
	l := &Letters{site: clean(site), words: map[Language]map[kind]*text.Template{}}
	if l.site == "" {
		l.site = "Perfil"
	}
	if len(l.site) > maxSite {
		return nil, errors.New("mail: the name of the site is too long for the subject of a letter")
	}
	var err error
	if l.text, err = text.ParseFS(files, "letters/layout.txt"); err != nil {
		return nil, fmt.Errorf("mail: the layout: %w", err)
	}
	if l.html, err = html.ParseFS(files, "letters/layout.html"); err != nil {
		return nil, fmt.Errorf("mail: the layout: %w", err)
	}
	for _, language := range Languages() {
		if err := l.learn(language); err != nil {
			return nil, fmt.Errorf("mail: the letters in %q: %w", language, err)
		}
	}
	return l, nil
}

// learn reads the letters of a language and writes each once, so that a mistake
// in a text is found when the program starts and never later.
func (l *Letters) learn(language Language) error {
	l.words[language] = map[kind]*text.Template{}
	for _, k := range []kind{reset, emailChanged, confirmEmail} {
		t, err := text.ParseFS(files,
			fmt.Sprintf("letters/frame.%s.txt", language), fmt.Sprintf("letters/%s.%s.txt", k, language))
		if err != nil {
			return err
		}
		l.words[language][k] = t
		trial := letter{kind: k, to: Receiver{Name: "A", Language: language}, link: "https://example.com/", valid: time.Hour}
		if _, err := l.try(trial); err != nil {
			return err
		}
	}
	return nil
}

// Reset is the letter to somebody who forgot the password. The link is complete
// and stays good for valid.
func (l *Letters) Reset(to Receiver, link string, valid time.Duration) Message {
	return l.write(letter{kind: reset, to: to, link: link, valid: valid})
}

// EmailChanged is the letter to the former address of an account, with a link
// that takes the change back.
func (l *Letters) EmailChanged(to Receiver, now Masked, undo string, valid time.Duration) Message {
	return l.write(letter{kind: emailChanged, to: to, now: now, link: undo, valid: valid})
}

// ConfirmEmail is the letter to an address that was entered for an account,
// with a link that shows that the address is its owner's.
func (l *Letters) ConfirmEmail(to Receiver, link string, valid time.Duration) Message {
	return l.write(letter{kind: confirmEmail, to: to, link: link, valid: valid})
}

// letter is what a letter is made of.
type letter struct {
	kind  kind
	to    Receiver
	link  string
	valid time.Duration
	now   Masked // the new address, where the letter is about it
}

// write writes a letter of a kind and in a language that learn has tried; with
// other words in the same places it cannot fail.
func (l *Letters) write(in letter) Message {
	m, err := l.try(in)
	if err != nil {
		panic(fmt.Sprintf("mail: the letter %s in %q: %v", in.kind, in.to.Language, err))
	}
	return m
}

func (l *Letters) try(in letter) (Message, error) {
	language := in.to.Language.orEnglish()
	s, err := fill(l.words[language][in.kind], fillings{
		Name:     greetable(in.to.Name),
		Site:     l.site,
		Valid:    language.lasting(in.valid),
		NewEmail: in.now,
	})
	if err != nil {
		return Message{}, err
	}
	s.Language, s.Link = language, clean(in.link)
	m := Message{To: in.to.Address, Subject: s.Subject}
	if m.Text, err = render(l.text, s); err != nil {
		return Message{}, err
	}
	if m.HTML, err = render(l.html, s); err != nil {
		return Message{}, err
	}
	return m, nil
}
