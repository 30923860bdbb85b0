package contracttest

import (
	"net/http"
	"testing"

	"pgregory.net/rapid"
)

// Vocabulary is what requests are made of besides the operations of the document.
type Vocabulary struct {
	Paths     []string // that are not in the document
	Keys      []string // of bodies
	Languages []string
	Multipart bool
}

// requestsPerWorld times the number of checks, 100 unless -rapid.checks says
// otherwise, is how many requests are made.
const requestsPerWorld = 40

// Generated sends requests that nobody wrote: odd values for the known keys, odd
// methods, headers and paths, one after the other to one World. Every answer has
// to be documented, and none may be the server's fault.
func Generated(t *testing.T, c Contract, v Vocabulary) {
	d := LoadDocument(t, c)
	rapid.Check(t, func(rt *rapid.T) {
		w := Open(t, c, Setup{
			Language: rapid.SampledFrom(v.Languages).Draw(rt, "language"),
			Limits:   rapid.Bool().Draw(rt, "limits"),
		})
		g := generator{Vocabulary: v, operations: d.operations(), world: w, t: t}
		for range requestsPerWorld {
			r, body := g.request(rt)
			a := w.Do(t, r)
			g.learn(a)
			x := Exchange{Request: r, Answer: a}
			if _, err := d.Judge(x); err != nil || a.Status >= http.StatusInternalServerError {
				rt.Fatalf("%s %s %q %.1000q\n%d %s\n%v", r.Method, r.URL, r.Header, body, a.Status, a.Body, err)
			}
		}
	})
}
