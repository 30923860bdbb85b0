package mail_test

import (
	"html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"perfil/internal/mail"
)

func newLetters(t *testing.T) *mail.Letters {
	t.Helper()
	l, err := mail.NewLetters("accounts.example.com")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const link = "https://accounts.example.com/x?lang=en&token=" + token

// every is each kind of letter, by the name of its files.
func every(l *mail.Letters, to mail.Receiver, valid time.Duration) map[string]mail.Message {
	return map[string]mail.Message{
		"reset":         l.Reset(to, link, valid),
		"email-changed": l.EmailChanged(to, mail.Mask("new@example.org"), link, valid),
		"confirm-email": l.ConfirmEmail(to, link, valid),
	}
}

func TestEachLanguageHasEachLetterWithEachPlaceholder(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\{(define "[a-z]+"|if [^}]*|\.[A-Za-z]+)\}\}`)
	marks := func(file string) []string {
		data, err := os.ReadFile("letters/" + file)
		if err != nil {
			t.Fatal(err)
		}
		found := placeholder.FindAllString(string(data), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	seen := 2 // the layouts
	for _, name := range []string{"frame", "reset", "email-changed", "confirm-email"} {
		want := marks(name + ".en.txt")
		if len(want) < 3 {
			t.Errorf("%s has only %q", name, want)
		}
		for _, language := range mail.Languages() {
			seen++
			if got := marks(name + "." + string(language) + ".txt"); !slices.Equal(got, want) {
				t.Errorf("%s in %s has %q, want %q", name, language, got, want)
			}
		}
	}
	if all, err := os.ReadDir("letters"); err != nil || len(all) != seen {
		t.Errorf("%d files of letters, %d are known (%v)", len(all), seen, err)
	}
}

func TestLettersSayEverythingInBothForms(t *testing.T) {
	l := newLetters(t)
	for _, language := range mail.Languages() {
		to := mail.Receiver{Address: "ana@example.com", Name: "Ana María", Language: language}
		long := map[mail.Language]string{mail.English: "90 minutes", mail.Spanish: "90 minutos"}[language]
		for kind, m := range every(l, to, 90*time.Minute) {
			t.Run(kind+" in "+string(language), func(t *testing.T) {
				wanted := []string{"Ana María", "accounts.example.com", long, link}
				if kind == "email-changed" {
					wanted = append(wanted, "n***@example.org")
				}
				for _, want := range wanted {
					if !strings.Contains(m.Text, want) || !strings.Contains(html.UnescapeString(m.HTML), want) {
						t.Errorf("%q is missing:\n%s\n%s", want, m.Text, m.HTML)
					}
				}
				if m.To != to.Address || m.Subject == "" || !strings.Contains(m.Subject, "accounts.example.com") || m.ID != "" {
					t.Errorf("%+v", m)
				}
				if strings.Contains(m.Text+m.HTML+m.Subject, "<no value>") || strings.Contains(m.Text, "\n\n\n") || strings.Contains(m.HTML, "ZgotmplZ") {
					t.Errorf("%s\n%s", m.Text, m.HTML)
				}
				if !strings.Contains(m.HTML, `<html lang="`+string(language)+`"`) {
					t.Error("the language is not marked")
				}
				if found := tokenInLink.FindAllStringSubmatch(m.Text, -1); len(found) != 1 || found[0][1] != token {
					t.Errorf("tokens in the text: %v", found)
				}
				if !strings.Contains(m.Text, "\n"+link+"\n") {
					t.Error("the link has no line of its own")
				}
			})
		}
	}
}

func TestLettersDifferBetweenLanguagesAndKinds(t *testing.T) {
	l := newLetters(t)
	subjects := map[string]bool{}
	for _, language := range mail.Languages() {
		for _, m := range every(l, mail.Receiver{Language: language}, time.Hour) {
			subjects[m.Subject] = true
		}
	}
	if len(subjects) != 6 {
		t.Errorf("%d subjects: %v", len(subjects), subjects)
	}
}

func TestUnknownLanguageIsEnglish(t *testing.T) {
	l := newLetters(t)
	want := l.Reset(mail.Receiver{Language: mail.English}, link, time.Hour)
	for _, language := range []mail.Language{"", "fr", "../es"} {
		if got := l.Reset(mail.Receiver{Language: language}, link, time.Hour); got != want {
			t.Errorf("%q: %s", language, got.Text)
		}
	}
}

func TestTimeInWords(t *testing.T) {
	l := newLetters(t)
	for _, c := range []struct {
		d      time.Duration
		en, es string
	}{
		{0, "1 minute.", "1 minuto."},
		{59 * time.Second, "1 minute.", "1 minuto."},
		{30 * time.Minute, "30 minutes.", "30 minutos."},
		{time.Hour, "1 hour.", "1 hora."},
		{61 * time.Minute, "61 minutes.", "61 minutos."},
		{36 * time.Hour, "36 hours.", "36 horas."},
		{24 * time.Hour, "1 day.", "1 día."},
		{7 * 24 * time.Hour, "7 days.", "7 días."},
	} {
		for language, want := range map[mail.Language]string{mail.English: c.en, mail.Spanish: c.es} {
			m := l.ConfirmEmail(mail.Receiver{Language: language}, link, c.d)
			if !strings.Contains(m.Text, " "+want) {
				t.Errorf("%v in %s: no %q in\n%s", c.d, language, want, m.Text)
			}
		}
	}
}

func TestNamesInLetters(t *testing.T) {
	l := newLetters(t)
	for name, greeting := range map[string]string{
		"Ana":                             "Hello Ana,",
		"":                                "Hello,",
		" \t ":                            "Hello,",
		"J.R.R. Tolkien":                  "Hello J.R.R. Tolkien,",
		"Seán O'Brien":                    "Hello Seán O'Brien,",
		"علی\u200cرضا":                    "Hello علی\u200cرضا,",
		"Ana\r\n\r\nYou won":              "Hello Ana You won,",
		"Ana\x1b[31m\x00\u202e":           "Hello Ana[31m,",
		"A\u2028B":                        "Hello A B,",
		"broken\xff":                      "Hello broken\ufffd,",
		"<b>Bob</b>":                      "Hello,",
		"{{.Link}}":                       "Hello {{.Link}},",
		"<script>alert(1)":                "Hello <script>alert(1),",
		"Win at evil.example":             "Hello,",
		"Win at http://e.vil":             "Hello,",
		"www.x":                           "Hello,",
		"mail me@evil":                    "Hello,",
		"evil\u200b.example":              "Hello,",
		"evil。example":                    "Hello,",
		"Call 555 now: free":              "Hello,",
		strings.Repeat("n", 61):           "Hello,",
		"Ana " + strings.Repeat("é", 50):  "Hello Ana " + strings.Repeat("é", 50) + ",",
		strings.Repeat("You have won", 9): "Hello,",
	} {
		m := l.Reset(mail.Receiver{Name: name}, link, time.Hour)
		if first, _, _ := strings.Cut(m.Text, "\n"); first != greeting {
			t.Errorf("%q is greeted with %q, want %q", name, first, greeting)
		}
		if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, "<b>") {
			t.Errorf("%q: %s", name, m.HTML)
		}
	}
}

func TestLinkThatIsNoneIsNotClickable(t *testing.T) {
	m := newLetters(t).Reset(mail.Receiver{}, "javascript:alert(1)", time.Hour)
	if strings.Contains(m.HTML, `href="javascript`) {
		t.Error(m.HTML)
	}
}

func TestSiteOfLetters(t *testing.T) {
	l, err := mail.NewLetters("")
	if err != nil {
		t.Fatal(err)
	}
	if m := l.Reset(mail.Receiver{}, link, time.Hour); !strings.Contains(m.Subject, "Perfil") {
		t.Error(m.Subject)
	}
	if _, err := mail.NewLetters(strings.Repeat("x", 256)); err == nil {
		t.Error("a site that makes every subject too long was taken")
	}
}

func TestMasks(t *testing.T) {
	for address, want := range map[string]mail.Masked{
		"john@example.com":    "j***@example.com",
		"j@example.com":       "j***@example.com",
		"øre@example.com":     "ø***@example.com",
		`"a@b"@example.com`:   `"***@example.com`,
		"@example.com":        "***@example.com",
		"\xff@example.com":    "***@example.com",
		"j\n@exam\nple.com":   "j***@exam ple.com",
		"no-address":          "***@no-address",
		"j\x00@e\x1bxample.c": "j***@example.c",
	} {
		if got := mail.Mask(address); got != want {
			t.Errorf("%q is shown as %q, want %q", address, got, want)
		}
	}
}
