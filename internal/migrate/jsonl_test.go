package migrate_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// The hashes in these tests have the parameters that the former systems use,
// and belong to nobody.
const (
	djangoHash = "pbkdf2_sha256$390000$KGpOyQNcdOyZbkBFTFoOxt$2rtLY9DWoriB3WXHEgCPEsjlK1uQR6QSMRRdUr7qN7o="
	bcryptHash = "$2b$10$1aha9ZxfFK3q4VVkwfVO0Oi/yrNy7.dUkdUYmOYrOXz1czNpvisPu"
)

// read gives all entries of a text.
func read(t testing.TB, text string) []migrate.Entry {
	t.Helper()
	var entries []migrate.Entry
	err := migrate.NewJSONL(strings.NewReader(text)).Each(t.Context(), func(e migrate.Entry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// line is the JSON of a good account, with members put in the place of its own:
// `"role":"admin"` replaces the role, `"role"` leaves it out, and what it does
// not have is appended.
func line(members ...string) string {
	own := []string{
		`"id":1`, `"username":"ada"`, `"email":"ada@example.com"`, `"first_name":"Ada"`, `"last_name":"Lovelace"`,
		`"phone":"1234567890"`, `"role":"user"`, `"status":"active"`, `"password_hash":"` + djangoHash + `"`,
		`"created_at":"2024-01-15T10:30:00Z"`, `"last_login_at":"2024-03-10T14:20:00.123456789Z"`,
	}
	for _, m := range members {
		name, _, hasValue := strings.Cut(m, ":")
		i := 0
		for i < len(own) && !strings.HasPrefix(own[i], name+":") {
			i++
		}
		switch {
		case i == len(own):
			own = append(own, m)
		case hasValue:
			own[i] = m
		default:
			own = append(own[:i], own[i+1:]...)
		}
	}
	return "{" + strings.Join(own, ",") + "}"
}

func TestALineIsReadToTheLetter(t *testing.T) {
	entries := read(t, line(`"last_name":"O'Brien \u00e9\ud83d\ude00 <b>"`, `"avatar":"a.png"`,
		`"email_verified_at":"2024-02-01T00:00:00+02:00"`, `"valid_after":"2024-02-02T00:00:00Z"`, `"version":7`)+"\n")
	want := account.Account{
		ID: 1, Username: "ada", Email: "ada@example.com", FirstName: "Ada", LastName: "O'Brien é😀 <b>",
		Phone: "1234567890", Avatar: "a.png", Role: account.RoleUser, Status: account.StatusActive,
		PasswordHash:    djangoHash,
		CreatedAt:       time.Date(2024, 1, 15, 10, 30, 0, 0, time.UTC),
		LastLoginAt:     time.Date(2024, 3, 10, 14, 20, 0, 123456789, time.UTC),
		EmailVerifiedAt: time.Date(2024, 1, 31, 22, 0, 0, 0, time.UTC),
		ValidAfter:      time.Date(2024, 2, 2, 0, 0, 0, 0, time.UTC),
		Version:         7,
	}
	if len(entries) != 1 || entries[0].Faults != nil {
		t.Fatalf("%+v", entries)
	}
	if diff := cmp.Diff(want, entries[0].Account); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsOptionalMayBeMissingOrNull(t *testing.T) {
	optional := []string{"first_name", "last_name", "phone", "avatar", "last_login_at", "email_verified_at", "valid_after", "version"}
	for _, name := range optional {
		for _, member := range []string{fmt.Sprintf("%q", name), fmt.Sprintf("%q:null", name)} {
			e := read(t, line(fmt.Sprintf("%q:null", name), member))[0]
			if e.Faults != nil {
				t.Errorf("%s: %q", member, e.Faults)
			}
		}
	}
}

func TestAFaultSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		line string
		want []string
	}{
		"unknown key":        {line(`"pasword":"x"`), []string{`unknown key "pasword"`}},
		"key in capitals":    {line(`"Email":"x@example.com"`), []string{`unknown key "Email": it is spelt "email"`}},
		"escaped key":        {line(`"r\u006fle":"admin"`), []string{`key "role" stands twice`}},
		"key twice":          {line(`"id":1`, `"x":1`, `"x":1`) + "", []string{`unknown key "x"`}},
		"duplicate":          {`{"id":1,"id":2}`, []string{`key "id" stands twice`}},
		"required missing":   {line(`"status"`, `"password_hash"`), []string{"status is missing", "password_hash is missing"}},
		"required null":      {line(`"status":null`), []string{"status may not be null"}},
		"id as text":         {line(`"id":"1"`), []string{"id is not a whole number"}},
		"id with a point":    {line(`"id":1.0`), []string{"id is not a whole number"}},
		"id with exponent":   {line(`"id":1e3`), []string{"id is not a whole number"}},
		"id too large":       {line(`"id":9223372036854775808`), []string{"id is not a whole number"}},
		"text as number":     {line(`"phone":123`), []string{"phone is not text"}},
		"text as list":       {line(`"username":["ada"]`), []string{"username is not text"}},
		"text as object":     {line(`"email":{}`), []string{"email is not text"}},
		"unknown role":       {line(`"role":"root"`), []string{`role must be user, operator or admin, not "root"`}},
		"role in capitals":   {line(`"role":"Admin"`), []string{`role must be user, operator or admin, not "Admin"`}},
		"role as number":     {line(`"role":1`), []string{"role is not text"}},
		"unknown status":     {line(`"status":""`), []string{`status must be active, inactive or suspended, not ""`}},
		"no time":            {line(`"created_at":"2024-01-15"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"time, no zone":      {line(`"created_at":"2024-01-15T10:30:00"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"time with comma":    {line(`"created_at":"2024-01-15T10:30:00,5Z"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"hour of a digit":    {line(`"created_at":"2024-01-15T1:30:00Z"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"zone of a day":      {line(`"created_at":"2024-01-15T10:30:00+24:00"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"zone of 60 minutes": {line(`"created_at":"2024-01-15T10:30:00+02:60"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"31 February":        {line(`"created_at":"2024-02-31T10:30:00Z"`), []string{`created_at is not a time like "2024-01-15T10:30:00Z"`}},
		"ten decimals":       {line(`"last_login_at":"2024-01-15T10:30:00.1234567890Z"`), []string{"last_login_at has more than nine decimals of a second"}},
		"time as number":     {line(`"last_login_at":1705314600`), []string{"last_login_at is not text"}},
		"several":            {line(`"id":null`, `"role":7`, `"x":1`), []string{"id may not be null", "role is not text", `unknown key "x"`}},
		"cut off":            {line()[:100], []string{"not valid JSON at character 101: unexpected EOF"}},
		"two objects":        {line() + line(), []string{"something follows the JSON object"}},
		"a comma after it":   {line() + ",", []string{"something follows the JSON object"}},
		"a list":             {"[" + line() + "]", []string{"not a JSON object"}},
		"text":               {`"ada"`, []string{"not a JSON object"}},
		"null":               {"null", []string{"not a JSON object"}},
		"single quotes":      {"{'id':1}", []string{`not valid JSON at character 2: invalid character '\''`}},
		"trailing comma":     {`{"id":1,}`, []string{`not valid JSON at character 8: invalid character ','`}},
		"half a surrogate":   {line(`"first_name":"\ud83d"`), []string{"not valid JSON at character"}},
		"no UTF-8":           {line(`"first_name":"` + "\xff" + `"`), []string{"not valid UTF-8"}},
		"bare control":       {line(`"first_name":"` + "a\tb" + `"`), []string{"not valid JSON at character"}},
		"deep nesting":       {strings.Repeat("[", 60000), []string{"not a JSON object"}},
		"deep unknown":       {`{"x":` + strings.Repeat("[", 60000), []string{"not valid JSON at character"}},
		"NUL outside":        {"\x00", []string{"not valid JSON at character 1"}},
		"UTF-16":             {"\xff\xfe{\x00", []string{"not valid UTF-8"}},
		"long unknown key":   {line(`"` + strings.Repeat("é", 1000) + `":1`), []string{`unknown key "` + strings.Repeat("é", 60) + `"...`}},
		"terminal controls":  {line(`"role":"\u001b[2J"`), []string{`role must be user, operator or admin, not "\x1b[2J"`}},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, c.line)[0]
			if len(e.Faults) != len(c.want) {
				t.Fatalf("%q, want %q", e.Faults, c.want)
			}
			for i, want := range c.want {
				if !strings.HasPrefix(e.Faults[i], want) {
					t.Errorf("%q, want %q", e.Faults[i], want)
				}
			}
		})
	}
}

func TestALineOfAnotherFormatHasFewFaults(t *testing.T) {
	var members []string
	for i := range 3000 {
		members = append(members, fmt.Sprintf(`"key%d":1`, i))
	}
	if n := len(read(t, line(members...))[0].Faults); n == 0 || n > 20 {
		t.Errorf("%d faults", n)
	}
}

// A hash that is not even text must not come out in the sentence about it.
func TestNoFaultRepeatsAHash(t *testing.T) {
	for _, l := range []string{
		line(`"password_hash":` + djangoHash),
		line(`"password_hash":["` + djangoHash + `"]`),
		line(`"password_hash":"` + djangoHash),
		line(`"password_hash":"` + djangoHash + "\xff" + `"`),
	} {
		for _, f := range read(t, l)[0].Faults {
			if strings.Contains(f, "KGpO") || strings.Contains(f, "390000") {
				t.Errorf("%q", f)
			}
		}
	}
}

func TestTheWrittenLineIsTheDocumentedOne(t *testing.T) {
	e := read(t, line(`"first_name"`, `"phone"`, `"last_login_at":null`, `"last_name":"<&> \u2028 \\ \" \n é"`))[0]
	got, err := migrate.AppendJSONL(nil, &e.Account)
	want := `{"id":1,"username":"ada","email":"ada@example.com","first_name":"","last_name":"<&> ` + "\u2028" + ` \\ \" \n é","phone":null,"avatar":null,` +
		`"role":"user","status":"active","password_hash":"` + djangoHash + `","created_at":"2024-01-15T10:30:00Z","last_login_at":null,"version":0}` + "\n"
	if err != nil || string(got) != want {
		t.Errorf("%s %v\nwant\n%s", got, err, want)
	}
}

func TestTextThatIsNoUTF8IsNotWrittenAsSomethingElse(t *testing.T) {
	a := read(t, line())[0].Account
	a.LastName = "\xff"
	got, err := migrate.AppendJSONL([]byte("before"), &a)
	if err == nil || !bytes.Equal(got, []byte("before")) {
		t.Errorf("%q %v", got, err)
	}
}
