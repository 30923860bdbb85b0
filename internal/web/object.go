package web

// Kind is the type of a value as it was sent.
type Kind uint8

// The kinds. The zero value is Absent, so a missing name of an [Object] has it.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Array
	Nested // an object as a value
	Upload // a file part of a multipart body
)

func (k Kind) String() string {
	names := [...]string{"absent", "null", "bool", "number", "string", "array", "object", "file"}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Problem says what makes a text unfit to be kept.
type Problem uint8

// The problems of a text. When it has several, the first one counts.
const (
	NoProblem     Problem = iota
	NUL                   // the character U+0000, which PostgreSQL cannot store
	LoneSurrogate         // half of a UTF-16 pair, written as \ud83d; it is no character
	InvalidUTF8           // bytes of a form that are no UTF-8; in JSON these are a [*SyntaxError]
)

// An Object is a body: its values by name. Names are case-sensitive, and of a
// name that was sent twice the last value is there.
type Object map[string]Value

// Value is one value of an [Object].
type Value struct {
	kind    Kind
	problem Problem
	text    string
	file    *File
}

// Kind is the type the value was sent with. In forms everything but a file is
// a [String].
func (v Value) Kind() Kind { return v.kind }

// Text is a string decoded, or the literal text of a number or bool as it was
// sent ("1.50", "true"). For all other kinds it is "". Where Malformed reports
// something, the text has U+FFFD in the place of what is no character.
func (v Value) Text() string { return v.text }

// Malformed says why a text must be refused. Each contract answers that by
// field in its own words, therefore it is no error of the body.
func (v Value) Malformed() Problem { return v.problem }

// File is the uploaded file, or nil when the kind is not [Upload].
func (v Value) File() *File { return v.file }

// A File is an uploaded file. Neither the name nor the type that the client
// gave it is kept: only the content says what it is.
type File struct {
	Bytes    []byte // nil when TooLarge
	TooLarge bool   // it is over [Accept.MaxFile]
}
