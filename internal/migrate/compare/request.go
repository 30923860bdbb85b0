package compare

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Request is what is sent to both sides.
type Request struct {
	Name    string            `json:"name"`
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
	// Body is sent as it stands if it is a JSON string, else as JSON.
	Body json.RawMessage `json:"body"`
	// Save keeps values of the answer, by a path such as data.user.id, under
	// names that later requests write as ${name}. Each side has its own.
	Save map[string]string `json:"save"`
	// Status, if not 0, is what the old side must answer, or what follows makes
	// no sense and nothing more is sent.
	Status int `json:"status"`
	// Crashes says that the old side may answer 500 to it, which is its defect and
	// no end of the comparison. Any other answer of 500 and more is one.
	Crashes bool `json:"crashes"`
}

// ErrNoValue is for a request with a ${name} that nothing gives a value.
var ErrNoValue = errors.New("no request before it saves what it needs, and it has no value from the start")

// maxLine bounds a line of a file of requests in bytes.
const maxLine = 1 << 20

// Read reads a file with a Request per line.
func Read(r io.Reader) ([]Request, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var requests []Request
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		var q Request
		if err := d.Decode(&q); err != nil {
			return nil, fmt.Errorf("line %d is no request: %w", n, err)
		}
		if err := q.check(); err != nil {
			return nil, fmt.Errorf("line %d is no request: %w", n, err)
		}
		requests = append(requests, q)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("a line is longer than %d bytes", maxLine)
	}
	return requests, lines.Err()
}

func (q *Request) check() error {
	if q.Method == "" {
		q.Method = http.MethodGet
	}
	if !strings.HasPrefix(q.Path, "/") {
		return errors.New("its path must begin with /")
	}
	if q.Name == "" {
		q.Name = q.Method + " " + q.Path
	}
	return nil
}

var variable = regexp.MustCompile(`\$\{(\w+)\}`)

// variables are the names that it writes as ${name}.
func (q *Request) variables() []string {
	texts := []string{q.Path, string(q.Body)}
	for _, value := range q.Headers {
		texts = append(texts, value)
	}
	var names []string
	for _, found := range variable.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return names
}

// missing is the first name that has no value; "" where there is none.
func (q *Request) missing(saved map[string]string) string {
	for _, name := range q.variables() {
		if _, ok := saved[name]; !ok {
			return name
		}
	}
	return ""
}

// fillable looks for names that no request before saves, and that have no value
// from the start: sent with a gap, a request says nothing of what it is about.
func fillable(requests []Request, values map[string]string) error {
	known := maps.Clone(values)
	if known == nil {
		known = map[string]string{}
	}
	for i := range requests {
		q := &requests[i]
		if name := q.missing(known); name != "" {
			return fmt.Errorf("%s: %w: ${%s}", q.Name, ErrNoValue, name)
		}
		maps.Copy(known, q.Save)
	}
	return nil
}

// fill puts saved values in.
func fill(text string, saved map[string]string) string {
	return variable.ReplaceAllStringFunc(text, func(name string) string {
		return saved[name[2:len(name)-1]]
	})
}

// body is what is sent.
func (q *Request) body(saved map[string]string) string {
	var text string
	if json.Unmarshal(q.Body, &text) == nil {
		return fill(text, saved)
	}
	return variable.ReplaceAllStringFunc(string(q.Body), func(name string) string {
		quoted, _ := json.Marshal(saved[name[2:len(name)-1]]) // a string always can
		return strings.Trim(string(quoted), `"`)
	})
}
