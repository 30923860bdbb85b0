package compare

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// side is one of the two backends.
type side struct {
	base   string
	client *http.Client
	saved  map[string]string
}

// Options say what is compared.
type Options struct {
	Old, New string            // addresses, such as http://localhost:8000
	Values   map[string]string // what ${name} is from the start
	Timeout  time.Duration     // for each request; 0: 30 s
}

func newSide(address string, o Options) (*side, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%q is no address such as http://localhost:8000", address)
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	saved := map[string]string{}
	for name, value := range o.Values {
		saved[name] = value
	}
	return &side{
		base: strings.TrimSuffix(address, "/"), saved: saved,
		client: &http.Client{
			Timeout: o.Timeout,
			// A redirect is an answer: clients may not follow it.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// answer is what one side said.
type answer struct {
	status int
	header http.Header
	body   any // of JSON; else the text
	isJSON bool
}

// maxBody bounds what is read of an answer.
const maxBody = 8 << 20

func (s *side) ask(ctx context.Context, q *Request) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, q.Method, s.base+fill(q.Path, s.saved), strings.NewReader(q.body(s.saved)))
	if err != nil {
		return answer{}, fmt.Errorf("%s cannot be sent: %w", q.Name, err)
	}
	if len(q.Body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range q.Headers {
		req.Header.Set(name, fill(value, s.saved))
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("%s does not answer: %w", s.base, err)
	}
	defer resp.Body.Close() //nolint:errcheck // nothing was written
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return answer{}, fmt.Errorf("%s does not answer to its end: %w", s.base, err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: string(raw)}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var value any
	if d.Decode(&value) == nil {
		a.body, a.isJSON = value, true
	}
	s.save(q, &a)
	return a, nil
}

func (s *side) save(q *Request, a *answer) {
	for name, path := range q.Save {
		if value := at(a.body, path); value != nil {
			s.saved[name] = fmt.Sprint(value)
		}
	}
}

// at finds a value by a path of keys and indexes.
func at(value any, path string) any {
	for _, key := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}
